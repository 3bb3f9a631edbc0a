"""What people do and what happens to them, day by day, by the known hazards."""

from dataclasses import dataclass

import numpy as np

from src.sources.world import design as d
from src.sources.world import hazards
from src.sources.world.almanac import Almanac
from src.sources.world.events import Events, Flags, Ints, Log
from src.sources.world.people import People

FINE, LATE, BROKEN = 0, 1, 2  # troubles of an order
CALM, ANNOYED, ANGRY = 0, 1, 2
NEVER = -1


@dataclass(frozen=True, eq=False)
class Lives:
    """What happened to each of the people.

    Parameters
    ----------
    orders : with ``treated``, ``mood`` (after it), ``trouble``, ``unsolved``
    visits : without an order, with ``clicked`` (a campaign's letter led there)
    letters : campaign days of those who may be written to, with ``campaign``, ``treated``,
        ``opened``, ``clicked``, ``unsubscribed``
    moods : changes of ``mood``, each holds from its day on
    left : day on which one left for good, NEVER if one did not
    contact_until : day from which one is not written to any more, ``design.DAYS`` if none
    plan_from, plan_to : days on which the plan began and ended, NEVER if it did not
    """

    orders: Events
    visits: Events
    letters: Events
    moods: Events
    left: Ints
    contact_until: Ints
    plan_from: Ints
    plan_to: Ints


class _Today:
    """What is true of each person on the day that is being lived, and all that was noted."""

    def __init__(self, people: People, contactable: Flags) -> None:
        count = len(people)
        self.gone = np.zeros(count, dtype=np.bool_)
        self.mood = np.zeros(count, dtype=np.int64)
        self.arm = np.zeros(count, dtype=np.bool_)
        self.left = np.full(count, NEVER)
        self.contact_until = np.where(contactable, d.DAYS, people.arrival)
        self.plan_from = np.full(count, NEVER)
        self.plan_to = np.full(count, NEVER)
        self.orders = Log(("treated", "mood", "trouble", "unsolved"))
        self.visits = Log(("clicked",))
        self.letters = Log(("campaign", "treated", "opened", "clicked", "unsubscribed"))
        self.moods = Log(("mood",))


def live(rng: np.random.Generator, people: People, days: Almanac, contactable: Flags) -> Lives:
    """Live through all days; ``contactable`` is who agreed on arrival to be written to."""
    now = _Today(people, contactable)
    for day in range(d.DAYS):
        _live_day(rng, people, days, day, now)
    return Lives(
        orders=now.orders.events(),
        visits=now.visits.events(),
        letters=now.letters.events(),
        moods=now.moods.events(),
        left=now.left,
        contact_until=now.contact_until,
        plan_from=now.plan_from,
        plan_to=now.plan_to,
    )


def _live_day(
    rng: np.random.Generator, people: People, days: Almanac, day: int, now: _Today
) -> None:
    """Leave, or order, or visit, in this order; then what follows from it."""
    if day in d.CAMPAIGN_DAYS:
        _choose_arms(rng, people, day, now)
    treated = now.arm & hazards.in_effect(day)
    luck = rng.random((3, len(people)))
    leave = hazards.leave_prob(people, days, day, now.mood, treated)
    leaving = ~now.gone & (luck[0] < leave)
    now.gone |= leaving
    now.left[leaving] = day

    order = hazards.order_prob(people, days, day, now.mood, treated)
    order = np.where(people.arrival == day, d.FIRST_ORDER[people.kind], order)
    here = ~now.gone & (people.arrival <= day)
    ordering = here & (luck[1] < order)
    visiting = here & ~ordering & (luck[2] < hazards.visit_prob(people))
    if day in d.CAMPAIGN_DAYS:
        clicked = _write(rng, people, day, now, here)
        visiting |= clicked & ~ordering
    else:
        clicked = np.zeros(len(people), dtype=np.bool_)
    visitors = np.flatnonzero(visiting)
    now.visits.add(visitors, day, {"clicked": clicked[visitors]})

    _end_plans(rng, people, days, day, now)
    _deliver(rng, days, day, now, (np.flatnonzero(ordering), treated))
    _begin_plans(rng, people, day, now, ordering)


def _choose_arms(rng: np.random.Generator, people: People, day: int, now: _Today) -> None:
    """Begin a campaign: a coin decides who of those that may be written to is."""
    written_to = (people.arrival < day) & (now.contact_until > day)
    now.arm = written_to & (rng.random(len(people)) < d.TREATED)


def _write(rng: np.random.Generator, people: People, day: int, now: _Today, here: Flags) -> Flags:
    """Send a campaign's letters; return who clicked. The departed open and unsubscribe too."""
    opens, clicks, unsubscribes = rng.random((3, len(people)))
    kind = people.kind
    unsubscribed = now.arm & (unsubscribes < d.UNSUBSCRIBED[kind])
    clicked = now.arm & here & (clicks < d.CLICKED[kind])
    opened = clicked | unsubscribed | (now.arm & (opens < d.OPENED[kind]))
    reached = np.flatnonzero((people.arrival < day) & (now.contact_until > day))
    facts = {
        "campaign": np.full(len(reached), d.CAMPAIGN_DAYS.index(day)),
        "treated": now.arm[reached],
        "opened": opened[reached],
        "clicked": clicked[reached],
        "unsubscribed": unsubscribed[reached],
    }
    now.letters.add(reached, day, facts)
    now.contact_until[unsubscribed] = day + 1
    return np.asarray(clicked)


def _deliver(
    rng: np.random.Generator, days: Almanac, day: int, now: _Today, orders: tuple[Ints, Flags]
) -> None:
    """Deliver the day's orders; what goes wrong changes the mood from tomorrow on."""
    who, treated = orders
    bad, late, unsolved = rng.random((3, len(who)))
    is_bad = bad < days.bad[day]
    is_unsolved = is_bad & (unsolved < d.UNSOLVED)
    trouble = np.where(is_bad, np.where(late < d.LATE_SHARE, LATE, BROKEN), FINE)

    mood = np.where(rng.random(len(now.mood)) < d.MOOD_FADES[now.mood], CALM, now.mood)
    hit = who[is_bad]
    mood[hit] = np.maximum(now.mood[hit], np.where(is_unsolved, ANGRY, ANNOYED)[is_bad])
    facts = {
        "treated": treated[who],
        "mood": mood[who],
        "trouble": trouble,
        "unsolved": is_unsolved,
    }
    now.orders.add(who, day, facts)
    changed = np.flatnonzero(mood != now.mood)
    now.moods.add(changed, day + 1, {"mood": mood[changed]})
    now.mood = mood


def _begin_plans(
    rng: np.random.Generator, people: People, day: int, now: _Today, ordering: Flags
) -> None:
    """Offer the plan with an order to those who never had it."""
    offered = ordering & (now.plan_from == NEVER)
    now.plan_from[offered & (rng.random(len(people)) < d.PLAN[people.kind])] = day


def _end_plans(
    rng: np.random.Generator, people: People, days: Almanac, day: int, now: _Today
) -> None:
    has = (now.plan_from != NEVER) & (now.plan_to == NEVER)
    ends = hazards.plan_end_prob(people, days, day, now.mood, now.gone)
    now.plan_to[has & (rng.random(len(people)) < ends)] = day
