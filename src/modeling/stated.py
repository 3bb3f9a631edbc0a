"""Churn by label: a column of the source says who left; there is no time in the data.

The label is taken out of the profiles before anything is described, so that no feature can be made
of it.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.config import LABELS
from src.errors import DataError
from src.order_days import KEY


def with_labels(tables: Mapping[str, Frame], label: str, left: tuple[str, ...]) -> dict[str, Frame]:
    """Return the tables with the label as a table of its own, and no longer in the profiles.

    Parameters
    ----------
    label : attribute or category of profiles
    left : its values that mean churned; any other value means stayed, null not known

    Raises
    ------
    DataError
        The label is a number, and what means churned is not.
    """
    profiles = nw.from_native(tables["profiles"]).lazy()
    said = nw.col(label)
    texts = profiles.collect_schema()[label] == nw.String
    values = list(left) if texts else _numbers(label, left)
    known = nw.when(~said.is_null()).then(said.is_in(values).cast(nw.Int64))
    rows = profiles.select("customer_id", "bucket", churned=known)
    labels = rows.group_by("customer_id", "bucket").agg(nw.col("churned").max())
    return {**tables, "profiles": profiles.drop(label), LABELS: labels}


def labelled(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Return whose label is known: one row per (cutoff, customer), with ``churned``."""
    known = tables[LABELS].filter(~nw.col("churned").is_null())
    return _at(known, asof)


def not_gone(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Return who is not known to have left: one row per (cutoff, customer)."""
    there = tables[LABELS].filter(nw.col("churned").is_null() | (nw.col("churned") == 0))
    return _at(there, asof).select(*KEY)


def _at(labels: Frame, asof: Asof) -> Frame:
    (now,) = asof.cutoffs  # there is no time in a label
    return labels.with_columns(cutoff_day=nw.lit(now, dtype=nw.Int64)).select(*KEY, "churned")


def _numbers(label: str, left: tuple[str, ...]) -> list[float]:
    try:
        return [float(value) for value in left]
    except ValueError:
        raise DataError(
            f"[churn] left of the label {label} holds a value that is no number, but {label} is an "
            "attribute, so a number. Map it as a category, or name numbers."
        ) from None
