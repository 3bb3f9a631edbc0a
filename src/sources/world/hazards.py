"""The known hazards: what a person does on a day how probably, and what an order is worth.

Both the simulation and the truth's oracle compute by these functions; nothing else decides who
buys or leaves. ``mood`` is 0 calm, 1 annoyed, 2 angry; ``treated`` is whether a campaign's letter
acts on that day; both may be of any shape that fits the people's.
"""

import numpy as np

from src.sources.world import design as d
from src.sources.world.almanac import Almanac
from src.sources.world.people import Flags, Floats, Ints, People


def order_prob(people: People, days: Almanac, day: int, mood: Ints, treated: Flags) -> Floats:
    """Return the chance that a living person orders on a day after that of arrival."""
    log_ratio = (
        days.order[day, people.kind]
        + d.PROMO_ORDER * days.promo[day] * people.price_sensitivity
        + d.PAUSE_ORDER * days.paused[day, people.country] * people.price_sensitivity
        + d.MOOD_ORDER[mood]
        + d.TREATED_ORDER[people.kind] * treated
    )
    prob: Floats = -np.expm1(-people.order_rate * np.exp(log_ratio))
    return prob


def leave_prob(people: People, days: Almanac, day: int, mood: Ints, treated: Flags) -> Floats:
    """Return the chance that a living person leaves for good on a day, before ordering on it."""
    minds_delivery = people.barrier == d.BARRIERS.index("delivery")
    log_ratio = (
        days.leave[day]
        + d.PAUSE_LEAVE * days.paused[day, people.country] * people.price_sensitivity
        + d.MOOD_LEAVE[mood] * np.where(minds_delivery, d.DELIVERY_BARRIER_LEAVE, 1.0)
        + d.TREATED_LEAVE[people.kind] * treated
    )
    stays = np.exp(-people.leave_rate * np.exp(log_ratio))
    once = np.where(people.arrival == day - 1, d.ONCE[people.kind], 0.0)
    leaves: Floats = np.where(people.arrival < day, 1 - stays * (1 - once), 0.0)
    return leaves


def visit_prob(people: People) -> Floats:
    """Return the chance that a living person who does not order visits the shop on a day."""
    return -np.expm1(-people.visit_rate)


def order_value(people: People, days: Almanac, day: int, treated: Flags) -> Floats:
    """Return what an order of a day costs after reductions, on average, before returns."""
    always, by_sensitivity = d.PROMO_LINES
    promoted = days.promo[day] * (always + by_sensitivity * people.price_sensitivity)
    coupon = coupon_prob(people.price_sensitivity, days.paused[day, people.country], treated)
    value: Floats = (
        people.gross
        * days.spending[day]
        * (1 - d.PROMO_OFF * promoted)
        * (1 - d.COUPON_OFF * coupon)
    )
    return value


def coupon_prob(price_sensitivity: Floats, paused: Floats, treated: Flags) -> Floats:
    """Return the chance that an order uses a coupon; none is taken while they are paused."""
    always, by_sensitivity, when_treated = d.COUPON_ORDERS
    prob: Floats = (1 - paused) * (
        always + by_sensitivity * price_sensitivity + when_treated * treated
    )
    return prob


def plan_end_prob(people: People, days: Almanac, day: int, mood: Ints, gone: Flags) -> Floats:
    """Return the chance that somebody who has the plan ends it on a day."""
    log_ratio = d.PAUSE_LEAVE / 2 * days.paused[day, people.country] * people.price_sensitivity
    hazard = d.PLAN_ENDS * np.exp(log_ratio + d.MOOD_LEAVE[mood] / 2)
    prob: Floats = -np.expm1(-hazard * np.where(gone, d.PLAN_ENDS_WHEN_GONE, 1.0))
    return prob


def in_effect(day: int) -> bool:
    """Tell whether the newest campaign's letters still act on a day.

    >>> in_effect(28 + 20), in_effect(28 + 21), in_effect(5)
    (True, False, False)
    """
    first, second = d.CAMPAIGN_DAYS[:2]
    return day >= first and (day - first) % (second - first) < d.CAMPAIGN_EFFECT_DAYS
