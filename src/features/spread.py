"""Spread from sums: standard deviations that are the same in whatever order rows are added."""

import narwhals.stable.v2 as nw

from src.features.measures import ratio

NOISE = 1e-12  # share of the squares that is rounding, not spread


def deviation(squares: nw.Expr, total: nw.Expr, count: nw.Expr) -> nw.Expr:
    """Return the sample standard deviation from the sum of squares, the sum and the count.

    Null where the count is under 2.
    """
    whole = total.cast(nw.Float64)
    spread = squares - ratio(whole * whole, count)
    noise = squares * NOISE
    kept = nw.when(spread > noise).then(spread).otherwise(nw.lit(0) * noise)
    return ratio(kept, count - 1).sqrt()
