"""Streets, house numbers, postal codes and places in one spelling."""

import re

from src.unify.standardise.letters import APOSTROPHES, LETTERS, plain, unified, words

LONG = {
    "ave": "avenue",
    "av": "avenue",
    "avda": "avenue",
    "avenida": "avenue",
    "bd": "boulevard",
    "blvd": "boulevard",
    "boul": "boulevard",
    "cct": "circuit",
    "ch": "chemin",
    "cir": "circle",
    "cl": "close",
    "cr": "crescent",
    "cres": "crescent",
    "crt": "court",
    "ct": "court",
    "ft": "fort",
    "gdns": "gardens",
    "gr": "grove",
    "hwy": "highway",
    "imp": "impasse",
    "ln": "lane",
    "mt": "mount",
    "pde": "parade",
    "pkwy": "parkway",
    "pl": "place",
    "rd": "road",
    "rte": "route",
    "sq": "square",
    "str": "strasse",
    "tce": "terrace",
    "terr": "terrace",
}
WINDS = {"n": "north", "e": "east", "s": "south", "w": "west"}
AT_THE_START = {"c": "calle", "r": "rue"}
AT_THE_END = {"st": "street", "dr": "drive"}  # elsewhere they are a saint and a doctor
SAINTS = {"st": "saint", "ste": "sainte"}
GERMAN_STREET = re.compile(r"(?<=\w\w)\s*(?:strasse|str)\b")  # Hauptstr. as Haupt Strasse
JAPANESE_BLOCK = re.compile(r"(?<=\d) ?(?:丁目|番地の?|番|号|の) ?(?=\d|$)")
UNIT = re.compile(
    r"(?:\b(?:appartamento|appartement|apartment|apt|appt|app|unit|flat|suite|ste|room|rm|floor|fl"
    r"|etage|piano|piso|puerta|wohnung|whg)|#) ?(?:\d+\w?|[a-z])\b"
)
BLOCKS = r"(?:[-/]\d+[a-z]?)*(?: ?(?:bis|ter|quater)\b)?"
NUMBER_FIRST = re.compile(rf"^(?:n[or] )?(\d+[a-z]?{BLOCKS}) (?=.*[^\W\d])")
NUMBER_LAST = re.compile(rf"(?:^| |(?<=[^\x00-\x7f]))(?:n[or] )?(\d+[a-z]?{BLOCKS}(?: [a-z])?)$")
BETWEEN_WORDS = re.compile(rf"[^{LETTERS}/#-]+|(?<!\d)[/-]+|[/-]+(?!\d)|#+(?!\d)")
NOT_IN_NUMBERS = re.compile(r"[^\w/-]|_")
COUNTRY_BEFORE = re.compile(r"^[A-Z]{1,3}-(?=\d{4,5}$)")  # D-80331
ZIP_PLUS_FOUR = re.compile(r"^(\d{5})-\d{4}$")
NOT_IN_CODES = re.compile("[^0-9A-Z]")


def street(text: str, known: str | None = None) -> tuple[str | None, str | None]:
    """Return a street's name and the house number, without flat or floor.

    Parameters
    ----------
    known : house number that stands elsewhere; any other number is then part of the name

    >>> street("Flat 2, 12a St. John's Rd"), street("Hauptstraße 7 b"), street("Haupt-Str. 7b")
    (('saint johns road', '12a'), ('haupt strasse', '7b'), ('haupt strasse', '7b'))
    >>> street("渋谷１丁目２番３号"), street("10 Highway 61"), street("Highway 61", "10")
    (('渋谷', '1-2-3'), ('highway 61', '10'), ('highway 61', '10'))
    """
    written = _spaced(plain(APOSTROPHES.sub("", text)))
    written = _spaced(UNIT.sub(" ", written)) or written
    written = _spaced(JAPANESE_BLOCK.sub("-", written))
    name, number = _without_number(written)
    if known and number != known:
        name, number = written, known
    return _spelt_out(words(GERMAN_STREET.sub(" strasse", name))), number


def house_number(text: str) -> str | None:
    """Return a house number without blanks: 12 A is 12a."""
    return NOT_IN_NUMBERS.sub("", plain(text)).strip("-/") or None


def postal_code(text: str) -> str | None:
    """Return a postal code; the four digits more of an American one are left out.

    >>> [postal_code(text) for text in ("sw1a 1aa", "〒150-0001", "D-80331", "12345-6789", "-")]
    ['SW1A1AA', '1500001', '80331', '12345', None]
    """
    code = COUNTRY_BEFORE.sub("", unified(text).upper())
    return NOT_IN_CODES.sub("", ZIP_PLUS_FOUR.sub(r"\1", code)) or None


def place(text: str) -> str | None:
    """Return the name of a city or region.

    >>> place("St. Albans"), place("MÜNCHEN"), place("Muenchen"), place("東京都")
    ('saint albans', 'munchen', 'munchen', '東京都')
    """
    name = words(text)
    return " ".join([*(SAINTS.get(word, word) for word in name[:-1]), *name[-1:]]) or None


def _spaced(text: str) -> str:
    return " ".join(BETWEEN_WORDS.sub(" ", text).split())


def _without_number(name: str) -> tuple[str, str | None]:
    number = None
    while found := NUMBER_FIRST.match(name):
        name, number = name[found.end() :], house_number(found[1])
    found = None if number else NUMBER_LAST.search(name)
    return (name[: found.start()], house_number(found[1])) if found else (name, number)


def _spelt_out(name: list[str]) -> str | None:
    told = [LONG.get(word, word) for word in name]
    for at in {0, len(told) - 1} if len(told) > 1 else ():
        told[at] = WINDS.get(told[at], told[at])
    last = len(told) - 1
    while last > 0 and told[last] in WINDS.values():
        last -= 1
    if last > 0:
        told[last] = AT_THE_END.get(told[last], told[last])
        told[0] = AT_THE_START.get(told[0], told[0])
    return " ".join(SAINTS.get(word, word) for word in told) or None
