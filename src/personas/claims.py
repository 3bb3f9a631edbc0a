"""A claim: one thing said of a persona, with all that it rests on; without that it is not said.

A claim holds no words but the key of a phrase and what fills its gaps, so that every language tells
the same. `supported` is the only door to a printed page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

from src.personas.difference import Difference, wilson
from src.personas.evidence import FALSE_SHARE, MIN_KNOWN, Evidence

Chapter = Literal[
    "apart",
    "week",
    "price",
    "channels",
    "journey",
    "drivers",
    "barriers",
    "mindset",
    "trouble",
    "member",
    "leaves",
    "value",
    "keeps",
    "watch",
    "histories",
    "map",
    "firm",
    "why_in",
    "changes",
    "inside",
]
Kind = Literal[
    "feature",
    "amount",
    "share",
    "number",
    "score",
    "days",
    "money",
    "factor",
    "term",
    "group",
    "weekday",
    "hours",
    "stage",
    "rule",
    "text",
    "quote",
]
Unit = Literal["share", "effect", "score", "log-odds", "money", "amount", "index"]
Condition = tuple[str, str, float]  # feature, "<=" or ">", threshold


@dataclass(frozen=True)
class Slot:
    """What fills a gap of a phrase: a value, what kind of value, and of which feature."""

    kind: Kind
    value: str | float | tuple[Condition, ...]
    of: str = ""


@dataclass(frozen=True)
class Support:
    """What a claim rests on.

    Parameters
    ----------
    statistic
        Key of what was computed.
    unit
        Of ``estimate`` and of its 95 % interval, ``low`` to ``high``.
    n, others_n
        Customers behind it, and those compared with, if any.
    table
        The canonical table that it was computed from.
    null
        The value that would mean nothing; None where nothing is compared.
    p_value
        Adjusted for how many like it were computed; None where nothing is compared.
    """

    statistic: str
    unit: Unit
    estimate: float
    low: float
    high: float
    n: int
    table: str
    others_n: int | None = None
    null: float | None = None
    p_value: float | None = None


@dataclass(frozen=True)
class Change:
    """What became of a persona since the last training, in a sentence, and what tells it."""

    told: str
    rests: Support


@dataclass(frozen=True)
class Claim:
    """One sentence: where on the card it stands, what it is about, and what it rests on.

    Parameters
    ----------
    subject
        With persona and chapter it names the claim: an id for links.
    says, slots
        Key of its phrase, and what fills the gaps.
    """

    chapter: Chapter
    subject: str
    says: str
    slots: Mapping[str, Slot] = field(hash=False)
    support: Support


def supported(support: Support, least: int = MIN_KNOWN) -> bool:
    """Whether it carries a sentence: enough customers, an interval, and more than chance."""
    known = all(map(isfinite, (support.estimate, support.low, support.high)))
    fewest = support.n if support.others_n is None else min(support.n, support.others_n)
    if not known or fewest < least:
        return False
    if support.null is not None and support.low <= support.null <= support.high:
        return False
    return support.p_value is None or support.p_value <= FALSE_SHARE


def kept(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims that may be printed."""
    return tuple(claim for claim in claims if supported(claim.support))


def trait(row: Evidence, chapter: Chapter, table: str) -> Claim:
    """Say how a persona differs in one feature."""
    slots = {
        "feature": Slot("feature", row.feature),
        "own": Slot("amount", row.mean, row.feature),
        "others": Slot("amount", row.others_mean, row.feature),
    }
    return Claim(chapter, row.feature, "trait", slots, of_evidence(row, table))


def of_share(count: int, n: int, statistic: str, table: str) -> Support:
    """Return what a share of customers supports; nothing where there are none."""
    share = count / n if n else float("nan")
    low, high = wilson(share, n) if n else (share, share)
    return Support(statistic, "share", share, low, high, n, table)


def of_evidence(row: Evidence, table: str) -> Support:
    """Return what a contrast of a feature supports."""
    return Support(
        statistic="effect",
        unit="effect",
        estimate=row.effect_size,
        low=row.low,
        high=row.high,
        n=row.n,
        table=table,
        others_n=row.others_n,
        null=0.0,
        p_value=row.p_value,
    )


def of_difference(found: Difference, statistic: str, unit: Unit, table: str) -> Support:
    """Return what a difference of shares or means supports."""
    return Support(
        statistic=statistic,
        unit=unit,
        estimate=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        table=table,
        others_n=found.others_n,
        null=0.0,
        p_value=found.p_value,
    )
