"""What a feature is, and what it is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.features.measures import Measure

Rows = Callable[[Mapping[str, Frame], Asof], Frame]


@dataclass(frozen=True, eq=False)
class Grain:
    """Events as features count them: ``rows`` gives one row per (cutoff, event) known before it.

    Needs the canonical ``tables``, the first of which is the one that the features are *of*; hands
    out ``cutoff_day``, ``customer_id``, ``age_days`` and what its features use.
    """

    name: str
    tables: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class Feature:
    """One column of the feature table.

    ``unit`` holds the range too, and says when it is unknown: "currency, >= 0". ``of`` is a measure
    of the family's grain, or an expression of its measures and of other features that are
    measures. ``absent`` is the value of a customer without any row in the grain; None is *not
    known*.
    """

    name: str
    unit: str
    meaning: str
    of: Measure | nw.Expr
    absent: float | None = None

    @property
    def value(self) -> nw.Expr:
        """The feature, from the measures of its grain."""
        return nw.col(self.name) if isinstance(self.of, Measure) else self.of


@dataclass(frozen=True)
class Family:
    """Features of one grain, under the words that a reader sees in a reason.

    ``measures`` are what features are made of but are none themselves.
    """

    name: str
    grain: Grain
    groups: Mapping[str, tuple[Feature, ...]]
    measures: Mapping[str, Measure] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The canonical table that its features are of."""
        return self.grain.tables[0]

    @property
    def features(self) -> tuple[Feature, ...]:
        """Every feature of the family, in the order of its groups."""
        return tuple(feature for members in self.groups.values() for feature in members)

    @property
    def measured(self) -> dict[str, Measure]:
        """Every measure of the family, features or not."""
        own = {f.name: f.of for f in self.features if isinstance(f.of, Measure)}
        return {**self.measures, **own}
