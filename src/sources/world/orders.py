"""The shop's order lines: one row per line sold, and a negative one, later, per line returned."""

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.baskets import CHANNELS, DUE_DAYS, Baskets
from src.sources.world.catalogue import ITEM_NAMES
from src.sources.world.columns import dates, moments, money, named
from src.sources.world.events import Ints
from src.sources.world.lives import NEVER

CHUNK_ORDERS = 10_000_000  # order numbers per chunk of people
RETURNED_LINE = 50  # added to a line's number by the line that takes it back
LINES = 100  # line numbers per order
COUPONS = ("SAVE10", "LETTER10")  # of the shop, of a campaign's letter


def order_numbers(baskets: Baskets, chunk: int) -> pa.Array:
    """Return the number of every order."""
    rank = np.arange(len(baskets.events)) + chunk * CHUNK_ORDERS
    return pa.array([f"O{number:011d}" for number in rank], pa.string())


def order_lines(baskets: Baskets, order_no: pa.Array, account: pa.Array, chunk: int) -> pa.Table:
    """Return all lines in the order of their times."""
    order, orders = baskets.line_order, baskets.events
    first = np.searchsorted(order, np.arange(len(orders)))
    number = np.arange(len(order)) - first[order]
    back = np.flatnonzero(baskets.returned & (baskets.returned_day[order] != NEVER))
    line = np.concatenate([np.arange(len(order)), back])
    is_return = np.arange(len(line)) >= len(order)
    of = order[line]
    day = np.where(is_return, baskets.returned_day[of], orders.day[of])
    second = np.where(is_return, _return_second(line), baskets.second[of])
    by_time = np.lexsort((line, second, day))
    line, is_return, of = line[by_time], is_return[by_time], of[by_time]
    day, second = day[by_time], second[by_time]

    sign, sold = np.where(is_return, -1, 1), ~is_return
    line_no = number[line] + is_return * RETURNED_LINE
    coupon = np.where(baskets.coupon[of], np.where(orders["treated"][of] > 0, 1, 0), -1)
    item = baskets.item[line]
    return pa.table(
        {
            "line_id": (chunk * CHUNK_ORDERS + of) * LINES + line_no,
            "order_no": order_no.take(pa.array(of)),
            "account_id": account.take(pa.array(of)),
            "kind": named(is_return.astype(np.int64), ("sale", "return")),
            "ordered_at": moments(day, second),
            "item": named(item, ITEM_NAMES),
            "category": named(item // d.CATEGORY_ITEMS, d.CATEGORIES),
            "quantity": sign * baskets.pieces[line],
            "net": money(sign * baskets.net[line]),
            "discount": money(sold * (baskets.promo_off + baskets.coupon_off)[line]),
            "coupon": money(sold * baskets.coupon_off[line]),
            "coupon_code": _codes(np.where(is_return, -1, coupon)),
            "channel": named(baskets.channel[of], CHANNELS),
            "promised_on": dates(np.where(is_return, NEVER, orders.day[of] + 1)),
            "delivered_on": dates(np.where(is_return, NEVER, baskets.delivered_day[of])),
            "due_on": dates(np.where(is_return, NEVER, orders.day[of] + DUE_DAYS)),
            "paid_on": dates(np.where(is_return, NEVER, baskets.paid_day[of])),
        }
    )


def _return_second(line: Ints) -> Ints:
    """Return when it is booked: between nine and five."""
    return 32_400 + line * 7919 % 28_800


def _codes(which: Ints) -> pa.Array:
    return pa.array(COUPONS, pa.string()).take(pa.array(which, mask=which < 0))
