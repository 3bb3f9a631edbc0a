"""Who is who: the keys of all sources become pseudonyms of customers.

A pseudonym is ``c`` and 15 hexadecimal digits of HMAC-SHA256(``CUSTOMER_KEY``, key as the source
writes it), so it says nothing without the secret. A customer has the pseudonym of its earliest
record, so it stays when records are added; the last two digits are the customer's ``bucket``.
"""

import hmac
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from src.engine import Engine
from src.unify.identity.links import ALONE, ALWAYS, Links, links
from src.unify.identity.resolve import Resolved

DEMO_KEY = "published-demo-key-not-for-real-customers"


@dataclass(frozen=True)
class Identity:
    """How many records became how many customers, and why.

    Parameters
    ----------
    records, customers : keys that were kept, and people that they are
    by_rule : what linked a record -> records
    shared : column -> values that too many people share to tell them apart
    refused : likely pairs not linked, for they would have made two people one
    precision, recall : estimated, of pairs of records; None where none were compared
    resolved : whether profiles tell people apart at all; if not, every key is a customer
    """

    records: int
    customers: int
    by_rule: Mapping[str, int]
    shared: Mapping[str, int]
    refused: int
    precision: float | None
    recall: float | None
    resolved: bool

    @property
    def linked(self) -> bool:
        """Whether any customer has several records."""
        return self.customers < self.records


def secret() -> bytes:
    """Return the pseudonyms' key: the environment's ``CUSTOMER_KEY``, else the demo key."""
    return os.environ.get("CUSTOMER_KEY", DEMO_KEY).encode()


def pseudonym(customer_key: str, key: bytes) -> str:
    """Return the customer_id of a key.

    >>> pseudonym("17850", b"secret")
    'c367e23bbbb2a39e'
    """
    return "c" + hmac.digest(key, customer_key.encode(), "sha256").hex()[:15]


def identify(
    engine: Engine,
    staged: Collection[str],
    key: bytes,
    resolved: tuple[pa.Table, Resolved] | None = None,
    before: Collection[str] = (),
) -> Identity:
    """Make the table ``customers``, one row per key that was kept.

    Its columns: customer_key, customer_id, bucket, alone_id (the record's own pseudonym),
    linked_day (day from which the record is known to be the customer's, null for always), rule,
    prob (of the link) and known_day (null: undated).

    Parameters
    ----------
    staged : checked tables
    resolved : records with their column ``key``, and who they are; None: every key is a customer
    before : pseudonyms of records known at the last run, whose customers keep their names
    """
    kept = [f"FROM {table} SELECT customer_key WHERE reasons = ''" for table in staged]
    query = f"FROM ({' UNION ALL '.join(kept)}) SELECT DISTINCT customer_key ORDER BY customer_key"
    keys = engine.con.sql(query).to_arrow_table()["customer_key"].combine_chunks()
    own = [pseudonym(customer_key, key) for customer_key in keys.to_pylist()]
    found = _alone(len(own)) if resolved is None else _linked(engine, keys, own, resolved, before)
    names = np.array(own, dtype=object)[found.owner] if own else np.empty(0, dtype=object)
    known = np.full(len(own), ALWAYS) if resolved is None else _known(engine, keys)
    _store(engine, keys, own, names, found, known)
    rules, counts = np.unique(found.rule, return_counts=True)
    customers = len(np.unique(found.owner))
    by_rule = dict(zip(rules.tolist(), counts.tolist(), strict=True))
    if resolved is None:
        return Identity(len(own), customers, by_rule, {}, 0, None, None, resolved=False)
    told = resolved[1]
    found_by = (told.shared, told.refused, told.precision, told.recall)
    return Identity(len(own), customers, by_rule, *found_by, resolved=True)


def _alone(records: int) -> Links:
    number = np.arange(records, dtype=np.int64)
    always = np.full(records, ALWAYS, dtype=np.int64)
    return Links(number, always, np.full(records, ALONE), np.ones(records))


def _known(engine: Engine, keys: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the day each key came to be known."""
    engine.con.register("keys", pa.table({"customer_key": keys}))
    found = engine.con.sql(
        "FROM keys LEFT JOIN known USING (customer_key)"
        f" SELECT coalesce(known_day, {ALWAYS}) AS day ORDER BY customer_key"
    ).fetchnumpy()["day"]
    engine.con.unregister("keys")
    return np.asarray(found, dtype=np.int64)


def _linked(
    engine: Engine,
    keys: pa.Array,
    own: list[str],
    resolved: tuple[pa.Table, Resolved],
    before: Collection[str],
) -> Links:
    """Return the links of all keys; those that no profile describes stand alone."""
    described, told = resolved
    known_day = _known(engine, keys)
    place = {customer_key: number for number, customer_key in enumerate(keys.to_pylist())}
    at = np.array([place[k] for k in described["key"].to_pylist()], dtype=np.int64)
    first = set(before)
    late = np.array([name not in first for name in own], dtype=np.bool_)
    rank = np.empty(len(own), dtype=np.int64)
    rank[np.lexsort((np.arange(len(own)), known_day, late))] = np.arange(len(own))
    some = links(told, known_day[at], rank[at])
    every = _alone(len(own))
    every.owner[at] = at[some.owner]
    every.linked_day[at] = some.linked_day
    rule, prob = every.rule.astype(object), every.prob.copy()
    rule[at], prob[at] = some.rule, some.prob
    return Links(every.owner, every.linked_day, rule.astype(np.str_), prob)


def _store(
    engine: Engine,
    keys: pa.Array,
    own: list[str],
    names: np.ndarray[tuple[int], np.dtype[np.object_]],
    found: Links,
    known: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> None:
    def dated(days: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Array:
        return pa.array(days, mask=days == ALWAYS)

    table = pa.table(
        {
            "customer_key": keys,
            "customer_id": pa.array(names, pa.string()),
            "bucket": pa.array([int(name[-2:], 16) for name in names], pa.int64()),
            "alone_id": pa.array(own, pa.string()),
            "linked_day": dated(found.linked_day),
            "rule": pa.array(found.rule.tolist(), pa.string()),
            "prob": pa.array(found.prob),
            "known_day": dated(known),
        }
    )
    engine.con.register("named", table)
    engine.con.execute("CREATE OR REPLACE TABLE customers AS FROM named")
    engine.con.unregister("named")
