"""Breadth: on how many things, through what and with which devices a customer was active.

The grain is the interaction itself; what can be counted by day is counted in `engagement`, which
is cheaper.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.family import Family, Feature, Grain, Mix
from src.features.measures import distinct


def interactions(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Interactions as known at each cutoff."""
    return seen(tables["interactions"], asof, "happened_day")


INTERACTIONS = Grain("interactions", ("interactions",), interactions)

BREADTH = Family(
    name="breadth",
    grain=INTERACTIONS,
    groups={
        "use of what is offered": (
            Feature(
                "interaction_types_count",
                "types, >= 0",
                "different types of interaction",
                distinct(nw.col("type")),
                0.0,
            ),
            Feature(
                "items_touched_count",
                "items, >= 0",
                "different items viewed, put in a cart or the like",
                distinct(nw.col("item")),
                0.0,
            ),
        ),
    },
    mixes=(
        Mix("type", "activity", "kind of activity", "interactions"),
        Mix("channel", "activity_channel", "kind of activity", "interactions"),
        Mix("referrer", "referrer", "kind of activity", "interactions"),
        Mix("device", "device", "devices", "interactions"),
        Mix("os", "os", "devices", "interactions"),
    ),
)
