"""Value tiers: the customer pyramid, by what was spent in the last 365 days.

Definition: Curry & Curry (2000), The Customer Marketing Method: top 1 %, big 4 %, medium 15 %,
small 80 % of those who bought in the last twelve months; inactive are those who bought before.
"""

from src.segments.scheme import Rule, Scheme

TIERS = Scheme(
    name="value tier",
    family="value tiers",
    rules=(
        Rule("inactive", "orders_365d = 0", "bought nothing in the last 365 days"),
        Rule("top", "net_365d > typical.top_1_net", "in the 1% who spent most in 365 days"),
        Rule("big", "net_365d > typical.top_5_net", "in the next 4% by spend in 365 days"),
        Rule("medium", "net_365d > typical.top_20_net", "in the next 15% by spend in 365 days"),
        Rule("small", "net_365d <= typical.top_20_net", "in the lower 80% by spend in 365 days"),
    ),
    needs=("net_365d", "orders_365d"),
    lacking="spend in the last 365 days",
)
