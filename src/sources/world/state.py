"""In which state people are on a day, and how likely each has not left, by all signs of life."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from src.sources.world import design as d
from src.sources.world import hazards
from src.sources.world.almanac import Almanac
from src.sources.world.events import Events, Flags, Ints
from src.sources.world.lives import NEVER
from src.sources.world.past import Past
from src.sources.world.people import Floats


@dataclass(frozen=True, eq=False)
class State:
    """What holds at the midnight that begins a day: who may still be there, in which mood."""

    alive_prob: Floats
    mood: Ints
    reachable: Flags
    arm: Flags


def state_at(past: Past, days: Almanac, cutoff: int) -> State:
    """Follow people up to a cutoff as somebody does who knows all of them but who has left.

    Signs of life are orders and visits; silence, unclicked letters and plans that run on or end
    are weighed by Bayes' rule, since the living and the departed do them at known rates.
    """
    people, count = past.people, len(past.people)
    alive = np.ones(count)
    mood = np.zeros(count, dtype=np.int64)
    arm = np.zeros(count, dtype=np.bool_)
    seen = [_by_day(events) for events in (past.orders, past.visits, past.letters, past.moods)]
    for day in range(cutoff):
        orders, visits, letters, moods = (next(events) for events in seen)
        mood[moods.who] = moods["mood"]
        clicks = np.zeros(count)
        if day in d.CAMPAIGN_DAYS:
            arm[:] = False
            arm[letters.who] = letters["treated"] > 0
            clicks = np.where(arm, d.CLICKED[people.kind], 0.0)
        treated = arm & hazards.in_effect(day)
        alive *= 1 - hazards.leave_prob(people, days, day, mood, treated)
        silent = 1 - hazards.order_prob(people, days, day, mood, treated)
        silent *= (1 - hazards.visit_prob(people)) * (1 - clicks)
        silent = np.where(people.arrival < day, silent, 1.0)
        as_alive, as_gone = alive * silent, 1 - alive
        as_gone[orders.who] = as_gone[visits.who] = 0
        as_alive[orders.who] = as_alive[visits.who] = 1
        as_alive *= _plan_likelihood(past, days, day, mood, gone=False)
        as_gone *= _plan_likelihood(past, days, day, mood, gone=True)
        alive = as_alive / (as_alive + as_gone)
    mood = _mood_on(past, mood, cutoff)
    return State(alive, mood, past.contact_until > cutoff, arm)


def _plan_likelihood(past: Past, days: Almanac, day: int, mood: Ints, *, gone: bool) -> Floats:
    has = (past.plan_from != NEVER) & (past.plan_from < day)
    has &= (past.plan_to == NEVER) | (past.plan_to >= day)
    flag = np.full(len(mood), gone)
    ends = hazards.plan_end_prob(past.people, days, day, mood, flag)
    return np.where(has, np.where(past.plan_to == day, ends, 1 - ends), 1.0)


def _mood_on(past: Past, mood: Ints, cutoff: int) -> Ints:
    """Apply the changes that hold from the cutoff on: they were decided the day before."""
    changed = past.moods.take(past.moods.day == cutoff)
    mood[changed.who] = changed["mood"]
    return mood


def _by_day(events: Events) -> Iterator[Events]:
    """Yield the events of every day."""
    order = np.argsort(events.day, kind="stable")
    ends = np.searchsorted(events.day[order], np.arange(d.DAYS), side="right")
    start = 0
    for end in ends:
        yield events.take(order[start:end])
        start = end
