"""Prospects: who is known from visits but has never ordered, and so has no row of features."""

from collections.abc import Mapping

import narwhals.stable.v2 as nw
import pandas as pd

from src.asof import Asof, Frame
from src.engine import collect
from src.features.build import described
from src.features.engagement import ENGAGEMENT
from src.features.grains import ORDER_DAYS
from src.features.visits import VISITS
from src.order_days import KEY

SEEN = ("interactions_90d", "cart_sessions_90d")


def prospects(tables: Mapping[str, Frame], asof: Asof) -> pd.DataFrame:
    """Return who had interacted but not ordered by a cutoff: `KEY` and `SEEN`, sorted by it.

    No rows where there are no interactions.
    """
    if "interactions" not in tables:
        return pd.DataFrame(columns=[*KEY, *SEEN])
    interacted, visited = (
        described(family.grain, [family.of_names(SEEN)], tables, asof)
        for family in (ENGAGEMENT, VISITS)
    )
    ordered = ORDER_DAYS.rows(tables, asof).select(*KEY).unique()
    rows = interacted.join(visited, on=list(KEY), how="left").join(
        ordered, on=list(KEY), how="anti"
    )
    found = collect(rows.select(*KEY, nw.col(*SEEN).fill_null(0).cast(nw.Float64)))
    return found.sort_values(list(KEY), ignore_index=True)
