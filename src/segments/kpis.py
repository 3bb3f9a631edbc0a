"""Key figures of groups of customers: how many, what they bring, what is at stake."""

import pandas as pd

NEW_DAYS = 90  # a customer whose first order is at most this old is new
NEEDED = ("orders_count", "net_sum", "T_days", "churn_prob", "clv", "value_at_risk")
KPIS = (
    "customers_count",
    "customers_share",
    "new_count",
    "returning_count",
    "revenue_sum",
    "revenue_share",
    "revenue_per_customer",
    "orders_per_customer",
    "churn_prob_mean",
    "clv_mean",
    "clv_sum",
    "value_at_risk_sum",
)


def kpis(customers: pd.DataFrame, by: str) -> pd.DataFrame:
    """Summarise customers: one row per group, largest revenue first.

    Parameters
    ----------
    customers
        One row per customer at one cutoff: ``orders_count`` and ``net_sum`` (all orders so far),
        ``T_days`` (cutoff minus first order), ``churn_prob``, ``clv``, ``value_at_risk`` (over the
        horizon), and the group. Of whom nothing was ever ordered, days and predictions are null.
    by
        Column with the group (persona, segment); every customer has one.

    Returns
    -------
    indexed by the group
        ``customers_count``, ``customers_share``      shares sum to 1
        ``new_count``, ``returning_count``            first order at most `NEW_DAYS` ago, or before;
                                                      together the customers who ever ordered
        ``revenue_sum``, ``revenue_share``            net of refunds; the share is null where the
                                                      total is not positive
        ``revenue_per_customer``, ``orders_per_customer``
        ``churn_prob_mean``, ``clv_mean``, ``clv_sum``, ``value_at_risk_sum``

    Raises
    ------
    ValueError
        If a column is missing or a customer has no group.
    """
    _check(customers, by)
    age = customers["T_days"]
    told = customers.assign(is_new=age <= NEW_DAYS, is_old=age > NEW_DAYS)
    groups = told.groupby(by, observed=True)
    table = groups.agg(
        customers_count=("net_sum", "size"),
        new_count=("is_new", "sum"),
        returning_count=("is_old", "sum"),
        revenue_sum=("net_sum", "sum"),
        revenue_per_customer=("net_sum", "mean"),
        orders_per_customer=("orders_count", "mean"),
        churn_prob_mean=("churn_prob", "mean"),
        clv_mean=("clv", "mean"),
        clv_sum=("clv", "sum"),
        value_at_risk_sum=("value_at_risk", "sum"),
    )
    table = table.assign(
        customers_share=_share(table["customers_count"]),
        revenue_share=_share(table["revenue_sum"]),
    )
    return table[list(KPIS)].sort_values("revenue_sum", ascending=False, kind="stable")


def segment_kpis(customers: pd.DataFrame, by: str) -> pd.DataFrame:
    """Summarise customers as `kpis` does, and by what else segments are told apart.

    Parameters
    ----------
    customers
        As there, with ``is_frequent`` (buys as often as the upper two fifths) and ``may_contact``
        (permits to be contacted), true or false.

    Returns
    -------
    the same with ``frequent_share`` and ``consented_share``, 0 to 1
    """
    shares = customers.groupby(by, observed=True)[["is_frequent", "may_contact"]].mean()
    named = shares.rename(
        columns={"is_frequent": "frequent_share", "may_contact": "consented_share"}
    )
    return kpis(customers, by).join(named)


def total(customers: pd.DataFrame) -> pd.DataFrame:
    """Summarise all customers as one group, ``all``: the row that the groups must add up to."""
    return kpis(customers.assign(group="all"), by="group")


def _share(values: pd.Series) -> pd.Series:
    whole = values.sum()
    return values / whole if whole > 0 else values * float("nan")


def _check(customers: pd.DataFrame, by: str) -> None:
    missing = [name for name in (by, *NEEDED) if name not in customers.columns]
    if missing:
        raise ValueError(
            f"customers lack {', '.join(missing)}; found {', '.join(map(str, customers.columns))}"
        )
    ungrouped = int(customers[by].isna().sum())
    if ungrouped:
        raise ValueError(f"{ungrouped} of {len(customers)} customers have no {by}")
