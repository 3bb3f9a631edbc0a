"""Funnel: how far a customer went in the last 90 days, from a visit to an order.

The stages every shop counts (interest, desire, action: Strong 1925, The Psychology of Selling),
of the deepest thing done. Who is known but has never ordered is in this scheme, and in no other.
"""

from src.segments.scheme import Rule, Scheme

FUNNEL = Scheme(
    name="funnel stage",
    family="funnel",
    rules=(
        Rule("buyer", "orders_90d > 0", "ordered in the last 90 days"),
        Rule("cart", "cart_sessions_90d > 0", "a cart in the last 90 days, no order"),
        Rule("visitor", "interactions_90d > 0", "seen in the last 90 days, no cart or order"),
        Rule("away", "interactions_90d = 0 AND orders_90d = 0", "not seen in the last 90 days"),
    ),
    needs=("orders_90d", "cart_sessions_90d", "interactions_90d"),
    lacking="visits (table interactions)",
    of_prospects=True,
)
