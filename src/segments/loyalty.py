"""Loyalty: how far a customer has come from a first order to a habit.

The ladder of Griffin (1995), Customer Loyalty: first-time customer, repeat customer, client, and
who has become inactive. A client buys *regularly*: with gaps that vary less than those of purchases
at random would (standard deviation below the mean).
"""

from src.segments.lifecycle import LAPSED, SILENCE
from src.segments.scheme import Rule, Scheme

LOYALTY = Scheme(
    name="loyalty",
    family="loyalty",
    rules=(
        Rule(
            "inactive",
            f"{SILENCE} > {LAPSED}",
            f"silent for more than {LAPSED} of their usual gaps",
        ),
        Rule("first-time", f"orders_count = 1 AND {SILENCE} <= {LAPSED}", "one order so far"),
        Rule(
            "client",
            f"gap_cv_ratio < 1 AND {SILENCE} <= {LAPSED}",
            "three orders or more, in a rhythm",
        ),
        Rule(
            "repeat",
            f"orders_count > 1 AND {SILENCE} <= {LAPSED}",
            "two orders or more, no rhythm yet",
        ),
    ),
    needs=("orders_count", "overdue_ratio", "recency_days", "gap_cv_ratio"),
    lacking="usual gap between orders",
)
