"""What lies ahead of people in a known state, by the known hazards, all chance integrated out.

A state is (mood, campaign state). The campaign states: can be reached and was not written to; can
and was; cannot any more and was; cannot and was not.
"""

from collections.abc import Callable

import numpy as np

from src.sources.world import design as d
from src.sources.world import hazards
from src.sources.world.almanac import Almanac
from src.sources.world.events import Flags, Ints
from src.sources.world.lives import NEVER
from src.sources.world.past import Past
from src.sources.world.people import Floats, People
from src.sources.world.state import State

TREATED_STATES = np.array([0, 1, 1, 0])
MOODS = 3
EVERY_MOOD = np.arange(MOODS)[:, None, None]  # with the people as last axis
EITHER_ARM = np.array([False, True])[None, :, None]
Prob = Callable[[People, Almanac, int, Ints, Flags], Floats]


def ahead(
    people: People, days: Almanac, state: State, start: int, end: int
) -> tuple[Floats, Floats]:
    """Return the chance of no order in ``[start, end)`` and the expected net spend.

    Two sets of weights of (person, mood, campaign state) go through the days: of the living, and
    of the living who have not ordered since ``start``.
    """
    living = np.zeros((len(people), MOODS, len(TREATED_STATES)))
    position = np.where(state.reachable, state.arm * 1, np.where(state.arm, 2, 3))
    living[np.arange(len(people)), state.mood, position] = state.alive_prob
    silent, ordered, net = living.copy(), np.zeros(len(people)), np.zeros(len(people))
    for day in range(start, end):
        if day in d.CAMPAIGN_DAYS:
            living, silent = _rearmed(people, living), _rearmed(people, silent)
        stays = 1 - _by_state(people, days, day, hazards.leave_prob)
        order = _by_state(people, days, day, hazards.order_prob)
        living, silent = living * stays, silent * stays
        ordered += (silent * order).sum(axis=(1, 2))
        kept = 1 - people.returned * _returned_by(np.array([end - 1 - day]))
        for arm in (0, 1):
            orders = (living * order)[:, :, arm == TREATED_STATES].sum(axis=(1, 2))
            acts = np.array(arm == 1 and hazards.in_effect(day))
            net += orders * hazards.order_value(people, days, day, acts) * kept
        living = _moods_after(living, order * days.bad[day])
        silent = _moods_after(silent * (1 - order), np.zeros_like(order))
    return 1 - ordered, net


def _by_state(people: People, days: Almanac, day: int, prob: Prob) -> Floats:
    """Return a probability by (person, mood, campaign state)."""
    by_arm = prob(people, days, day, EVERY_MOOD, EITHER_ARM & hazards.in_effect(day))
    return by_arm.transpose(2, 0, 1)[:, :, TREATED_STATES]


def _rearmed(people: People, weights: Floats) -> Floats:
    """Begin a campaign: those who can be reached are written to or not, and some unsubscribe."""
    reachable = weights[:, :, 0] + weights[:, :, 1]
    unsubscribed = d.UNSUBSCRIBED[people.kind][:, None]
    written = d.TREATED * reachable
    lost = weights[:, :, 2] + weights[:, :, 3]
    return np.stack(
        [(1 - d.TREATED) * reachable, written * (1 - unsubscribed), written * unsubscribed, lost],
        axis=2,
    )


def _moods_after(weights: Floats, bad: Floats) -> Floats:
    """Let moods change over a day on which an order goes wrong with probability ``bad``."""
    calm, annoyed, angry = weights[:, 0], weights[:, 1], weights[:, 2]
    angers, annoys, fine = bad * d.UNSOLVED, bad * (1 - d.UNSOLVED), 1 - bad
    fades = d.MOOD_FADES
    return np.stack(
        [
            calm * fine[:, 0] + annoyed * fine[:, 1] * fades[1] + angry * fine[:, 2] * fades[2],
            calm * annoys[:, 0] + annoyed * (annoys[:, 1] + fine[:, 1] * (1 - fades[1])),
            calm * angers[:, 0]
            + annoyed * angers[:, 1]
            + angry * (bad[:, 2] + fine[:, 2] * (1 - fades[2])),
        ],
        axis=1,
    )


def _returned_by(age_days: Ints) -> Floats:
    """Return the share of returns that have come back when their order is that old."""
    first, last = d.RETURN_DAYS
    share: Floats = np.clip((age_days - first + 1) / (last - first + 1), 0.0, 1.0)
    return share


def returns_pending(past: Past, start: int, end: int) -> Floats:
    """Return what is expected to come back in ``[start, end)`` of orders made before.

    All returned lines of an order come back on one day, so nothing is pending once some have.
    """
    orders = past.orders
    open_orders = orders.take(
        (orders.day < start)
        & ((orders["returned_day"] == NEVER) | (orders["returned_day"] >= start))
    )
    share = past.people.returned[open_orders.who]
    before = _returned_by(start - 1 - open_orders.day)
    within = _returned_by(end - 1 - open_orders.day) - before
    nothing_yet = 1 - before + before * (1 - share) ** open_orders["lines"]
    money = open_orders["net"] / 100 * share * within / nothing_yet
    pending: Floats = np.bincount(open_orders.who, money, len(past.people)).astype(np.float64)
    return pending
