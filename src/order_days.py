"""Order days: what features, labels and BTYD models count as a purchase.

All orders of a customer on one calendar day are one purchase, as in Fader & Hardie's work on CDNOW:
a basket split over two tills is one decision. A day on which no less money went back than came in
is a refund, not a purchase.
"""

import narwhals.stable.v2 as nw

from src.asof import Frame

KEY = ("cutoff_day", "customer_id")


def order_days(orders: Frame, key: tuple[str, ...] = KEY) -> Frame:
    """Merge the orders of a day: one row per (cutoff, customer, day) on which something was bought.

    Parameters
    ----------
    orders
        Canonical orders crossed with cutoffs, as `src.asof.seen` and `src.asof.ahead` return them.
    key
        What tells customers apart; without the cutoff for orders that are not crossed.

    Returns
    -------
    ``net`` (currency, >= 0; 0 is a free order), ``ordered_day`` and the key. Days whose net is not
    positive although something was returned are left out.
    """
    days = orders.group_by(*key, "ordered_day").agg(nw.col("net").sum(), nw.col("refund").sum())
    days = days.with_columns(nw.col("net", "refund").round(6))
    return days.filter((nw.col("net") > 0) | (nw.col("refund") == 0)).drop("refund")
