"""Uplift: what messages changed, where a lot kept some customers from them; before and after.

One row per customer and campaign. Features are those of the last snapshot before the message, at
most `AGE_MAX` days old, so nothing in them can follow from it; what follows is an order within
`WINDOW_DAYS`. A customer whom records put into both arms of a campaign is left out.
"""

from collections.abc import Mapping, Sequence

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.asof import Asof, Frame, ahead
from src.engine import collect
from src.modeling.arms import effects, unbalanced
from src.modeling.learners import Experiment, fit_learners
from src.modeling.qini import Arms
from src.modeling.uplift import Uplift, judged
from src.order_days import KEY, order_days
from src.personas.model import assign
from src.serving.bundle import Bundle
from src.stages.snapshots import Snapshots

WINDOW_DAYS = 28
AGE_MAX = 30  # days; snapshots are that far apart
ARM_MIN = 200  # rows in either arm; fewer tell nothing
CUTOFFS_MAX = 12  # the newest: what moved people years ago may not now
LEARNT_MAX = 30_000  # rows learnt from; the arms' differences are counted on all
ARMS = ("control", "treated")
SIMPLE = {  # what a spreadsheet ranks by: feature, and whether the highest come first
    "largest spend so far": ("net_sum", 1),
    "latest order first": ("recency_days", -1),
    "longest silence first": ("recency_days", 1),
}


def uplift(
    tables: Mapping[str, Frame], snapshots: Snapshots, bundle: Bundle, end: int, seed: int
) -> Uplift | None:
    """Learn what messages change; None where no arms are known, or too few were kept from them.

    Only features that the ``bundle`` serves are learnt from; ``end`` is the day after the last one
    seen. Arms that differed before, or learners that are no better than a rule, leave no model.
    """
    sent = trials(tables, np.unique(snapshots.cutoff_day), end)
    if sent is None:
        return None
    found = _described(sent, snapshots)
    if min(found["treated"].sum(), (1 - found["treated"]).sum()) < ARM_MIN:
        return None
    known, personas = experiment(found, snapshots, bundle.schema.names), bundle.personas
    own = known.design.select(personas.space.features).values  # noqa: PD011  no pandas object
    named = np.asarray(personas.names, dtype=object)[assign(personas, own)]
    everybody = np.full(len(named), "all", dtype=object)
    (overall,) = effects(known.arms, everybody, known.customer)
    few = known.rows(_fewer(known.customer, seed))
    simple = {name: sign * few.design.column(of) for name, (of, sign) in SIMPLE.items()}
    differ, verdict = (
        unbalanced(known.arms, known.design, known.customer),
        judged(few, simple, seed),
    )
    usable = verdict.usable and not differ
    return Uplift(
        rows=len(found),
        customers=found["customer_id"].nunique(),
        campaigns=found["campaign"].nunique(),
        window_days=WINDOW_DAYS,
        unbalanced=differ,
        overall=overall,
        personas=effects(known.arms, named, known.customer),
        verdict=verdict,
        model=fit_learners(few, seed)[verdict.learner] if usable else None,
    )


def trials(
    tables: Mapping[str, Frame], cutoffs: NDArray[np.int64], end: int
) -> pd.DataFrame | None:
    """Return who was in which arm and what followed, as customers were known at the cutoff.

    Returns
    -------
    one row per customer and campaign: `KEY`, ``campaign``, ``sent_day``, ``treated``, ``happened``
    """
    if not {"messages", "orders"} <= tables.keys():
        return None
    asof = Asof(tuple(int(day) for day in cutoffs[-CUTOFFS_MAX:]))
    messages = tables["messages"].filter(
        nw.col("arm").is_in(ARMS), nw.col("sent_day") + WINDOW_DAYS <= end
    )
    sent = ahead(messages, asof, "sent_day", AGE_MAX).with_columns(
        nw.col("campaign").fill_null(nw.col("sent_day").cast(nw.String)),
        treated=nw.when(nw.col("arm") == ARMS[1]).then(1).otherwise(0),
    )
    one = collect(
        sent.group_by(*KEY, "campaign").agg(
            nw.col("sent_day").min(),
            nw.col("treated").min(),
            most=nw.col("treated").max(),
        )
    )
    if one.empty:
        return None
    one = one[one["treated"] == one["most"]].sort_values([*KEY, "campaign"])
    one = one.drop_duplicates(["customer_id", "campaign"], keep="last")  # the newest snapshot
    both = one.groupby("campaign")["treated"].transform("nunique") == len(ARMS)
    return _followed(one[both].drop(columns="most"), tables["orders"], asof)


def _followed(sent: pd.DataFrame, orders: Frame, asof: Asof) -> pd.DataFrame:
    """Add whether an order day followed within the window."""
    bought = order_days(ahead(orders, asof, "ordered_day", AGE_MAX + WINDOW_DAYS))
    days = collect(bought.select(*KEY, "ordered_day"))
    rows = sent.reset_index(drop=True).rename_axis("row").reset_index()
    after = rows[["row", *KEY, "sent_day"]].merge(days, on=list(KEY))
    since = after["ordered_day"] - after["sent_day"]
    ordered = after.loc[since.between(0, WINDOW_DAYS - 1), "row"].unique()
    return rows.assign(happened=rows["row"].isin(ordered).astype(float)).drop(columns="row")


def _described(sent: pd.DataFrame, snapshots: Snapshots) -> pd.DataFrame:
    """Keep whom a snapshot describes, with the place of their row in it."""
    places = pd.DataFrame(
        {"cutoff_day": snapshots.cutoff_day, "customer_id": snapshots.customer_id.astype(object)}
    )
    return sent.merge(places.rename_axis("place").reset_index(), on=list(KEY))


def experiment(found: pd.DataFrame, snapshots: Snapshots, features: Sequence[str]) -> Experiment:
    """Put arms, features and customers together; each campaign's arms weigh the same."""
    treated = found["treated"].to_numpy(np.float64)
    share = found.groupby("campaign")["treated"].transform("mean").to_numpy(np.float64)
    weight = np.where(treated == 1, 1 / share, 1 / (1 - share))
    arms = Arms(treated, found["happened"].to_numpy(np.float64), weight)
    design = snapshots.design.rows(found["place"].to_numpy(np.int64)).select(features)
    return Experiment(design, arms, pd.factorize(found["customer_id"])[0].astype(np.int64))


def _fewer(customer: NDArray[np.int64], seed: int) -> NDArray[np.bool_]:
    """Mark the rows of as many whole customers as fit into `LEARNT_MAX`."""
    shuffled = np.random.default_rng(seed).permutation(int(customer.max()) + 1)
    return np.asarray((shuffled < LEARNT_MAX / len(customer) * len(shuffled))[customer])
