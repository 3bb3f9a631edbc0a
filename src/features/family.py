"""What a feature and a family of features are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from src.asof import Asof, Frame


@dataclass(frozen=True)
class Feature:
    """One column of the feature table.

    ``unit`` holds the range too, and says when it is unknown: "currency, >= 0". ``absent`` is its
    value for a customer whom the family's function does not return; None is *not known*.
    """

    name: str
    unit: str
    meaning: str
    absent: float | None = None


@dataclass(frozen=True)
class Family:
    """Features computed by one function from one canonical table.

    ``groups`` maps the words a reader sees in a reason to the features behind them. The function
    returns one row per (cutoff, customer) it knows something about, and the features as columns.
    """

    name: str
    table: str
    function: Callable[[Frame, Asof], Frame]
    groups: Mapping[str, tuple[Feature, ...]]

    @property
    def features(self) -> tuple[Feature, ...]:
        """Every feature of the family, in the order of its groups."""
        return tuple(feature for members in self.groups.values() for feature in members)
