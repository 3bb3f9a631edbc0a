"""Payments: whether a customer pays on time what is bought on account.

A payment is known from the day after it. An order without a due day is not on account.
"""

import narwhals.stable.v2 as nw

from src.asof import CUTOFF
from src.features.family import Family, Feature
from src.features.grains import ORDERS
from src.features.measures import count, most, ratio, total

DUE, PAID = nw.col("due_day"), nw.col("paid_day")
IS_DUE, IS_PAID = DUE < CUTOFF, PAID < CUTOFF
DAYS_LATE = nw.when(IS_PAID).then(PAID - DUE).otherwise(CUTOFF - DUE).clip(lower_bound=0)
LATE = DAYS_LATE > 0

_DUE = "null if nothing fell due"
PAYMENTS = Family(
    name="payments",
    grain=ORDERS,
    measures={
        "due_orders": count(IS_DUE),
        "late_orders": count(IS_DUE & LATE),
        "late_days": total(DAYS_LATE, IS_DUE),
    },
    groups={
        "payment": (
            Feature("due_count", "orders, >= 0", "orders that fell due", nw.col("due_orders")),
            Feature(
                "late_payment_share",
                f"0 to 1; {_DUE}",
                "share of the orders that fell due which were paid late, or not yet",
                ratio("late_orders", "due_orders"),
            ),
            Feature(
                "late_mean_days",
                f"days, >= 0; {_DUE}",
                "mean delay of the orders that fell due; on time is 0",
                ratio("late_days", "due_orders"),
            ),
            Feature(
                "late_max_days", f"days, >= 0; {_DUE}", "the longest delay", most(DAYS_LATE, IS_DUE)
            ),
            Feature(
                "overdue_count",
                "orders, >= 0",
                "orders due and not paid yet",
                count(IS_DUE & (PAID.is_null() | (PAID >= CUTOFF))),
            ),
        ),
    },
)
