"""The oracle: what could be predicted at best, from the known hazards and the true state of people.

Two of them. `outlook_told_who_left` knows the whole state; no model can come near, as nobody says
goodbye. `outlook_inferring_who_left` knows all but that, and weighs every sign of life: **the best
possible prediction from data**, against which models are scored. What lies ahead (arms of
campaigns, troubles, moods) is integrated out in both. In a shuffled world they say what would have
been.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from src.sources.world import design as d
from src.sources.world.ahead import ahead, returns_pending
from src.sources.world.almanac import Almanac, almanac, date_of, day_of
from src.sources.world.lives import NEVER
from src.sources.world.past import Past, load_past
from src.sources.world.scenario import Scenario
from src.sources.world.state import State, state_at

CHUNK_PEOPLE = 20_000


def outlook_inferring_who_left(truth: Path, cutoff: date, horizon_days: int) -> pd.DataFrame:
    """Predict what people do in ``[cutoff, cutoff + horizon)``, told all but who has left.

    Parameters
    ----------
    truth : folder ``truth/`` of a world
    cutoff : midnight that begins this day

    Returns
    -------
    one row per person who arrived before the cutoff
        ``person``      int
        ``alive_prob``  float  chance of not having left before the cutoff
        ``churn_prob``  float  chance of no order in the horizon
        ``net_mean``    float  expected net spend in it, EUR, returns subtracted

    Raises
    ------
    ValueError
        The horizon is not within the world.
    """
    return _outlook(truth, cutoff, horizon_days, lambda _, state, __: state)


def outlook_told_who_left(truth: Path, cutoff: date, horizon_days: int) -> pd.DataFrame:
    """Predict likewise, told who has left; ``alive_prob`` is 0 or 1."""
    return _outlook(truth, cutoff, horizon_days, _told)


def outcomes(truth: Path, cutoff: date, horizon_days: int) -> pd.DataFrame:
    """Return what then happened, as records show it: same rows, ``churned`` and ``net``."""
    start, end = _horizon(cutoff, horizon_days)
    known = pq.read_table(truth / "people.parquet", columns=["person", "arrived_on"])
    known = known.filter(pc.field("arrived_on") < pa.scalar(cutoff))
    orders = pq.read_table(truth / "orders.parquet").to_pandas()
    first, last = pd.Timestamp(date_of(start)), pd.Timestamp(date_of(end - 1))
    bought = orders[pd.to_datetime(orders["ordered_on"]).between(first, last)]
    back = orders[pd.to_datetime(orders["returned_on"]).between(first, last)]
    person = known["person"].to_pandas()
    net = bought.groupby("person")["net"].sum().reindex(person, fill_value=0.0)
    returned = back.groupby("person")["returned_net"].sum().reindex(person, fill_value=0.0)
    return pd.DataFrame(
        {
            "person": person,
            "churned": ~person.isin(bought["person"]),
            "net": (net - returned).to_numpy().round(2),
        }
    )


def world_almanac(truth: Path) -> Almanac:
    """Return the almanac of a world that was written."""
    settings = json.loads((truth / "world.json").read_text("utf-8"))
    return almanac(Scenario(**settings["scenario"]).drift_day)


def _told(past: Past, state: State, cutoff: int) -> State:
    alive = (past.left == NEVER) | (past.left >= cutoff)
    return State(alive.astype(np.float64), state.mood, state.reachable, state.arm)


def _horizon(cutoff: date, horizon_days: int) -> tuple[int, int]:
    start = day_of(cutoff)
    end = start + horizon_days
    if not 0 < start < end <= d.DAYS:
        raise ValueError(
            f"{horizon_days} days from {cutoff} do not lie within the world, which ends on"
            f" {date_of(d.DAYS - 1)}"
        )
    return start, end


def _outlook(
    truth: Path, cutoff: date, horizon_days: int, adjust: Callable[[Past, State, int], State]
) -> pd.DataFrame:
    start, end = _horizon(cutoff, horizon_days)
    days = world_almanac(truth)
    people = pq.ParquetFile(truth / "people.parquet").metadata.num_rows
    parts = []
    for first in range(0, people, CHUNK_PEOPLE):
        past = load_past(truth, first, CHUNK_PEOPLE)
        state = adjust(past, state_at(past, days, start), start)
        churn_prob, net_mean = ahead(past.people, days, state, start, end)
        part = pd.DataFrame(
            {
                "person": past.people.number,
                "alive_prob": state.alive_prob,
                "churn_prob": churn_prob,
                "net_mean": net_mean - returns_pending(past, start, end),
            }
        )
        parts.append(part[past.people.arrival < start])
    return pd.concat(parts, ignore_index=True)
