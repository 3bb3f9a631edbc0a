"""Countries by their ISO 3166 code, whatever a source calls them.

Names are those of Unicode's CLDR (Babel) in the `LANGUAGES`; codes of three letters and numbers are
CLDR's aliases. What CLDR lacks and people write is `SAID`.

>>> [country(text) for text in ("Deutschland", "u.s.a.", "日本国", "GBR", "Deutschand", "Mars")]
['DE', 'US', 'JP', 'GB', 'DE', None]
"""

import difflib
from collections import defaultdict
from functools import cache

from babel import Locale
from babel.core import get_global

from src.unify.standardise.letters import words

LANGUAGES = (
    *("ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hi", "hu", "id", "it", "ja", "ko"),
    *("nb", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh", "zh_Hant"),
)
SAID = {
    "AE": ("uae",),
    "CH": ("swiss confederation",),
    "CI": ("ivory coast", "elfenbeinküste"),
    "CN": ("prc", "people's republic of china"),
    "CZ": ("czech republic",),
    "DE": ("brd", "federal republic of germany", "bundesrepublik deutschland"),
    "FR": ("french republic",),
    "GB": (
        *("gb", "great britain", "britain", "england", "scotland", "wales", "northern ireland"),
        *("united kingdom of gb", "united kingdom of great britain and northern ireland"),
        *("großbritannien", "grande-bretagne", "gran bretaña", "英国"),
    ),
    "HK": ("hong kong", "香港"),
    "IE": ("eire", "republic of ireland"),
    "JP": ("日本国",),
    "KR": ("korea", "republic of korea"),
    "MO": ("macau", "macao"),
    "NL": ("holland", "the netherlands"),
    "PS": ("palestine",),
    "RU": ("russian federation",),
    "TR": ("turkey",),
    "TW": ("臺灣",),
    "US": ("u.s.", "u.s.a.", "america", "united states of america", "アメリカ", "米国"),
    "VN": ("viet nam",),
}
NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
SHORTEST_MISSPELT, LIKENESS = (
    6,
    0.9,
)  # Deutschand is .95 like Deutschland, Austria .88 like Australia


def country(text: str) -> str | None:
    """Return the ISO code of a country, null if it is none; a slip of the pen is forgiven."""
    names = _names()
    name = " ".join(words(text))
    if name in names or len(name) < SHORTEST_MISSPELT:
        return names.get(name)
    alike = difflib.get_close_matches(name, _names_by_initial()[name[0]], cutoff=LIKENESS)
    meant = {names[other] for other in alike}
    return meant.pop() if len(meant) == 1 else None


@cache
def _names() -> dict[str, str]:
    """Return the code of every name that means one country."""
    codes = {str(code) for code in Locale("en").territories}
    codes = {code for code in codes if len(code) == len("GB")} - NOT_COUNTRIES
    meant: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in codes:
                meant[" ".join(words(name))].add(str(code))
    names = {name: found.pop() for name, found in meant.items() if len(found) == 1}
    for alias, found in get_global("territory_aliases").items():
        if len(found) == 1 and found[0] in codes:
            names[alias.lower()] = found[0]
    said = ((" ".join(words(name)), code) for code, said in SAID.items() for name in said)
    return names | dict(said) | {code.lower(): code for code in codes}


@cache
def _names_by_initial() -> dict[str, list[str]]:
    initials = defaultdict(list)
    for name in _names():
        initials[name[0]].append(name)
    return initials
