"""What the truth tells of people: who they are and what they did, read back from its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from src.sources.world import design as d
from src.sources.world.columns import START_DAY
from src.sources.world.events import Events, Ints
from src.sources.world.lives import NEVER
from src.sources.world.people import People


@dataclass(frozen=True, eq=False)
class Past:
    """People of consecutive numbers and what they did, events by position; see `Lives`.

    ``orders`` are those that the person itself made, with ``lines``, ``returned_day`` and, in
    cents, ``net``.
    """

    people: People
    left: Ints
    contact_until: Ints
    plan_from: Ints
    plan_to: Ints
    orders: Events
    visits: Events
    letters: Events
    moods: Events


def load_past(truth: Path, first: int, count: int) -> Past:
    """Load the people numbered from ``first``."""
    rows = _rows(truth, "people", first, count, "person")
    people = _people(rows)
    contact_until = _days(rows["contact_until"])
    orders = _rows(truth, "orders", first, count, "buyer")
    money = {
        "lines": orders["lines"].to_numpy(),
        "net": np.round(orders["net"].to_numpy() * 100).astype(np.int64),
        "returned_day": _days(orders["returned_on"]),
    }
    visits = _rows(truth, "visits", first, count, "person")
    letters = _rows(truth, "letters", first, count, "person")
    moods = _rows(truth, "moods", first, count, "person")
    treated = {"treated": _ints(letters["treated"])}
    return Past(
        people=people,
        left=_days(rows["left_on"]),
        contact_until=np.where(contact_until == NEVER, d.DAYS, contact_until),
        plan_from=_days(rows["plan_from"]),
        plan_to=_days(rows["plan_to"]),
        orders=_events(orders, first, ("buyer", "ordered_on"), money),
        visits=_events(visits, first, ("person", "visited_on"), {}),
        letters=_events(letters, first, ("person", "sent_on"), treated),
        moods=_events(moods, first, ("person", "from_on"), {"mood": moods["mood"].to_numpy()}),
    )


def _rows(truth: Path, name: str, first: int, count: int, key: str) -> pa.Table:
    return pq.read_table(
        truth / f"{name}.parquet",
        filters=(pc.field(key) >= first) & (pc.field(key) < first + count),
    )


def _events(rows: pa.Table, first: int, keys: tuple[str, str], facts: dict[str, Ints]) -> Events:
    who, day = keys
    return Events(rows[who].to_numpy() - first, _days(rows[day]), facts)


def _days(column: pa.ChunkedArray) -> Ints:
    numbers = pc.subtract(column.cast(pa.int32()).cast(pa.int64()), START_DAY)
    filled: Ints = pc.fill_null(numbers, NEVER).to_numpy()
    return filled.copy()


def _ints(column: pa.ChunkedArray) -> Ints:
    numbers: Ints = column.cast(pa.int64()).to_numpy()
    return numbers


def _position(column: pa.ChunkedArray, names: Sequence[str]) -> Ints:
    found: Ints = pc.index_in(column, pa.array(names)).cast(pa.int64()).to_numpy()
    return found


def _people(rows: pa.Table) -> People:
    zeros = np.zeros(len(rows))
    return People(
        number=rows["person"].to_numpy(),
        kind=_position(rows["type"], d.TYPES),
        country=_position(rows["country"], d.COUNTRIES),
        barrier=_position(rows["barrier"], d.BARRIERS),
        driver=_position(rows["driver"], d.DRIVERS),
        mindset=_position(rows["mindset"], d.MINDSETS),
        need=_position(rows["need"], d.CATEGORIES),
        arrival=_days(rows["arrived_on"]),
        price_sensitivity=rows["price_sensitivity"].to_numpy(),
        order_rate=rows["orders_per_week"].to_numpy() / 7,
        leave_rate=rows["leaves_per_week"].to_numpy() / 7,
        visit_rate=rows["visits_per_week"].to_numpy() / 7,
        level=zeros,
        gross=rows["order_gross"].to_numpy(),
        returned=rows["returned_share"].to_numpy(),
        late_payer=rows["late_payer"].to_numpy(),
        female=zeros > 0,
        birth_year=zeros.astype(np.int64),
    )
