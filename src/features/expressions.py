"""The few expressions that feature families share, written so that every engine computes the same.

A sum over some rows is written as a masked column first and a plain sum after: not every engine
filters inside an aggregate. A sum of money is rounded to a millionth: threads add floats in any
order, and the same input must give the same bytes.
"""

import narwhals.stable.v2 as nw

AGE = nw.col("age_days")  # made by `src.asof.seen`; 1 is the day before the cutoff
MONTH_DAYS, QUARTER_DAYS = 30, 90  # the windows of features named _30d and _90d
MONEY_DIGITS = 6


def where(value: str, condition: nw.Expr) -> nw.Expr:
    """Keep ``value`` in the rows that meet the condition; 0 elsewhere and where it is unknown."""
    return nw.when(condition).then(nw.col(value)).otherwise(nw.lit(0))


def flag(condition: nw.Expr) -> nw.Expr:
    """Mark with 1 the rows that meet the condition; 0 elsewhere and where it is unknown."""
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def ratio(numerator: nw.Expr, denominator: nw.Expr) -> nw.Expr:
    """Divide as float64; null where the denominator is not positive (engines differ on x / 0)."""
    whole = denominator.cast(nw.Float64)
    return nw.when(whole > 0).then(numerator / whole)


def money(*columns: str) -> nw.Expr:
    """Clear sums of money of the noise that the order of addition leaves."""
    return nw.col(*columns).round(MONEY_DIGITS)
