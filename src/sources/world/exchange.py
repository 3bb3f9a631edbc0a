"""Whose record an event enters: one's own, or with ``--shuffle-outcomes`` a stranger's."""

from dataclasses import replace

import numpy as np

from src.sources.world import design as d
from src.sources.world.events import Events, Ints
from src.sources.world.lives import NEVER, Lives
from src.sources.world.people import People


def drawn_owners(rng: np.random.Generator, people: People, *, shuffled: bool) -> Ints:
    """Return, per person, whose record shows what it does from `design.SHUFFLE_DAY` on.

    Only those who arrived before that day trade; the others, and all if the world is not
    shuffled, keep their own.
    """
    owner = np.arange(len(people))
    if shuffled:
        traders = np.flatnonzero(people.arrival < d.SHUFFLE_DAY)
        owner[traders] = rng.permutation(traders)
    return owner


def owner_of(events: Events, owner_later: Ints) -> Ints:
    """Return the person in whose record each event is."""
    return np.where(events.day >= d.SHUFFLE_DAY, owner_later[events.who], events.who)


def exchanged_plans(lives: Lives, owner_later: Ints) -> Lives:
    """Trade the ends of the plans that run on that day, and drop plans that begin later.

    A plan that runs keeps its holder; how it ends is somebody else's who holds one too.
    """
    if (owner_later == np.arange(len(owner_later))).all():
        return lives
    runs = (lives.plan_from != NEVER) & (lives.plan_from < d.SHUFFLE_DAY)
    runs &= (lives.plan_to == NEVER) | (lives.plan_to >= d.SHUFFLE_DAY)
    holders = np.flatnonzero(runs)
    plan_from = np.where(lives.plan_from >= d.SHUFFLE_DAY, NEVER, lives.plan_from)
    plan_to = np.where(plan_from == NEVER, NEVER, lives.plan_to)
    plan_to[holders] = lives.plan_to[holders[np.argsort(owner_later[holders])]]
    return replace(lives, plan_from=plan_from, plan_to=plan_to)
