"""Names of people without titles, punctuation and other habits of writing.

A generation (Jr., Sr., II) is taken out of the name and kept beside it: in the name it would make a
father two people, left out it would make father and son one.
"""

import re

from src.unify.standardise.letters import plain, words

TITLES = """
    mr mrs ms miss mx dr prof professor doctor sir madam rev
    mme mlle monsieur madame mademoiselle herr frau fraulein hr mag ing dipl med
    sr sra srta senor senora senorita sig signor signora dott
"""
DEGREES = "phd md mba esq dds msc bsc cpa"
JOINED = """
    mc mac o d l de del della di da do dos das du la le los van von vom zu zum zur der den dem
    ten ter te el al bin ben ibn st
"""
PREFIXES, SUFFIXES, PARTICLES = (frozenset(said.split()) for said in (TITLES, DEGREES, JOINED))
GENERATIONS = {
    "jr": "jr",
    "junior": "jr",
    "sr": "sr",
    "senior": "sr",
    "ii": "ii",
    "2nd": "ii",
    "iii": "iii",
    "3rd": "iii",
    "iv": "iv",
}
POLITE = re.compile(r"(?<=\w)\s*(?:さん|様|さま|殿|先生|くん|ちゃん|(?<=\s)[氏君])+$|-san$|-sama$")
ASIDE = re.compile(r"\([^)]*\)")
NOBODY = frozenset(plain(word) for word in ("unknown", "anonymous", "unbekannt", "inconnu", "不明"))
Name = tuple[str | None, str | None]


def given_name(text: str) -> Name:
    """Return a given name and the generation written after it.

    >>> given_name("Dr. Anne-Marie"), given_name("John Jr."), given_name("さくら様")
    (('anne marie', None), ('john', 'jr'), ('sakura', None))
    """
    name, generation = _person(text)
    return " ".join(name) or None, generation


def family_name(text: str) -> Name:
    """Return a family name, its particles in one word with what follows, and the generation.

    >>> family_name("Mc Donald"), family_name("van der Berg"), family_name("VanDerBerg III")
    (('mcdonald', None), ('vanderberg', None), ('vanderberg', 'iii'))
    """
    name, generation = _person(text)
    last = len(name) - 1
    joined = "".join(
        word if word in PARTICLES and at < last else f"{word} " for at, word in enumerate(name)
    )
    return joined.strip() or None, generation


def without_titles(text: list[str]) -> list[str]:
    """Return the words of a name without titles at its ends; the last word left is the name."""
    first, last = 0, len(text)
    while first < last - 1 and text[first] in PREFIXES:
        first += 1
    while first < last - 1 and text[last - 1] in SUFFIXES:
        last -= 1
    return text[first:last]


def _person(text: str) -> tuple[list[str], str | None]:
    text = POLITE.sub("", text.strip())
    name = without_titles(words(ASIDE.sub(" ", text)) or words(text))
    generation = GENERATIONS.get(name[-1]) if len(name) > 1 else None
    if generation:
        name = without_titles(name[:-1])
    return ([] if name and name[0] in NOBODY else name), generation
