"""Names of people without titles, punctuation and other habits of writing.

A generation (Jr., Sr., II) is taken out of the name and kept beside it: in the name it would make a
father two people, left out it would make father and son one.
"""

import re

from src.unify.standardise.letters import plain, shortened, words

TITLES = """
    mr mrs ms miss mx dr prof professor doctor sir madam rev
    mme mlle monsieur madame mademoiselle herr frau fraulein hr mag ing dipl med
    sr sra srta senor senora senorita sig signor signora dott
"""
DEGREES = "phd md mba esq dds msc bsc cpa"
JOINED = """
    mc mac d l de del della di da do dos das du la le los van von vom zu zum zur der den dem
    ten ter te el al bin ben ibn st vander vanden dela delos
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
RANKS = frozenset("様殿氏君") | {"先生"}
AFTER_NAME = SUFFIXES | RANKS | set(GENERATIONS)
POLITE = re.compile(
    r"(?<=.)(?:\s*(?:さん|様|さま|殿|先生|くん|ちゃん|-san|-sama)\W*)+$", re.IGNORECASE
)
ASIDE = re.compile(r"\([^)]*\)")
BEFORE_NAME = re.compile(rf"\b({'|'.join(JOINED.split())}|o(?! o)) (?=\w)")
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
    joined = BEFORE_NAME.sub(r"\1", " ".join(name))
    return joined or None, generation


def _person(text: str) -> tuple[list[str], str | None]:
    """Return the words of a name without titles and degrees, unless nothing else is there."""
    text = POLITE.sub("", text)
    name, generation = words(ASIDE.sub(" ", text)) or words(text), None
    while len(name) > 1 and name[-1] in AFTER_NAME:
        generation = GENERATIONS.get(name.pop(), generation)
    while len(name) > 1 and name[0] in PREFIXES:
        name = name[1:]
    name = [shortened(word) for word in name]
    return ([] if name and name[0] in NOBODY else name), generation
