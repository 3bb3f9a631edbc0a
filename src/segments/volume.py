"""Behavioural: heavy and light buyers.

Definition: Twedt (1964), How important to marketing strategy is the heavy user?, Journal of
Marketing 28(1), doi:10.2307/1249232: those who buy at all in a year are cut in half by how often.
"""

from src.segments.scheme import Rule, Scheme

VOLUME = Scheme(
    name="buying volume",
    family="behavioural",
    rules=(
        Rule("no buyer now", "orders_365d = 0", "no order in the last 365 days"),
        Rule(
            "heavy half",
            "orders_365d > typical.half_orders",
            "more orders in 365 days than half of those with any",
        ),
        Rule(
            "light half",
            "orders_365d <= typical.half_orders",
            "as many orders in 365 days as half of those with any, or fewer",
        ),
    ),
    needs=("orders_365d",),
    lacking="orders of the last 365 days",
)
