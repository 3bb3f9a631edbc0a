"""Breadth: on how many things, through what and with which devices a customer was active.

The grain is the interaction itself; what can be counted by day is counted in `engagement`, which
is cheaper.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.family import Family, Feature, Grain, Mix, Rows
from src.features.grains import by_day
from src.features.measures import count


def interactions(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Interactions as known at each cutoff."""
    return seen(tables["interactions"], asof, "happened_day")


def first_times(column: str) -> Rows:
    """Return the first interactions with each value of a column, as known at each cutoff."""

    def first(events: Frame, key: tuple[str, ...]) -> Frame:
        known = events.filter(~nw.col(column).is_null())
        return known.group_by(*key, column).agg(nw.col("happened_day").min())

    def rows(tables: Mapping[str, Frame], asof: Asof) -> Frame:
        return by_day(tables["interactions"], asof, "happened_day", first)

    return rows


INTERACTIONS = Grain("interactions", ("interactions",), interactions)
TYPES = Grain("types of interaction", ("interactions",), first_times("type"))
ITEMS = Grain("items touched", ("interactions",), first_times("item"))

BREADTH = Family(
    name="breadth",
    grain=INTERACTIONS,
    groups={},
    mixes=(
        Mix("type", "activity", "kind of activity", "interactions"),
        Mix("channel", "activity_channel", "kind of activity", "interactions"),
        Mix("referrer", "referrer", "kind of activity", "interactions"),
        Mix("device", "device", "devices", "interactions"),
        Mix("os", "os", "devices", "interactions"),
    ),
)
DIFFERENT_TYPES = Family(
    name="types of interaction",
    grain=TYPES,
    groups={
        "use of what is offered": (
            Feature(
                "interaction_types_count",
                "types, >= 0",
                "different types of interaction",
                count(),
                0.0,
            ),
        ),
    },
)
DIFFERENT_ITEMS = Family(
    name="items touched",
    grain=ITEMS,
    groups={
        "use of what is offered": (
            Feature(
                "items_touched_count",
                "items, >= 0",
                "different items viewed, put in a cart or the like",
                count(),
                0.0,
            ),
        ),
    },
    recorded={"item": ("items_touched_count",)},
)
