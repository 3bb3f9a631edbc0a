"""What customers are worth where churn is declared, and whom it pays to contact."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from src.config import Churn, Contact
from src.modeling.baselines import Rules
from src.modeling.judging import clv_table
from src.modeling.profit import Judged, Profit, profit
from src.modeling.stakes import told_of, valued, worth
from src.modeling.worth import Price, Valued, of_contracts, staying
from src.serving.bundle import predict
from src.serving.declared import DeclaredBundle
from src.stages.case import Taught
from src.stages.snapshots import Snapshots


def price_of(
    churn: Churn, horizon_days: int, served: Collection[str], *snapshots: Snapshots
) -> Price | None:
    """Return what is paid by who stays; None where nothing mapped says so of anybody.

    ``served`` are the features of a row that is asked about.
    """
    if churn.kind == "subscription":
        found = of_contracts(horizon_days)
    elif churn.value is not None:
        found = Price(churn.value, churn.value_periods)
    else:
        return None
    known = found.column in served and all(_known(found, one) for one in snapshots)
    return found if known else None


def _known(price: Price, snapshots: Snapshots) -> bool:
    names = snapshots.design.names
    return price.column in names and bool(np.isfinite(price.paid(snapshots.design)).any())


def valued_then(price: Price, taught: Taught, seed: int) -> Valued:
    """Judge what customers were said to be worth, beside the price kept up."""
    newest, design, timing = taught.trials[0], taught.judged.design, taught.timing
    ending = timing.judged if timing else None
    pays = price.paid(design)
    clv = pays * staying(design, newest.churn_prob, ending)
    base = newest.rules.churn_prob["base rate"]
    earned = timing.paid if timing else (1 - newest.churned) * pays
    known = np.isfinite(pays) & np.isfinite(earned)
    rules = {"price kept up": pays, "base rate": pays * staying(design, base, ending)}
    held = Rules({}, {}, {name: values[known] for name, values in rules.items()})
    table = clv_table(earned[known], clv[known], held, seed)
    predicted, paid, kept_up = (float(values[known].sum()) for values in (clv, earned, pays))
    unknown = int((~known).sum())
    return Valued(price, pays, clv, table, predicted, paid, kept_up, unknown)


def profitable(
    terms: Contact | None,
    bundle: DeclaredBundle,
    taught: Taught,
    then: Valued | None,
    permits: NDArray[np.bool_],
    seed: int,
) -> Profit | None:
    """Choose whom to contact today, and judge such a choice; None where nothing tells values.

    ``then`` is what judged customers were worth, if that is known, ``permits`` marks who may be
    contacted today.
    """
    if terms is None:
        return None
    newest = taught.trials[0]
    today = told_of(predict(bundle, taught.today.design.select(bundle.schema.names).values))
    if not valued(terms, today):
        return None
    today = today.rows(permits)
    unknown = np.full(len(newest.churned), np.nan)
    value = worth(terms, *((then.pays, then.clv) if then else (unknown, unknown)))
    known = np.isfinite(value)
    judged = Judged(newest.churned[known], newest.churn_prob[known], value[known])
    return profit(terms, judged, today, seed)
