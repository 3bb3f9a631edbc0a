"""Measures: what is counted over a customer's events, written so that every engine agrees.

A measure of some events only is a column masked first and a plain aggregate after: not every engine
filters inside an aggregate. Sums of money are rounded to a millionth: threads add floats in any
order, and the same input must give the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import narwhals.stable.v2 as nw

from src.asof import Frame
from src.order_days import KEY

AGE = nw.col("age_days")  # made by `src.asof.seen`; 1 is the day before the cutoff
MONEY_DIGITS = 6
LATEST_BELOW = 1 << 20  # numbers that `latest` can tell
LATEST_STEPS = 1 << 10  # to which part of 1 it tells them
FAR_DAYS = 1 << 15  # no event is this old


@dataclass(frozen=True)
class Measure:
    """One aggregate over the events of a customer that are not null in ``of``.

    A sum is 0 where nothing counts; a least, most or median is null.
    """

    how: Literal["sum", "min", "max", "median", "n_unique"]
    of: nw.Expr
    digits: int | None = None  # to round to

    def columns(self, name: str) -> dict[str, nw.Expr]:
        """Return what is aggregated, by column."""
        if self.how != "n_unique":
            return {name: self.of}
        return {name: self.of, f"{name} unknown": flag(self.of.is_null())}

    def aggregates(self, name: str) -> dict[str, nw.Expr]:
        """Return plain aggregates of `columns`."""
        found: nw.Expr = getattr(nw.col(name), self.how)()
        if self.how != "n_unique":
            return {name: found}
        return {name: found, f"{name} unknown": nw.col(f"{name} unknown").max()}

    def value(self, name: str) -> nw.Expr:
        """Return the measure, from its `aggregates`."""
        found = nw.col(name)
        if self.how == "n_unique":  # engines count null as a value
            return found - nw.col(f"{name} unknown")
        return found if self.digits is None else found.round(self.digits)


def measured(rows: Frame, measures: Mapping[str, Measure]) -> Frame:
    """Return measures in one pass over the events: one row per (cutoff, customer) with any."""
    columns = {key: of for name, m in measures.items() for key, of in m.columns(name).items()}
    sums = {key: of for name, m in measures.items() for key, of in m.aggregates(name).items()}
    values = {name: measure.value(name) for name, measure in measures.items()}
    masked = rows.select(*KEY, **columns)
    return masked.group_by(*KEY).agg(**sums).select(*KEY, **values)


def within(days: int) -> nw.Expr:
    """Tell whether an event is of the last ``days`` days before the cutoff."""
    return AGE <= days


def count(where: nw.Expr | None = None) -> Measure:
    """Count events, or those that meet a condition."""
    return Measure("sum", nw.lit(1) if where is None else flag(where))


def total(value: str | nw.Expr, where: nw.Expr | None = None) -> Measure:
    """Add up an amount, over the events that meet a condition."""
    amount = nw.col(value) if isinstance(value, str) else value
    kept = amount if where is None else nw.when(where).then(amount).otherwise(nw.lit(0))
    return Measure("sum", kept, MONEY_DIGITS)


def least(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    """Return the smallest value of the events that meet a condition."""
    return Measure("min", _of(value, where))


def most(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    """Return the largest value of the events that meet a condition."""
    return Measure("max", _of(value, where))


def median(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    """Return the median value of the events that meet a condition."""
    return Measure("median", _of(value, where), MONEY_DIGITS)


def distinct(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    """Count the different values of the events that meet a condition; null is none."""
    return Measure("n_unique", _of(value, where))


def latest(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    """Return the value of the latest day, the largest if it has several.

    For numbers from 0 to a million, told to a thousandth: not every engine has an ordered last, so
    day and value are packed in one number (below 2^53, so exact), of which the largest is taken.
    """
    steps = (value.cast(nw.Float64) * LATEST_STEPS).round(0)
    return Measure("max", _of((FAR_DAYS - AGE) * (LATEST_BELOW * LATEST_STEPS) + steps, where))


def unpacked(packed: str) -> nw.Expr:
    """Return the value that `latest` found."""
    return (nw.col(packed) % (LATEST_BELOW * LATEST_STEPS)) / LATEST_STEPS


def flag(condition: nw.Expr) -> nw.Expr:
    """Mark with 1 the rows that meet the condition; 0 elsewhere and where it is unknown."""
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def ratio(numerator: str | nw.Expr, denominator: str | nw.Expr) -> nw.Expr:
    """Divide as float64; null where the denominator is not positive (engines differ on x / 0)."""
    above = nw.col(numerator) if isinstance(numerator, str) else numerator
    below = nw.col(denominator) if isinstance(denominator, str) else denominator
    whole = below.cast(nw.Float64)
    return nw.when(whole > 0).then(above / whole)


def _of(value: nw.Expr, where: nw.Expr | None) -> nw.Expr:
    return value if where is None else nw.when(where).then(value)
