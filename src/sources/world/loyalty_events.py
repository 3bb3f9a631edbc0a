"""The loyalty programme's movements: points earned and redeemed, tiers reached."""

import numpy as np
import pyarrow as pa

from src.sources.world.baskets import Baskets
from src.sources.world.columns import moments, named
from src.sources.world.events import Ints
from src.sources.world.records import Loyalty

CHUNK_EVENTS = 10_000_000
REDEEMS, REDEEMED_POINTS = 0.08, -100
TIERS = {10: 1, 30: 2}  # orders with the card -> which tier is reached
TYPES = ("earn", "redeem", "silver", "gold")


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
