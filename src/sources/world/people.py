"""Who the people are: what drives them, which nobody in the data can see."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.sources.world import design as d
from src.sources.world.catalogue import draw_categories, mean_price
from src.sources.world.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
BORN_FIRST, BORN_LAST = 1925, 2006  # years


@dataclass(frozen=True, eq=False)
class People:
    """One entry per person in every array; the units are in `src.sources.world`.

    ``number`` counts all people of the world from 0; ``kind``, ``country``, ``barrier``,
    ``driver``, ``mindset`` and ``need`` are positions in the lists of `design`; rates are per day;
    ``gross`` is what an order costs on average before reductions.
    """

    number: Ints
    kind: Ints
    country: Ints
    barrier: Ints
    driver: Ints
    mindset: Ints
    need: Ints
    arrival: Ints
    price_sensitivity: Floats
    order_rate: Floats
    leave_rate: Floats
    visit_rate: Floats
    level: Floats
    gross: Floats
    returned: Floats
    late_payer: Flags
    female: Flags
    birth_year: Ints

    def __len__(self) -> int:
        return len(self.number)


def draw_people(rng: np.random.Generator, scenario: Scenario, first: int, count: int) -> People:
    """Draw ``count`` people, numbered from ``first``."""
    arrival = _arrivals(rng, count)
    kind = _kinds(rng, scenario, arrival)
    sensitivity = d.SENSITIVITY[kind]
    late_payer = rng.random(count) < d.LATE_PAYER[kind]
    barrier = _by_type(rng, d.BARRIER_SHARE[kind])
    need = draw_categories(rng, kind)
    level = d.LEVEL[kind] * np.exp(d.LEVEL_SIGMA * rng.standard_normal(count))
    leave = d.LEAVE[kind] * rng.gamma(d.LEAVE_SHAPE, 1 / d.LEAVE_SHAPE, count)
    distrust = np.where(barrier == d.BARRIERS.index("trust"), 1.6, 1.0)
    pieces = (1 + d.MORE_LINES[kind]) * (1 + d.MORE_PIECES[kind])
    return People(
        number=np.arange(first, first + count),
        kind=kind,
        country=rng.choice(len(d.COUNTRIES), count, p=d.COUNTRY_SHARE),
        barrier=barrier,
        driver=_by_type(rng, d.DRIVER_SHARE[kind]),
        mindset=_by_type(rng, d.MINDSET_SHARE[kind]),
        need=need,
        arrival=arrival,
        price_sensitivity=rng.beta(
            sensitivity * d.SENSITIVITY_SIZE, (1 - sensitivity) * d.SENSITIVITY_SIZE
        ),
        order_rate=d.ORDERS[kind] * rng.gamma(d.ORDERS_SHAPE[kind], 1 / d.ORDERS_SHAPE[kind]),
        leave_rate=leave * np.where(late_payer, d.LATE_PAYER_LEAVE, 1.0),
        visit_rate=d.VISITS[kind] * rng.gamma(2.0, 1 / 2.0, count),
        level=level,
        gross=level * pieces * mean_price(kind, need),
        returned=np.minimum(d.RETURNED[kind] * distrust, 1.0),
        late_payer=late_payer,
        female=rng.random(count) < d.FEMALE[kind],
        birth_year=np.clip(
            np.round(rng.normal(d.BORN[kind], d.BORN_YEARS)), BORN_FIRST, BORN_LAST
        ).astype(np.int64),
    )


def _arrivals(rng: np.random.Generator, count: int) -> Ints:
    """Return the day of arrival: a rush at the opening, then evenly."""
    early = rng.random(count) < d.OPENING_SHARE
    return np.where(
        early, rng.integers(0, d.OPENING_DAYS, count), rng.integers(0, d.DAYS, count)
    ).astype(np.int64)


def _by_type(rng: np.random.Generator, shares: Floats) -> Ints:
    """Draw one position per person; a row of shares is that of the person's type."""
    luck = rng.random((len(shares), 1))
    position: Ints = (luck >= shares.cumsum(axis=1)[:, :-1]).sum(axis=1).astype(np.int64)
    return position


def _kinds(rng: np.random.Generator, scenario: Scenario, arrival: Ints) -> Ints:
    count = len(arrival)
    usual = rng.choice(len(d.TYPES), count, p=d.SHARE)
    drifted = rng.choice(len(d.TYPES), count, p=d.DRIFTED_SHARE)
    new = rng.random(count) < d.NEW_TYPE_SHARE
    kind = np.where(arrival >= scenario.drift_day, drifted, usual)
    return np.where(new & (arrival >= scenario.new_type_day), d.NEW_TYPE, kind).astype(np.int64)
