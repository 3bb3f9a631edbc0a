"""Whole names taken apart into given and family name.

Which word is which is told by a comma, by the script, by capitals, else by the order of the West:

>>> split_full_name("Smith, John Jr."), split_full_name("Dr. Ludwig van Beethoven")
(('John Jr.', 'Smith'), ('Ludwig', 'van Beethoven'))
>>> split_full_name("山田　太郎"), split_full_name("ジョン・スミス"), split_full_name("DUPONT Jean")
(('太郎', '山田'), ('ジョン', 'スミス'), ('Jean', 'DUPONT'))

A name in Latin letters is in Western order whatever blank it is written with. A mere blank between
Japanese words says little, because systems made in the West write "given family" of their two
fields; only the ideographic one is taken for the Japanese order.
"""

import re

from src.unify.standardise.letters import plain, unified, words
from src.unify.standardise.person_names import GENERATIONS, PARTICLES, PREFIXES, SUFFIXES

FAMILY_ENDS = re.compile("[\u3000,\uff0c\u3001]")  # an ideographic blank, a comma
MIDDLE_DOT = re.compile("[・･]")
EASTERN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
Pair = tuple[str | None, str | None]


def split_full_name(text: str) -> Pair:
    """Return given and family name; a single word is the given name."""
    if EASTERN.search(unified(text)):
        return _eastern(text.strip())
    parts = [part.strip() for part in unified(text).split(",")]
    parts = [part for part in parts if words(part)]
    if not parts:
        return None, None
    after = [part for part in parts[1:] if not _is_suffix(part)]
    ends = " ".join(part for part in parts[1:] if _is_suffix(part))
    if after:
        return f"{' '.join(after)} {ends}".strip(), parts[0]
    given, family = _western(parts[0])
    return (given, f"{family} {ends}".strip()) if family else (f"{given} {ends}".strip(), None)


def _is_suffix(part: str) -> bool:
    return all(word in SUFFIXES or word in GENERATIONS for word in words(part.replace(".", "")))


def _eastern(text: str) -> Pair:
    family_first = FAMILY_ENDS.split(text, 1)
    if len(family_first) > 1:
        family, given = family_first
        return given.strip() or None, family.strip() or None
    given, _, family = MIDDLE_DOT.sub(" ", text).partition(" ")
    return given, family.strip() or None


def _western(text: str) -> Pair:
    """Take apart "given family": the last word and the particles before it are the family's."""
    name = text.split()
    while len(name) > 1 and _bare(name[0]) in PREFIXES:
        name = name[1:]
    if len(name) == 1:
        return name[0], None
    if _shouted(name[0]) and not any(_shouted(word) for word in name[1:]):
        return " ".join(name[1:]), name[0]
    last = len(name) - 1
    while last > 1 and (_bare(name[last]) in GENERATIONS or _bare(name[last]) in SUFFIXES):
        last -= 1
    while last > 1 and _bare(name[last - 1]) in PARTICLES and len(_bare(name[last - 1])) > 1:
        last -= 1
    return " ".join(name[:last]), " ".join(name[last:])


def _bare(word: str) -> str:
    return plain(word).strip(".")


def _shouted(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)
