"""The truth of a world as tables: who people are, what they did, what was done to them."""

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.baskets import Baskets
from src.sources.world.columns import dates, named
from src.sources.world.events import Events, Ints
from src.sources.world.kinship import KINDS, NONE, Kin
from src.sources.world.lives import NEVER, Lives
from src.sources.world.people import People

TROUBLES = ("none", "late", "broken")  # as `src.sources.world.lives` counts them


def people_table(people: People, kin: Kin, lives: Lives, owner_later: Ints) -> pa.Table:
    """Return one row per person; rates and hazards are per week, before what multiplies them."""
    kind = people.kind
    return pa.table(
        {
            "person": people.number,
            "type": named(kind, d.TYPES),
            "kin": named(kin.kind, KINDS),
            "kin_of": np.where(kin.kind != NONE, people.number - 1, -1),
            "country": named(people.country, d.COUNTRIES),
            "need": named(people.need, d.CATEGORIES),
            "barrier": named(people.barrier, d.BARRIERS),
            "driver": named(people.driver, d.DRIVERS),
            "mindset": named(people.mindset, d.MINDSETS),
            "price_sensitivity": people.price_sensitivity,
            "late_payer": people.late_payer,
            "arrived_on": dates(people.arrival),
            "left_on": dates(lives.left),
            "orders_per_week": people.order_rate * 7,
            "leaves_per_week": people.leave_rate * 7,
            "visits_per_week": people.visit_rate * 7,
            "order_gross": people.gross,
            "returned_share": people.returned,
            "treated_leave_log_ratio": d.TREATED_LEAVE[kind],
            "treated_order_log_ratio": d.TREATED_ORDER[kind],
            "contact_until": dates(np.where(lives.contact_until < d.DAYS, lives.contact_until, -1)),
            "plan_from": dates(lives.plan_from),
            "plan_to": dates(lives.plan_to),
            "later_owner": people.number[owner_later],
        }
    )


def orders_table(people: People, baskets: Baskets, order_no: pa.Array) -> pa.Table:
    """Return one row per order: in whose record it is, who made it, and what it came to."""
    orders, count = baskets.events, len(baskets.events)
    lines = np.bincount(baskets.line_order, minlength=count)
    net = np.bincount(baskets.line_order, weights=baskets.net, minlength=count)
    given_back = np.bincount(
        baskets.line_order, weights=baskets.net * baskets.returned, minlength=count
    )
    came_back = baskets.returned_day != NEVER
    return pa.table(
        {
            "person": people.number[baskets.owner],
            "buyer": people.number[orders.who],
            "order_no": order_no,
            "ordered_on": dates(orders.day),
            "lines": lines,
            "net": np.round(net, 2),
            "returned_on": dates(baskets.returned_day),
            "returned_net": np.where(came_back, np.round(given_back, 2), 0.0),
            "treated": orders["treated"] > 0,
            "mood_after": orders["mood"],
            "trouble": named(orders["trouble"], TROUBLES),
            "unsolved": orders["unsolved"] > 0,
        }
    )


def visits_table(people: People, visits: Events) -> pa.Table:
    """Return one row per visit without an order."""
    return pa.table(
        {
            "person": people.number[visits.who],
            "visited_on": dates(visits.day),
            "clicked": visits["clicked"] > 0,
        }
    )


def letters_table(people: People, letters: Events) -> pa.Table:
    """Return one row per person and campaign that could reach it, written to or not."""
    flags = {name: letters[name] > 0 for name in ("treated", "opened", "clicked", "unsubscribed")}
    return pa.table(
        {
            "person": people.number[letters.who],
            "campaign": letters["campaign"],
            "sent_on": dates(letters.day),
            **flags,
        }
    )


def moods_table(people: People, moods: Events) -> pa.Table:
    """Return one row per change of mood: 0 calm, 1 annoyed, 2 angry, from that day on."""
    return pa.table(
        {
            "person": people.number[moods.who],
            "from_on": dates(moods.day),
            "mood": moods["mood"],
        }
    )
