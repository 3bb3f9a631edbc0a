"""The shop's events: visits, views, carts, abandoned carts, logins, downloads, checkouts."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.baskets import APP_BORN, CHANNELS, Baskets, seconds_of_day
from src.sources.world.catalogue import ITEM_NAMES, draw_items
from src.sources.world.clicks import click_second
from src.sources.world.columns import moments, named
from src.sources.world.events import Events, Flags, Ints
from src.sources.world.people import Floats, People
from src.sources.world.records import Accounts

CHUNK_EVENTS = 100_000_000
STORE = CHANNELS.index("store")
TYPES = (
    ("visit", "awareness"),
    ("login", "awareness"),
    ("view", "consideration"),
    ("download", "consideration"),
    ("cart", "intent"),
    ("abandon", "intent"),
    ("checkout", "purchase"),
)
VISIT, LOGIN, VIEW, DOWNLOAD, CART, ABANDON, CHECKOUT = range(len(TYPES))
SYSTEMS = (("Windows", "macOS"), ("Android", "iOS"), ("Android", "iPadOS"))
DEVICES = ("desktop", "mobile", "tablet")
REFERRERS = ("direct", "search", "social", "affiliate", "newsletter")
REFERRER_SHARE = (0.45, 0.32, 0.15, 0.08, 0.0)
LOGS_IN, DOWNLOADS = 0.4, 0.04  # shares of sessions
APP_YOUNG, APP_OLD = 0.5, 0.2  # shares of visits by app, of those born after APP_BORN and before
DESKTOP_YOUNG, DESKTOP_OLD, NO_TABLET = 0.25, 0.5, 0.9  # shares of people


@dataclass(frozen=True, eq=False)
class _Sessions:
    """One entry per session: whose, in whose record, when, and what came of it."""

    actor: Ints
    owner: Ints
    day: Ints
    second: Ints
    ordered: Flags
    clicked: Flags
    in_app: Flags

    def __len__(self) -> int:
        return len(self.day)


def shop_events(
    rng: np.random.Generator,
    people: People,
    accounts: Accounts,
    baskets: Baskets,
    visits: tuple[Events, Ints, int],
) -> pa.Table:
    """Return all events of a chunk in the order of their times.

    Parameters
    ----------
    visits : those without an order, in whose record they are, and the number of the chunk
    """
    events, owner, chunk = visits
    sessions = _sessions(rng, people, baskets, events, owner)
    account = accounts.used(rng, sessions.owner, sessions.day)
    session, kind, second = _steps(rng, people, sessions)
    by_time = np.lexsort((kind, second, sessions.day[session]))
    session, kind, second = session[by_time], kind[by_time], second[by_time]
    actor = sessions.actor[session]
    item = draw_items(rng, people.kind[actor], people.need[actor])
    touches_item = np.isin(kind, [VIEW, CART, ABANDON])
    device, system = _devices(rng, people)
    referrer = rng.choice(len(REFERRERS), len(sessions), p=REFERRER_SHARE)
    referrer = np.where(sessions.clicked, REFERRERS.index("newsletter"), referrer)
    first = chunk * CHUNK_EVENTS
    return pa.table(
        {
            "event_id": first + np.arange(len(session)),
            "session_id": first + session,
            "account_id": account.take(pa.array(session)),
            "happened_at": moments(sessions.day[session], second),
            "type": named(kind, [name for name, _ in TYPES]),
            "funnel_stage": named(kind, [stage for _, stage in TYPES]),
            "item": pa.array(ITEM_NAMES, pa.string()).take(pa.array(item, mask=~touches_item)),
            "channel": named(sessions.in_app[session].astype(np.int64), CHANNELS),
            "device": named(device[actor], DEVICES),
            "os": named(2 * device[actor] + system[actor], [s for pair in SYSTEMS for s in pair]),
            "referrer": named(referrer[session], REFERRERS),
        }
    )


def _sessions(
    rng: np.random.Generator, people: People, baskets: Baskets, visits: Events, owner: Ints
) -> _Sessions:
    """Return the sessions of visits, and of those orders that were made online."""
    online = np.flatnonzero(baskets.channel != STORE)
    clicked = visits["clicked"] > 0
    young = people.birth_year[visits.who] > APP_BORN
    by_app = rng.random(len(visits)) < np.where(young, APP_YOUNG, APP_OLD)
    drawn = seconds_of_day(rng, people.kind[visits.who])
    second = np.where(clicked, click_second(people.number[visits.who], visits.day), drawn)
    orders = baskets.events.take(online)
    none = np.zeros(len(online), dtype=np.bool_)
    return _Sessions(
        actor=np.concatenate([visits.who, orders.who]),
        owner=np.concatenate([owner, baskets.owner[online]]),
        day=np.concatenate([visits.day, orders.day]),
        second=np.concatenate([second, np.maximum(baskets.second[online] - 600, 0)]),
        ordered=np.concatenate([np.zeros(len(visits), dtype=np.bool_), ~none]),
        clicked=np.concatenate([clicked, none]),
        in_app=np.concatenate([by_app, baskets.channel[online] == CHANNELS.index("app")]),
    )


def _steps(
    rng: np.random.Generator, people: People, sessions: _Sessions
) -> tuple[Ints, Ints, Ints]:
    """Return session, type and second of the day of every event, all within the day."""
    count, actor = len(sessions), sessions.actor
    curious = people.mindset[actor] == d.MINDSETS.index("curious")
    views = 1 + rng.poisson(np.where(curious, 1.2, 0.5))
    carts = sessions.ordered | (rng.random(count) < _cart_prob(people)[actor])
    everyone = np.arange(count)
    steps = [
        (everyone, VISIT, 0),
        (np.flatnonzero(rng.random(count) < LOGS_IN), LOGIN, 10),
        (np.repeat(everyone, views), VIEW, 60),
        (np.flatnonzero(rng.random(count) < DOWNLOADS), DOWNLOAD, 200),
        (np.flatnonzero(carts), CART, 300),
        (np.flatnonzero(carts & ~sessions.ordered), ABANDON, 590),
        (np.flatnonzero(sessions.ordered), CHECKOUT, 600),
    ]
    session = np.concatenate([who for who, _, _ in steps])
    kind = np.repeat([kind for _, kind, _ in steps], [len(who) for who, _, _ in steps])
    offset = np.repeat([after for _, _, after in steps], [len(who) for who, _, _ in steps])
    wait = np.where(kind == VIEW, rng.integers(0, 200, len(kind)), 0)
    second = np.minimum(sessions.second[session] + offset + wait, 86_399)
    return session, kind, second


def _cart_prob(people: People) -> Floats:
    """Return how often a visit without an order fills a cart, which is then abandoned."""
    hesitates = np.isin(people.barrier, [d.BARRIERS.index("trust"), d.BARRIERS.index("price")])
    return np.where(hesitates, 0.4, 0.15)


def _devices(rng: np.random.Generator, people: People) -> tuple[Ints, Ints]:
    """Return the device of each person, and which of its two systems."""
    luck, count = rng.random(len(people)), len(people)
    desktop = np.where(people.birth_year > APP_BORN, DESKTOP_YOUNG, DESKTOP_OLD)
    device = np.where(luck < desktop, 0, np.where(luck < NO_TABLET, 1, 2))
    return device.astype(np.int64), rng.integers(0, 2, count)
