"""The support desk's tickets: complaints about orders that went wrong, and questions."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.baskets import Baskets
from src.sources.world.columns import moments, named, numbers, texts
from src.sources.world.events import Flags, Ints
from src.sources.world.identity import Identity
from src.sources.world.lives import BROKEN, FINE, LATE, NEVER
from src.sources.world.names import Texts
from src.sources.world.phrases import GOOD, MIXED, POOR, said
from src.sources.world.records import record_ids
from src.sources.world.spelling import dialled, respelt
from src.sources.world.written_names import mailboxes_as_written, names_as_written

COMPLAINS, ASKS = 0.7, 0.015  # shares of solved bad orders, and of fine ones, that make a ticket
NEVER_CLOSED = 0.4  # of complaints that are not solved
TOPICS = ("question", "late delivery", "broken item")  # by the order's trouble
CHANNELS = ("mail", "phone", "chat")
RATED = 0.5  # share of closed tickets
CALLS, CALLER_GIVES_MAIL = 0.3, 0.2  # shares of tickets, of those by telephone


@dataclass(frozen=True, eq=False)
class Tickets:
    """The table, whom each ticket is from, and what a survey later needs to know of it."""

    table: pa.Table
    owner: Ints
    closed_day: Ints
    satisfaction: Ints


def tickets(
    rng: np.random.Generator,
    identity: Identity,
    baskets: Baskets,
    orders: tuple[pa.Array, int],
) -> Tickets:
    """Return the tickets of a chunk in the order of their times.

    Parameters
    ----------
    orders : number of every order, and the number of the chunk
    """
    order_no, chunk = orders
    trouble, unsolved = baskets.events["trouble"], baskets.events["unsolved"] > 0
    complains = np.where(trouble == FINE, ASKS, np.where(unsolved, 1.0, COMPLAINS))
    opened = baskets.events.day + rng.integers(1, 5, len(trouble))
    about = np.flatnonzero((rng.random(len(trouble)) < complains) & (opened < d.DAYS))
    second = rng.integers(28_800, 72_000, len(trouble))
    about = about[np.lexsort((second[about], opened[about]))]
    count, owner, open_for = len(about), baskets.owner[about], unsolved[about]

    closed = opened[about] + np.where(
        open_for, rng.integers(20, 60, count), rng.integers(0, 5, count)
    )
    never = (open_for & (rng.random(count) < NEVER_CLOSED)) | (closed >= d.DAYS)
    score = _satisfaction(rng, trouble[about], open_for)
    first, last = names_as_written(rng, identity, owner)
    by_phone = rng.random(count) < CALLS
    by_mail = ~by_phone | (rng.random(count) < CALLER_GIVES_MAIL)
    feeling = np.where(open_for, POOR, np.where(trouble[about] == FINE, GOOD, MIXED))
    table = pa.table(
        {
            "ticket_id": texts(record_ids(rng, "T", chunk, count)),
            "requester_name": texts(first + " " + last),
            "email": texts(mailboxes_as_written(rng, identity.email[owner]), ~by_mail),
            "phone": texts(respelt(rng, identity.phone[owner], {dialled: 0.8}), ~by_phone),
            "order_no": _some(rng, order_no.take(pa.array(about)), 0.6),
            "opened_at": moments(opened[about], second[about]),
            "closed_at": moments(np.where(never, NEVER, closed), second[about] + 3600),
            "topic": named(trouble[about], TOPICS),
            "channel": named(np.where(by_phone, 1, rng.choice((0, 2), count)), CHANNELS),
            "satisfaction": numbers(score, never | (rng.random(count) >= RATED)),
            "text": texts(_texts(rng, identity, owner, feeling)),
        }
    )
    return Tickets(table, owner, np.where(never, NEVER, closed), score)


def _satisfaction(rng: np.random.Generator, trouble: Ints, unsolved: Flags) -> Ints:
    usual = np.where(unsolved, 1.6, np.where(np.isin(trouble, [LATE, BROKEN]), 3.6, 4.3))
    return np.clip(np.round(rng.normal(usual, 0.8)), 1, 5).astype(np.int64)


def _texts(rng: np.random.Generator, identity: Identity, owner: Ints, feeling: Ints) -> Texts:
    return said(rng, identity.language[owner], feeling, identity.phone[owner])


def _some(rng: np.random.Generator, column: pa.Array, share: float) -> pa.Array:
    """Keep a share of a column, the rest is null."""
    return column.take(pa.array(np.arange(len(column)), mask=rng.random(len(column)) >= share))
