"""Contracts of the shop's paid plan."""

import numpy as np
import pyarrow as pa

from src.sources.world.columns import dates, named, texts
from src.sources.world.lives import NEVER, Lives
from src.sources.world.people import People
from src.sources.world.records import Accounts, Records, record_ids

PLANS = ("plus monthly", "plus yearly")
AMOUNT_EUR = np.array([4.9, 49.0])
PERIODS = ("month", "year")
YEARLY = 0.3  # share of contracts
REASON_TRUE, THRIFTY = 0.5, 0.5  # share of reasons that are; price sensitivity of who says so
REASONS = ("no longer needed", "too expensive", "unhappy with service", "not given")


def subscriptions(
    rng: np.random.Generator, people: People, accounts: Accounts, lives: Lives, chunk: int
) -> Records:
    """Return one row per contract; one that runs on has no end."""
    who = np.flatnonzero(lives.plan_from != NEVER)
    who = who[np.argsort(lives.plan_from[who], kind="stable")]
    count, ended = len(who), lives.plan_to[who] != NEVER
    yearly = (rng.random(count) < YEARLY).astype(np.int64)
    gone = (lives.left[who] != NEVER) & (lives.left[who] <= lives.plan_to[who])
    told = np.where(gone, 0, np.where(people.price_sensitivity[who] > THRIFTY, 1, 2))
    reason = np.where(rng.random(count) < REASON_TRUE, told, rng.integers(0, len(REASONS), count))
    table = pa.table(
        {
            "subscription_id": texts(record_ids(rng, "P", chunk, count)),
            "account_id": texts(accounts.main[who]),
            "started_on": dates(lives.plan_from[who]),
            "ended_on": dates(lives.plan_to[who]),
            "plan": named(yearly, PLANS),
            "amount": AMOUNT_EUR[yearly],
            "period": named(yearly, PERIODS),
            "end_reason": pa.array(REASONS, pa.string()).take(pa.array(reason, mask=~ended)),
        }
    )
    return Records(table, people.number[who])
