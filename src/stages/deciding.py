"""What decisions by hand change: predictions with them, beside those without any."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from src.asof import Frame
from src.engine import collect
from src.reporting.people import CHANGED, PREDICTED
from src.serving.bundle import Bundle, predict
from src.stages.permission import Permission
from src.stages.snapshots import Snapshots
from src.unify.consent import LINKS


def touched(without: Mapping[str, Frame], decided: Mapping[str, Frame]) -> set[str]:
    """Return the customers who have other records with decisions by hand than without."""
    if LINKS not in decided:
        return set()
    before, after = (
        collect(tables[LINKS].select("record_id", "customer_id")) for tables in (without, decided)
    )
    both = before.merge(after, on="record_id", suffixes=("_before", "_after"))
    moved = both[both["customer_id_before"] != both["customer_id_after"]]
    return {*moved["customer_id_before"], *moved["customer_id_after"]}


def predicted(
    bundle: Bundle, snapshots: Snapshots, permission: Permission, customers: set[str]
) -> pd.DataFrame:
    """Return what is predicted for some customers who permit it: one row each, by their id."""
    ids = snapshots.customer_id
    chosen = np.isin(ids, sorted(customers)) & permission.covers(ids)
    if not chosen.any():
        return pd.DataFrame(columns=list(PREDICTED))
    found = predict(bundle, snapshots.columns(bundle.schema.names)[chosen])
    index = pd.Index(ids[chosen].astype(object), name="customer_id")
    return pd.DataFrame({name: found[name] for name in PREDICTED}, index)


def changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return what differs of two predictions, `CHANGED`: largest change of spend first.

    What is missing is null: nobody is that customer, before or after.
    """
    both = before.join(after, how="outer", lsuffix="_before", rsuffix="_after")
    differs = np.any([both[f"{n}_before"] != both[f"{n}_after"] for n in PREDICTED], axis=0)
    rows = both[differs].rename_axis("customer_id").reset_index()
    moved = (rows["clv_after"].fillna(0) - rows["clv_before"].fillna(0)).astype(float).abs()
    order = moved.sort_values(ascending=False, kind="stable").index
    return rows.loc[order, list(CHANGED)].reset_index(drop=True)
