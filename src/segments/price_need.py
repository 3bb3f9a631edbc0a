"""Needs-based: what a customer needs of a price, as far as buying shows it.

Coupon proneness is not the same as looking for low prices: Lichtenstein, Netemeyer & Burton (1990),
Journal of Marketing 54(3), doi:10.2307/1251816. Where no coupons are known, reductions alone tell.
"""

from src.segments.scheme import Rule, Scheme

NAME, FAMILY, LACKING = "need of price", "needs-based", "reductions of orders"
COUPONS = Rule("coupons", "coupon_order_share > 0.5", "a coupon in more than half of their orders")
RULES = (
    Rule(
        "reductions",
        "discounted_order_share > 0.5",
        "something reduced in more than half of their orders",
    ),
    Rule("some reductions", "discounted_order_share > 0", "something reduced now and then"),
    Rule("full price", "discounted_order_share = 0", "nothing ever reduced"),
)
NEEDS = ("coupon_order_share", "discounted_order_share")
PRICE_NEED = Scheme(NAME, FAMILY, (COUPONS, *RULES), NEEDS, LACKING)
PRICE_NEED_WITHOUT = Scheme(NAME, FAMILY, RULES, NEEDS[1:], LACKING)
