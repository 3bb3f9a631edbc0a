"""What a feature is, and what it is made of."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.features.measures import Measure, count, ratio, total

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
    of the family's grain, or an expression of measures of that grain. ``absent`` is the value of a
    customer without any row in the grain; None is *not known*.
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
class Mix:
    """Shares of a customer's events by the common values of a column, one feature per value.

    Which values are common is fitted (`src.features.norms`); ``stem`` names the features:
    ``device`` gives ``device_mobile_share``. ``of`` is what has the values: "visits"; events count
    as one each, or by the column ``weight``.
    """

    column: str
    stem: str
    group: str
    of: str
    weight: str | None = None

    def amount(self, where: nw.Expr) -> Measure:
        """Return how much the events that meet a condition count."""
        return count(where) if self.weight is None else total(self.weight, where)


@dataclass(frozen=True)
class Family:
    """Features of one grain, under the words that a reader sees in a reason.

    ``measures`` are what features are made of but are none themselves; ``recorded`` tells which
    features say nothing where a column of the table was never filled in, by column.
    """

    name: str
    grain: Grain
    groups: Mapping[str, tuple[Feature, ...]]
    measures: Mapping[str, Measure] = field(default_factory=dict)
    mixes: tuple[Mix, ...] = ()
    recorded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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

    def with_values(self, common: Mapping[str, Mapping[str, str]]) -> "Family":
        """Return the family with a share for each common value of its mixes.

        ``common`` holds, by "table.column", the values by the word that stands for them in a name.
        """
        groups, measures = dict(self.groups), dict(self.measures)
        for mix in self.mixes:
            values = common.get(f"{self.table}.{mix.column}", {})
            whole, column = f"{mix.stem}_known", nw.col(mix.column)
            measures[whole] = mix.amount(~column.is_null())
            for word, value in values.items():
                part = f"{mix.stem}_{word}_part"
                measures[part] = mix.amount(column == value)
                share = Feature(
                    f"{mix.stem}_{word}_share",
                    f"0 to 1; null without {mix.of} of a known {mix.column}",
                    f"share of {mix.of} with {mix.column} {value}",
                    ratio(part, whole),
                )
                groups[mix.group] = (*groups.get(mix.group, ()), share)
        return replace(self, groups=groups, measures=measures)

    def without(self, never: Container[str]) -> "Family":
        """Return the family without what needs a column that was never filled in.

        ``never`` holds such columns as "table.column".
        """
        silent = {
            name
            for column, members in self.recorded.items()
            if f"{self.table}.{column}" in never
            for name in members
        }
        left = self.of_names({feature.name for feature in self.features} - silent)
        groups = {group: members for group, members in left.groups.items() if members}
        return replace(left, groups=groups) if silent else self

    def of_names(self, wanted: Container[str]) -> "Family":
        """Return the family with some of its features; the others remain as measures."""
        groups = {
            group: tuple(feature for feature in members if feature.name in wanted)
            for group, members in self.groups.items()
        }
        return replace(self, groups=groups, measures=self.measured)
