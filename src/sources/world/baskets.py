"""What is in the orders: lines, reductions, returns, payment and delivery."""

from dataclasses import dataclass

import numpy as np

from src.sources.world import design as d
from src.sources.world import hazards
from src.sources.world.almanac import Almanac
from src.sources.world.catalogue import PRICES, draw_items
from src.sources.world.events import Events, Flags, Ints
from src.sources.world.lives import LATE, NEVER
from src.sources.world.people import Floats, People

CHANNELS = ("web", "app", "store")
APP_BORN = 1985  # those born later order in the app more often than in the store
DUE_DAYS = 14
PAYS_LATE = (0.05, 0.5)  # share of orders: of others, of late payers
NEVER_PAID = (0.003, 0.05)
LATE_PAID_DAYS = 20.0  # mean days after the due date


@dataclass(frozen=True, eq=False)
class Baskets:
    """Orders in the order of their times, and their lines.

    Parameters
    ----------
    events : the orders, as `src.sources.world.lives` made them
    owner : in whose record they are
    second : second of the day
    channel : position in ``CHANNELS``
    coupon : whether a coupon was used
    delivered_day, paid_day, returned_day : NEVER if that did not happen within the world
    line_order : position of the order of each line; lines of an order are together
    item, pieces : what and how many
    gross, promo_off, coupon_off, net : euros, cents are exact
    returned : whether the line comes back on its order's ``returned_day``
    """

    events: Events
    owner: Ints
    second: Ints
    channel: Ints
    coupon: Flags
    delivered_day: Ints
    paid_day: Ints
    returned_day: Ints
    line_order: Ints
    item: Ints
    pieces: Ints
    gross: Floats
    promo_off: Floats
    coupon_off: Floats
    net: Floats
    returned: Flags


def fill_baskets(
    rng: np.random.Generator, people: People, days: Almanac, orders: Events, owner: Ints
) -> Baskets:
    """Fill every order, by what its buyer is like."""
    second = seconds_of_day(rng, people.kind[orders.who])
    by_time = np.lexsort((second, orders.day))
    orders, owner, second = orders.take(by_time), owner[by_time], second[by_time]
    buyer, day, count = orders.who, orders.day, len(orders)

    lines = 1 + rng.poisson(d.MORE_LINES[people.kind[buyer]])
    line_order = np.repeat(np.arange(count), lines)
    who = buyer[line_order]
    item = draw_items(rng, people.kind[who], people.need[who])
    pieces = 1 + rng.poisson(d.MORE_PIECES[people.kind[who]])
    price = PRICES.ravel()[item] * people.level[who] * days.spending[day[line_order]]
    gross = np.round(np.round(price, 2) * pieces, 2)

    share, by_sensitivity = d.PROMO_LINES
    promoted = rng.random(len(who)) < share + by_sensitivity * people.price_sensitivity[who]
    promoted &= days.promo[day[line_order]] > 0
    promo_off = np.where(promoted, np.round(gross * d.PROMO_OFF, 2), 0.0)
    paused = days.paused[day, people.country[buyer]]
    coupon = rng.random(count) < hazards.coupon_prob(
        people.price_sensitivity[buyer], paused, orders["treated"] > 0
    )
    coupon_off = np.where(coupon[line_order], np.round((gross - promo_off) * d.COUPON_OFF, 2), 0.0)

    late_payer = people.late_payer[buyer].astype(np.int64)
    returned = rng.random(len(who)) < people.returned[who]
    first, last = d.RETURN_DAYS
    comes_back = np.bincount(line_order, weights=returned, minlength=count) > 0
    returned_day = np.where(comes_back, day + rng.integers(first, last + 1, count), d.DAYS)
    return Baskets(
        events=orders,
        owner=owner,
        second=second,
        channel=_channels(rng, people, buyer),
        coupon=coupon,
        delivered_day=_within(day + 1 + _delays(rng, orders)),
        paid_day=_within(_payments(rng, day, late_payer)),
        returned_day=_within(returned_day),
        line_order=line_order,
        item=item,
        pieces=pieces,
        gross=gross,
        promo_off=promo_off,
        coupon_off=coupon_off,
        net=np.round(gross - promo_off - coupon_off, 2),
        returned=returned,
    )


def seconds_of_day(rng: np.random.Generator, kind: Ints) -> Ints:
    """Draw a second of the day: around five in the afternoon, night owls around one."""
    hour = rng.normal(np.where(kind == d.NEW_TYPE, 1.0, 17.0), 3.5)
    return ((hour % 24) * 3600).astype(np.int64) % 86_400


def _channels(rng: np.random.Generator, people: People, buyer: Ints) -> Ints:
    young = people.birth_year[buyer] > APP_BORN
    web = np.where(young, 0.45, 0.6)
    app = np.where(young, 0.45, 0.15)
    luck = rng.random(len(buyer))
    return np.where(luck < web, 0, np.where(luck < web + app, 1, 2)).astype(np.int64)


def _delays(rng: np.random.Generator, orders: Events) -> Ints:
    """Return days beyond the promised one."""
    return np.where(orders["trouble"] == LATE, rng.integers(2, 10, len(orders)), 0)


def _payments(rng: np.random.Generator, day: Ints, late_payer: Ints) -> Ints:
    on_time = rng.integers(0, DUE_DAYS + 1, len(day))
    overdue = DUE_DAYS + 1 + rng.exponential(LATE_PAID_DAYS, len(day)).astype(np.int64)
    late = rng.random(len(day)) < np.array(PAYS_LATE)[late_payer]
    never = rng.random(len(day)) < np.array(NEVER_PAID)[late_payer]
    return np.where(never, d.DAYS, day + np.where(late, overdue, on_time))


def _within(day: Ints) -> Ints:
    """Return days of the world; what comes after its end is NEVER known."""
    return np.where(day < d.DAYS, day, NEVER)
