"""Features in the words and units of a reader."""

import re
from collections.abc import Mapping
from typing import Literal

from src.features.catalogue import CATALOGUE
from src.features.profile import MIXES as PROFILE_MIXES
from src.personas.evidence import Evidence
from src.reporting.formats import days, money, number, percent
from src.reporting.language import Speech, speech

Unit = Literal["money", "days", "share", "count", "ratio"]
COUNT: Unit = "count"
BY_UNIT: Mapping[str, Unit] = {"currency": "money", "0 to 1": "share", "0 upwards": "share"}
BY_ENDING: Mapping[str, Unit] = {
    "_days": "days",
    "_share": "share",
    "_share_90d": "share",
    "_rate": "share",
    "_ratio": "ratio",
}
GROUP_OF: Mapping[str, str] = {
    feature.name: group
    for family in CATALOGUE
    for group, features in family.groups.items()
    for feature in features
}
MEANING_OF: Mapping[str, str] = {
    feature.name: feature.meaning for family in CATALOGUE for feature in family.features
}
UNIT_OF: Mapping[str, str] = {
    feature.name: feature.unit for family in CATALOGUE for feature in family.features
}
MIXES = {mix.stem: mix for family in CATALOGUE for mix in family.mixes}
MIXES |= {mix.stem: mix for mix in PROFILE_MIXES}
STRENGTHS = ((0.8, "large"), (0.5, "medium"), (0.2, "small"))  # Cohen (1988)


MIX = re.compile(f"({'|'.join(sorted(MIXES, key=len, reverse=True))})_(.+)_share")


def feature_words(feature: str, said: Speech | None = None) -> str:
    """Say what a feature is; one without words of its own as the catalogue, or its name, has it.

    >>> feature_words("recency_days"), feature_words("household_size")
    ('Time since the last order', 'Household size')
    >>> feature_words("refund_order_share"), feature_words("device_mobile_share")
    ('Share of orders of which something was returned', 'Activity on mobile')
    >>> feature_words("message_channel_type_b_share"), feature_words("country_germany_share")
    ('Messages by type b', 'Country germany')
    """
    said = said or speech("en")
    if (key := f"feature.{feature}") in said.phrases:
        return said.phrases[key]
    if feature not in MEANING_OF and (words := _of_mix(feature, said)):
        return words
    words = MEANING_OF.get(feature, feature.replace("_", " ").strip())
    return words[:1].upper() + words[1:]


def group_of(feature: str) -> str:
    """Return the group of a feature; one of no group is its own.

    >>> group_of("net_sum"), group_of("device_mobile_share"), group_of("household_size")
    ('money spent', 'devices', 'household_size')
    """
    mix = MIX.fullmatch(feature)
    return GROUP_OF.get(feature, MIXES[mix[1]].group if mix else feature)


def _of_mix(feature: str, said: Speech) -> str:
    """Say of which value a feature is the share; nothing if it is no such feature."""
    mix = MIX.fullmatch(feature)
    if mix is None:
        return ""
    value = mix[2].replace("_", " ")
    shown = said.phrases.get(f"term.{value}", value)
    if (key := f"mix.{mix[1]}") in said.phrases:
        return said.say(key, value=shown)
    return f"{MIXES[mix[1]].column} {shown}".capitalize()


def in_unit(feature: str, value: float, currency: str) -> str:
    """Print a feature's value in its unit.

    >>> in_unit("net_sum", 2409.4, "USD"), in_unit("recency_days", 7.31, "USD")
    ('$2,409', '7.3 days')
    >>> in_unit("weekend_share", 0.31, "USD"), in_unit("household_size", 2.6, "USD")
    ('31%', '2.6')
    """
    match _unit(feature):
        case "money":
            return money(value, currency)
        case "days":
            return days(value)
        case "share":
            return percent(value)
        case "ratio":
            return number(value, 2)
        case "count":
            return number(value, 0 if abs(value) >= 100 else 1)  # noqa: PLR2004 - three figures


def strength(effect_size: float) -> str:
    """Name the size of Cohen's d.

    >>> strength(-0.9), strength(0.3), strength(0.1)
    ('large', 'small', 'negligible')
    """
    return next((word for low, word in STRENGTHS if abs(effect_size) >= low), "negligible")


def strongest(rows: tuple[Evidence, ...], most: int) -> tuple[Evidence, ...]:
    """Strongest contrast of each feature group, as far as at least small; ``rows`` are sorted.

    Left out is where means and effect point different ways, as a few giant customers make them: a
    reader sees the means.
    """
    best: dict[str, Evidence] = {}
    for row in rows:
        agree = row.effect_size * (row.mean - row.others_mean) > 0
        if agree and abs(row.effect_size) >= STRENGTHS[-1][0]:
            best.setdefault(group_of(row.feature), row)
    return tuple(best.values())[:most]


def _unit(feature: str) -> Unit:
    """Tell the kind of unit from the catalogue, or from the name a manifest gave."""
    unit = UNIT_OF.get(feature, "")
    known = [kind for start, kind in BY_UNIT.items() if unit.startswith(start)]
    named = [kind for ending, kind in BY_ENDING.items() if feature.endswith(ending)]
    return [*known, *named, COUNT][0]
