"""The loyalty programme: members known by their card, points they earn and redeem, and tiers."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.baskets import Baskets, seconds_of_day
from src.sources.world.columns import moments, named, numbers, texts
from src.sources.world.events import Ints
from src.sources.world.identity import Identity
from src.sources.world.lives import NEVER
from src.sources.world.names import Texts
from src.sources.world.people import People
from src.sources.world.records import Records, by_time, record_ids
from src.sources.world.spelling import dialled, respelt
from src.sources.world.written_names import mailboxes_as_written, names_as_written

JOINS, SHOWS_CARD = 0.15, 0.9  # chance with every order; share of a member's orders
CHUNK_EVENTS = 10_000_000
REDEEMS, REDEEMED_POINTS = 0.08, -100
TIERS = {10: 1, 30: 2}  # orders with the card -> which tier is reached
TILL_MAILBOX, AT_THE_TILL = "kasse@shop.example", 0.003  # share of cards: a clerk typed the shop's
TYPES = ("earn", "redeem", "silver", "gold")


@dataclass(frozen=True, eq=False)
class Loyalty:
    """Members, and the card of each order (empty if it was made without one)."""

    members: Records
    order_card: Texts


def loyalty_members(
    rng: np.random.Generator, people: People, identity: Identity, chunk: int, baskets: Baskets
) -> Loyalty:
    """Return who joined the loyalty programme, at the till, with one of their orders."""
    owner, day = baskets.owner, baskets.events.day
    joining = np.flatnonzero(rng.random(len(owner)) < JOINS)
    joined = np.full(len(people), NEVER)
    joined[owner[joining[::-1]]] = day[joining[::-1]]  # orders are by time: the first one stays
    who = np.flatnonzero(joined != NEVER)
    count = len(who)
    card = np.full(len(people), "", dtype=np.object_)
    card[who] = record_ids(rng, "L", chunk, count)
    absent = rng.random((4, count)) < np.array([[0.6], [0.1], [0.15], [0.05]])
    first, last = names_as_written(rng, identity, who)
    email = np.where(absent[0], "", mailboxes_as_written(rng, identity.email[who]))
    email[rng.random(count) < AT_THE_TILL] = TILL_MAILBOX
    table = pa.table(
        {
            "card_no": texts(card[who]),
            "name": texts(last + ", " + first),
            "email": texts(email),
            "phone": texts(respelt(rng, identity.phone[who], {dialled: 0.6}), absent[1]),
            "street": texts(identity.old_street[who], absent[3]),
            "postcode": texts(identity.old_postcode[who], absent[3]),
            "city": texts(identity.old_city[who], absent[3]),
            "age_years": numbers(_age_years(people, who, joined), absent[2]),
            "joined_at": moments(joined[who], seconds_of_day(rng, people.kind[who])),
        }
    )
    carried = (
        (joined[owner] != NEVER) & (day >= joined[owner]) & (rng.random(len(owner)) < SHOWS_CARD)
    )
    members = by_time(Records(table, people.number[who]), "joined_at")
    return Loyalty(members, np.where(carried, card[owner], ""))


def _age_years(people: People, who: Ints, joined: Ints) -> Ints:
    year = d.START.year + joined[who] // 365
    return np.asarray(year - people.birth_year[who], dtype=np.int64)


def loyalty_events(
    rng: np.random.Generator, loyalty: Loyalty, baskets: Baskets, order_no: pa.Array, chunk: int
) -> pa.Table:
    """Return one row per movement, in the order of their times."""
    with_card = np.flatnonzero(loyalty.order_card != "")
    owner = baskets.owner[with_card]
    net = np.bincount(baskets.line_order, weights=baskets.net, minlength=len(baskets.owner))
    redeems = with_card[rng.random(len(with_card)) < REDEEMS]
    nth = _nth(owner)
    tiers = [(with_card[nth == orders], 1 + tier) for orders, tier in TIERS.items()]
    parts = [(with_card, 0), (redeems, 1), *tiers]
    order = np.concatenate([orders for orders, _ in parts])
    kind = np.repeat([kind for _, kind in parts], [len(orders) for orders, _ in parts])
    by_time = np.lexsort((kind, order))  # orders are by time
    order, kind = order[by_time], kind[by_time]
    points = np.where(kind == 0, np.floor(net[order]), np.where(kind == 1, REDEEMED_POINTS, 0))
    return pa.table(
        {
            "event_id": chunk * CHUNK_EVENTS + np.arange(len(order)),
            "card_no": pa.array(loyalty.order_card[order], pa.string()),
            "happened_at": moments(baskets.events.day[order], baskets.second[order]),
            "type": named(kind, TYPES),
            "points": points.astype(np.int64),
            "order_no": order_no.take(pa.array(order)),
        }
    )


def _nth(owner: Ints) -> Ints:
    """Return the how-manieth of its owner each order is, counted from 1."""
    by_owner = np.argsort(owner, kind="stable")
    ranked = owner[by_owner]
    start = np.searchsorted(ranked, ranked)
    nth = np.empty(len(owner), dtype=np.int64)
    nth[by_owner] = np.arange(len(owner)) - start + 1
    return nth
