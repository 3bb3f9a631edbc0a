"""Whom a kind of churn concerns, and until when the data are known.

``inactivity``    whoever has ordered; there is no saying who has left for good
``subscription``  whose contract runs: who is gone already is not at risk
``label``         learnt from: whose label is known; scored: who is not known to have left
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw
import pandas as pd

from src.asof import Frame, day_number
from src.config import Churn, Manifest
from src.engine import collect
from src.errors import DataError
from src.features.family import Rows
from src.ingest import Ingested
from src.modeling.contracts import under_contract
from src.modeling.stated import not_gone, with_labels
from src.settings import Settings

DAYS = {"orders": ("ordered_day",), "subscriptions": ("started_day", "ended_day")}


def prepared(tables: Mapping[str, Frame], churn: Churn) -> Mapping[str, Frame]:
    """Return the tables that customers are described by: a label is taken out of the profiles."""
    return with_labels(tables, churn.label, churn.left) if churn.kind == "label" else tables


def scored_rows(churn: Churn) -> Rows | None:
    """Return who is scored; None is whoever has ordered."""
    return {"inactivity": None, "subscription": under_contract, "label": not_gone}[churn.kind]


def end_day(
    manifest: Manifest, settings: Settings, ingested: Ingested, tables: Mapping[str, Frame]
) -> int:
    """Return the day number after the last day that is known.

    Without time in the data (a label), the day after they were taken, or after today.

    Raises
    ------
    DataError
        Nothing tells it.
    """
    if manifest.churn.kind == "inactivity":
        return ingested.last_day + 1
    taken = manifest.taken_on or settings.today
    limit = day_number(taken) if taken else None
    if manifest.taken_on or manifest.churn.kind == "label":
        if limit is None:
            raise DataError("Nothing says when the data were taken: write taken_on.")
        return limit + 1
    last = [
        _last(tables[table], day, limit)
        for table, days in DAYS.items()
        if table in tables
        for day in days
    ]
    return max(last) + 1


def _last(table: Frame, day: str, limit: int | None) -> int:
    """Return the latest day of a column, as far as it may be known; 0 if there is none."""
    days = nw.col(day) if limit is None else nw.when(nw.col(day) <= limit).then(nw.col(day))
    found = collect(table.select(last=days.max()))["last"].iloc[0]
    return 0 if pd.isna(found) else int(found)
