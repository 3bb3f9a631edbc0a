"""Permissions given on arrival and withdrawn later, per purpose."""

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.columns import moments, named, texts
from src.sources.world.events import Flags
from src.sources.world.identity import Identity
from src.sources.world.lives import Lives
from src.sources.world.people import People
from src.sources.world.records import CHUNK_IDS, Records

PURPOSES = ("profile", "train", "score", "contact")
GRANTED = (0.97, 0.92, 0.93)  # share who agree on arrival; to contact: CONTACTABLE
CONTACTABLE = 0.75
WITHDRAWN = (0.02, 0.03, 0.03)  # share of those who later change their mind
ORIGINS = ("checkout", "account page", "newsletter")
CONTACT = PURPOSES.index("contact")


def contact_granted(rng: np.random.Generator, people: People) -> Flags:
    """Return who agrees on arrival to be written to."""
    return rng.random(len(people)) < CONTACTABLE


def consents(
    rng: np.random.Generator, people: People, identity: Identity, lives: Lives, chunk: int
) -> Records:
    """Return one row per change of a permission, in the order of their times."""
    everyone = np.arange(len(people))
    parts = []
    for purpose in range(len(PURPOSES)):
        if purpose == CONTACT:
            granted = lives.contact_until > people.arrival
            leaves, origin = lives.contact_until, 2
        else:
            granted = rng.random(len(people)) < GRANTED[purpose]
            later = people.arrival + rng.integers(1, d.DAYS, len(people))
            leaves, origin = (
                np.where(rng.random(len(people)) < WITHDRAWN[purpose], later, d.DAYS),
                1,
            )
        parts.append((everyone, people.arrival, purpose, granted.astype(np.int64), 0))
        who = np.flatnonzero(granted & (leaves < d.DAYS))
        parts.append((who, leaves[who], purpose, np.zeros(len(who), dtype=np.int64), origin))
    who = np.concatenate([part[0] for part in parts])
    day = np.concatenate([part[1] for part in parts])
    lengths = [len(part[0]) for part in parts]
    purposes = np.repeat([part[2] for part in parts], lengths)
    given = np.concatenate([part[3] for part in parts])
    origins = np.repeat([part[4] for part in parts], lengths)
    by_time = np.lexsort((purposes, who, day))
    who, day = who[by_time], day[by_time]
    second = np.where(given[by_time] > 0, 0, rng.integers(0, 86_400, len(who)))
    table = pa.table(
        {
            "consent_id": chunk * CHUNK_IDS * 10 + np.arange(len(who)),
            "email": texts(identity.email[who]),
            "changed_at": moments(day, second),
            "purpose": named(purposes[by_time], PURPOSES),
            "status": named(given[by_time], ("withdrawn", "granted")),
            "origin": named(origins[by_time], ORIGINS),
        }
    )
    return Records(table, people.number[who])
