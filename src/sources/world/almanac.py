"""What a day brings to everybody: season, weekday, promotions, pauses of coupons, drift."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from src.sources.world import design as d

Floats = NDArray[np.float64]

# Log rate ratio of orders per type: in the four weeks before Christmas, and in July and August
CHRISTMAS = np.array([0.4, 0.3, 0.2, 2.2, 0.4, 0.2, 0.5])
SUMMER = np.array([-0.2, -0.2, 0.1, -0.4, 0.0, 0.1, 0.0])
WEEKDAYS = np.array([1.0, 0.9, 0.9, 1.0, 1.1, 1.2, 0.9])  # Monday first; times the rate
PROMO_DAYS_OF_MONTH = range(1, 5)  # the first days of a month
BLACK_WEEK = (22, 29)  # days of November


@dataclass(frozen=True)
class Almanac:
    """Per day of the world; a *day* is counted from `design.START`.

    Parameters
    ----------
    order : log rate ratio of orders, by (day, type)
    leave : log hazard ratio of leaving, by day
    spending : what is spent per order, times the usual, by day
    promo : whether lines are reduced, 0 or 1, by day
    paused : whether coupons are paused, 0 or 1, by (day, country)
    bad : share of orders that go wrong, by day
    """

    order: Floats
    leave: Floats
    spending: Floats
    promo: Floats
    paused: Floats
    bad: Floats


def almanac(drift_day: int) -> Almanac:
    """Return the almanac of a world whose rates change on a day (`design.DAYS`: never)."""
    days = [date_of(day) for day in range(d.DAYS)]
    drifted = np.arange(d.DAYS) >= drift_day
    christmas = np.array([(11, 27) <= (day.month, day.day) <= (12, 23) for day in days])
    summer = np.array([day.month in (7, 8) for day in days])
    weekday = np.array([WEEKDAYS[day.weekday()] for day in days])
    by_day = np.log(weekday) + np.log(d.ORDER_DRIFT) * drifted
    paused = np.zeros((d.DAYS, len(d.COUNTRIES)))
    for country, (start, end) in d.PAUSES.items():
        paused[start:end, d.COUNTRIES.index(country)] = 1
    december = np.array([day.month == 12 for day in days])  # noqa: PLR2004  the twelfth month
    return Almanac(
        order=by_day[:, None] + np.outer(christmas, CHRISTMAS) + np.outer(summer, SUMMER),
        leave=np.log(d.LEAVE_DRIFT) * drifted,
        spending=np.where(drifted, d.SPENDING_DRIFT, 1.0),
        promo=np.array([float(_is_promo(day)) for day in days]),
        paused=paused,
        bad=d.BAD_ORDER * np.where(december, d.BAD_DECEMBER, 1.0),
    )


def date_of(day: int) -> date:
    """Return the calendar day of a day of the world.

    >>> date_of(d.DAYS - 1)
    datetime.date(2024, 12, 29)
    """
    return d.START + timedelta(days=int(day))


def day_of(when: date) -> int:
    """Return the day of the world of a calendar day.

    >>> day_of(date(2024, 9, 30)) == d.SHUFFLE_DAY
    True
    """
    return (when - d.START).days


def _is_promo(day: date) -> bool:
    first, last = BLACK_WEEK
    in_black_week = day.month == 11 and first <= day.day <= last  # noqa: PLR2004  November
    return in_black_week or day.day in PROMO_DAYS_OF_MONTH
