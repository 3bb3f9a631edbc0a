"""How well predictions fit each persona and each group of people, gender among them.

Gender is no feature, but whether predictions are as good for women as for men is a fair question. A
group of fewer than `FEWEST` customers is not told: little can be said of it, and it may be known
who is in it.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.asof import Asof, Frame
from src.engine import collect
from src.features.profile import attributes, held
from src.modeling import metrics
from src.modeling.design import FloatArray
from src.reporting.findings import GROUP_COLUMNS

Labels = NDArray[np.object_]  # a text for each customer, None if not known


class Described(Protocol):
    """Customers, and the day number at which they are described."""

    @property
    def now(self) -> int:
        """The day number."""

    @property
    def customer_id(self) -> NDArray[np.str_]:
        """One pseudonym per customer."""


FEWEST = 50  # customers
VALUES_MAX = 8  # of a number that has more values, fourths are compared; of a text, the largest
FOURTHS = 4
ALWAYS = {"gender": "gender", "age_band": "age, from", "country": "country", "region": "region",
          "language": "language"}  # fmt: skip


def held_by(tables: Mapping[str, Frame], judged: Described) -> dict[str, Labels]:
    """Return what profiles said of the customers described at a cutoff, by attribute."""
    if "profiles" not in tables:
        return {}
    known = held(tables, Asof((judged.now,)))
    columns = known.collect_schema().names()
    named = {**ALWAYS, **{name: name for name in attributes(tables["profiles"])}}
    named = {name: words for name, words in named.items() if name in columns}
    rows = collect(known.select("customer_id", *named)).drop_duplicates("customer_id")
    own = rows.set_index("customer_id").reindex(judged.customer_id.astype(object))
    return {words: _labels(own[name]) for name, words in named.items() if own[name].notna().any()}


def by_group(customers: pd.DataFrame, labels: Mapping[str, Labels], seed: int) -> pd.DataFrame:
    """Judge the predictions of each group: one row each, `GROUP_COLUMNS`.

    Parameters
    ----------
    customers : one row per judged customer, as in `src.stages.judgement.Judgement`
    labels : attribute -> the group of each customer
    """
    rows = [
        {"attribute": attribute, "value": value, **_judged(customers[groups == value], seed)}
        for attribute, groups in labels.items()
        for value in _largest(groups)
    ]
    return pd.DataFrame(rows, columns=list(GROUP_COLUMNS))


def _largest(groups: Labels) -> list[str]:
    sizes = pd.Series(groups, dtype=object).value_counts()
    return sorted(sizes[sizes >= FEWEST].index[:VALUES_MAX])


def _judged(own: pd.DataFrame, seed: int) -> dict[str, Any]:
    rows = {name: own[name].to_numpy(np.float64) for name in own}
    churned, prob = rows["churned"], rows["churn_prob"]
    rule = rows["recency_days"] if "recency_days" in rows else rows["rule"]
    spent, clv = (rows.get(name, np.full(len(own), np.nan)) for name in ("net_ahead", "clv"))
    return {
        "n": len(own),
        "churn_rate": churned.mean(),
        "churn_prob_mean": prob.mean(),
        **_ranged("gap", _gap, churned, prob, seed),
        **_ranged("auc", metrics.auc, churned, prob, seed),
        "auc_rule": metrics.auc(churned, rule),
        **_ranged("spend_gap", _gap, spent, clv, seed),
    }


def _ranged(
    name: str, metric: metrics.Metric, truth: FloatArray, values: FloatArray, seed: int
) -> dict[str, float]:
    found = metric(truth, values)
    bounds = (np.nan, np.nan) if np.isnan(found) else metrics.interval(metric, truth, values, seed)
    return dict(zip((name, f"{name}_low", f"{name}_high"), (found, *bounds), strict=True))


def _gap(happened: FloatArray, predicted: FloatArray) -> float:
    return float((predicted - happened).mean())


def _labels(values: "pd.Series[Any]") -> Labels:
    """Name each customer's group: a value, or a fourth where there are many numbers."""
    known = values.notna().to_numpy()
    numbers = pd.to_numeric(values, errors="coerce")
    is_number = numbers[known].notna().all()
    labels = np.full(len(values), None, dtype=object)
    if is_number and numbers.nunique() > VALUES_MAX:
        fourth = pd.qcut(numbers[known], FOURTHS, labels=False, duplicates="drop")
        ends = numbers[known].groupby(fourth).agg(["min", "max"])
        names = {place: f"{low:g} to {high:g}" for place, low, high in ends.itertuples()}
        labels[known] = fourth.map(names)
    elif is_number:
        labels[known] = [f"{value:g}" for value in numbers[known]]
    else:
        labels[known] = values[known].astype(str)
    return labels
