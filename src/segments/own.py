"""A user's own segments: the rules of ``[segments]`` in the manifest, in their order."""

import re
from collections.abc import Mapping

from src.segments.scheme import Rule, Scheme

NONE = "none of these"
OWN = "own segments"
PROTECTED = {  # EU Charter of Fundamental Rights, Art. 21, as words of a feature's name
    *("age", "birth", "born", "gender", "sex", "pregnant", "kids", "children", "married"),
    *("marital", "race", "ethnic", "ethnicity", "religion", "language", "nationality"),
    *("disabled", "disability", "political", "minority"),
}


def own_scheme(rules: Mapping[str, str], known: set[str]) -> Scheme:
    """Return the scheme of a manifest's rules: segment -> condition.

    Where no condition holds the segment is `NONE`, or not known if one of them is null.
    """
    told = tuple(
        Rule(name, f"TRY(\n{when}\n)", f"meets: {' '.join(when.split())}")
        for name, when in rules.items()
    )
    every = " AND ".join(f"{rule.when} IS NOT NULL" for rule in told)
    words = {word.lower() for when in rules.values() for word in re.findall(r"\w+", when)}
    needs = {name for name in known if name.lower() in words}  # SQL knows no upper case
    return Scheme(
        name=OWN,
        family=OWN,
        rules=(*told, Rule(NONE, every, "no condition of [segments] holds")) if told else (),
        needs=tuple(sorted(needs)),
        lacking="features that a condition of [segments] names",
    )


def is_protected(feature: str) -> bool:
    """Tell whether the name of an attribute says that it is protected.

    >>> is_protected("age_band_years"), is_protected("language_german_share"), is_protected("pages")
    (True, True, False)
    """
    return not PROTECTED.isdisjoint(feature.split("_"))
