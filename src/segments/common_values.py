"""Geographic and technographic: where customers live, and with what they visit.

Made of the shares of common values (``region_nsw_share``), which only a data set has: a value is
common where at least 20 customers, and one in a hundred, have it. *Mostly* is more than half.
"""

import re
from collections.abc import Sequence

from src.segments.scheme import Rule, Scheme


def country(names: Sequence[str]) -> Scheme:
    """Return the segments by country."""
    told = "country (table profiles)"
    return _scheme(names, "country", ("country", "geographic", told), ("", "elsewhere"))


def region(names: Sequence[str]) -> Scheme:
    """Return the segments by region."""
    told = "region (table profiles)"
    return _scheme(names, "region", ("region", "geographic", told), ("", "elsewhere"))


def technographic(names: Sequence[str]) -> Scheme:
    """Return the segments by device."""
    told = "device of visits (table interactions)"
    return _scheme(names, "device", ("device", "technographic", told), ("mostly ", "other devices"))


def _shares(names: Sequence[str], stem: str) -> dict[str, str]:
    """Return the features of a column's common values, by the value's word."""
    found = ((name, re.fullmatch(rf"{stem}_(.+)_share", name)) for name in names)
    return {match[1]: name for name, match in found if match}


def _scheme(
    names: Sequence[str], stem: str, called: tuple[str, str, str], words: tuple[str, str]
) -> Scheme:
    name, family, lacking = called
    before, other = words
    shares = _shares(names, stem)
    told = {word: f"{before}{word.replace('_', ' ')}" for word in shares}
    rules = [
        Rule(told[word], f'"{feature}" > 0.5', f"{stem}: {told[word]}")
        for word, feature in shares.items()
    ]
    if rules:
        every = " AND ".join(f'"{feature}" <= 0.5' for feature in shares.values())
        rules.append(Rule(other, every, f"{stem}: none of the common ones for the most part"))
    return Scheme(name, family, tuple(rules), tuple(shares.values()), lacking)
