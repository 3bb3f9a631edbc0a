"""Contract: what a customer subscribed to, for how much, since when.

A contract runs until the day of its end. One at or after the cutoff is not known, not even where
the row already tells it: who gave notice, and when, the table does not say. Amounts are compared
per month, whatever the period; periods without a length, or rows without an amount, count nowhere
that needs one.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import CUTOFF, Asof, Frame, seen
from src.features.family import Family, Feature, Grain, Mix
from src.features.measures import AGE, count, distinct, flag, least, most, ratio, total, within
from src.order_days import KEY

PERIOD_DAYS = {"week": 7, "month": 30, "quarter": 91, "year": 365}
PER_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}
YEAR_MONTHS = 12
CENT = 0.01  # a smaller difference is rounding

ENDED_AGE, MONTHLY = nw.col("ended_age"), nw.col("monthly")
RUNS, ENDED = ENDED_AGE.is_null(), ~ENDED_AGE.is_null()
PERIOD = nw.col("period_days")
CHANGE = MONTHLY - nw.col("monthly_before")
RENEWAL = (PERIOD - AGE % PERIOD) % PERIOD  # 0 on the day itself

_ALL = nw.col("contracts_count")
_AMOUNT = "currency, >= 0; null if no amount is known"
_NONE = "null if none runs"


def _by_period(numbers: Mapping[str, int]) -> nw.Expr:
    """Return the number of a row's period; null without one."""
    period = nw.col("period")
    of = nw.sum_horizontal(*(number * flag(period == name) for name, number in numbers.items()))
    return nw.when(of > 0).then(of)


MONTHLY_AMOUNT = nw.col("amount") * _by_period(PER_YEAR) / YEAR_MONTHS


def contracts(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Contracts begun before each cutoff: ``age_days`` since their start, and as known then.

    Returns
    -------
    ``ended_age`` (days since the end, null while it runs), ``monthly`` (amount per month),
    ``monthly_before`` (of the customer's contract that began before), ``period_days``,
    ``end_reason`` (null while it runs)
    """
    begun = seen(tables["subscriptions"], asof, "started_day")
    day = nw.col("ended_day")
    begun = begun.with_columns(
        ended_age=nw.when(day < CUTOFF).then(CUTOFF - day),
        end_reason=nw.when(day < CUTOFF).then(nw.col("end_reason")),
        monthly=MONTHLY_AMOUNT,
        period_days=_by_period(PERIOD_DAYS),
    ).with_columns(monthly_or_none=MONTHLY.fill_null(-1))
    before = MONTHLY.shift(1).over(*KEY, order_by=("started_s", "monthly_or_none"))
    return begun.with_columns(monthly_before=before)


CONTRACTS = Grain("contracts", ("subscriptions",), contracts)

CONTRACT = Family(
    name="contract",
    grain=CONTRACTS,
    measures={
        "monthly_sum": total(MONTHLY, ~MONTHLY.is_null()),
        "monthly_known": count(~MONTHLY.is_null()),
        "running_sum": total(MONTHLY, RUNS & ~MONTHLY.is_null()),
        "running_known": count(RUNS & ~MONTHLY.is_null()),
        "ended_length": total(AGE - ENDED_AGE, ENDED),
    },
    groups={
        "contract": (
            Feature("contracts_count", "contracts, >= 0", "contracts ever begun", count(), 0.0),
            Feature(
                "contracts_active_count",
                "contracts, >= 0",
                "contracts that run at the cutoff",
                count(RUNS),
                0.0,
            ),
            Feature(
                "contracts_begun_90d",
                "contracts, >= 0",
                "contracts begun in the last 90 days",
                count(within(90)),
                0.0,
            ),
            Feature(
                "contract_tenure_days",
                f"days, >= 1; {_NONE}",
                "days since the start of the oldest contract that runs",
                most(AGE, RUNS),
            ),
            Feature(
                "contract_first_days",
                "days, >= 1; null if none",
                "days since the first contract began",
                most(AGE),
            ),
            Feature(
                "contract_renewal_days",
                "days, >= 0; null if none runs or its period is unknown",
                "days until a contract that runs begins its next period",
                least(RENEWAL, RUNS),
            ),
            Feature(
                "contract_period_days",
                "days, >= 7; null if none runs or its period is unknown",
                "longest period of the contracts that run",
                most(PERIOD, RUNS),
            ),
            Feature("plans_count", "plans, >= 0", "different plans", distinct(nw.col("plan")), 0.0),
        ),
        "contract price": (
            Feature(
                "contract_amount_per_month",
                "currency, >= 0; null if none runs or no amount is known",
                "amount per month of the contracts that run",
                nw.when(nw.col("running_known") > 0).then(nw.col("running_sum")),
            ),
            Feature(
                "contract_amount_mean",
                _AMOUNT,
                "mean amount per month of all contracts",
                ratio("monthly_sum", "monthly_known"),
            ),
            Feature("contract_amount_max", _AMOUNT, "largest amount per month", most(MONTHLY)),
            Feature(
                "contract_price_ratio",
                "ratio, >= 0; null if none runs or no amount is known",
                "mean amount of the contracts that run over the mean of all",
                ratio(ratio("running_sum", "running_known"), ratio("monthly_sum", "monthly_known")),
            ),
        ),
        "contract changes": (
            Feature(
                "contract_changes_count",
                "contracts, >= 0",
                "contracts after the first",
                _ALL - 1,
                0.0,
            ),
            Feature(
                "contract_downgrades_count",
                "contracts, >= 0",
                "contracts that cost less per month than the one before",
                count(CHANGE <= -CENT),
                0.0,
            ),
            Feature(
                "contract_upgrades_count",
                "contracts, >= 0",
                "contracts that cost more per month than the one before",
                count(CHANGE >= CENT),
                0.0,
            ),
            Feature(
                "contracts_ended_count", "contracts, >= 0", "contracts ended", count(ENDED), 0.0
            ),
            Feature(
                "contract_end_recency_days",
                "days, >= 1; null if none",
                "days since a contract last ended",
                least(ENDED_AGE),
            ),
            Feature(
                "contract_length_mean_days",
                "days, >= 0; null if none has ended",
                "mean days from start to end of the contracts that ended",
                ratio("ended_length", "contracts_ended_count"),
            ),
        ),
    },
    mixes=(
        Mix("plan", "plan", "contract", "contracts"),
        Mix("end_reason", "contract_ended", "contract changes", "ended contracts"),
    ),
)
