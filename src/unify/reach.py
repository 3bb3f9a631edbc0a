"""Whom else a withdrawal reaches: whoever has the mailbox or telephone it was said by.

A permission may be keyed by an address instead of a person, and an address may be two people's, who
are no one customer. Whose word it was nobody can tell, so it holds for each of them: the strictest
word counts. A grant is no such word; it permits nothing of anybody but its own record's customer.
"""

from collections.abc import Collection
from functools import partial

from src.engine import Engine, literal, quoted
from src.unify.erasure import CONTACTS, SORT, contact
from src.unify.standardise.columns import mapped

REACHED = "reached"
TELLING = ("given_name", "family_name", "full_name", "birth_at", "national_id")  # of one person
WITHDRAWING = "SELECT DISTINCT customer_key WHERE reasons = '' AND state = 'withdrawn'"


def find_reached(engine: Engine, consents: str, profiles: str | None) -> int:
    """Make the table ``reached``: of each record that withdrew, whom it reaches beside its own.

    A record is keyed by a mailbox or telephone of its own where its key is that, or where profiles
    tell nothing else of it that is one person's: no name, birth or number.

    Parameters
    ----------
    consents : checked rows in which every withdrawal holds
    profiles : checked rows of all sources of profiles, if there are any; those that were set aside
        tell of contacts too

    Returns
    -------
    how many rows it has: ``customer_id`` and ``bucket`` of who is reached, all else of the record
    """
    engine.con.execute(f"CREATE OR REPLACE TEMP TABLE withdrawing AS FROM {consents} {WITHDRAWING}")
    _tell(engine, "said_by", profiles, CONTACTS, "customer_key IN (FROM withdrawing)")
    if profiles:
        person = " OR ".join(f"{name} IS NOT NULL" for name in TELLING)
        engine.con.execute(
            "DELETE FROM said_by WHERE NOT is_key AND customer_key IN"  # noqa: S608  names of ours
            f" (FROM {profiles} SELECT customer_key WHERE customer_key IS NOT NULL AND ({person}))"
        )
    kinds = {kind for (kind,) in engine.con.sql("FROM said_by SELECT DISTINCT kind").fetchall()}
    _tell(engine, "borne_by", profiles, kinds, "true")
    engine.con.execute(
        f"CREATE OR REPLACE TABLE {REACHED} AS FROM said_by AS said"
        " JOIN borne_by AS borne USING (kind, value)"
        " JOIN customers AS own ON own.customer_key = said.customer_key"
        " JOIN customers AS other ON other.customer_key = borne.customer_key"
        " SELECT DISTINCT said.customer_key, other.customer_id, other.bucket, own.alone_id,"
        " CAST(NULL AS BIGINT) AS linked_day, own.known_day"
        " WHERE other.customer_id <> own.customer_id"
    )
    (found,) = engine.row(f"FROM {REACHED} SELECT count(*)")
    return int(found)


def _tell(
    engine: Engine, name: str, profiles: str | None, kinds: Collection[str], whose: str
) -> None:
    """Make a table of contacts: ``customer_key``, ``kind``, ``value``, ``is_key`` (its very key).

    A record whose key is an e-mail address has that mailbox, whether or not a profile says so; a
    number is a telephone only where one does.
    """
    engine.con.execute(
        f"CREATE OR REPLACE TEMP TABLE {name}"
        " (customer_key VARCHAR, kind VARCHAR, value VARCHAR, is_key BOOLEAN)"
    )
    for kind in sorted(kinds):
        written = engine.con.sql(_written(profiles, kind, whose)).to_arrow_table().combine_chunks()
        values = mapped(partial(contact, kind), written["written"].combine_chunks())
        told = written.append_column("value", values)
        engine.con.register("told", told)
        engine.con.execute(
            f"INSERT INTO {name} FROM told SELECT customer_key, {literal(kind)}, value,"
            " bool_or(is_key) WHERE value IS NOT NULL GROUP BY customer_key, value"
            f" HAVING {literal(kind)} = 'email' OR NOT bool_and(is_key)"
        )
        engine.con.unregister("told")


def _written(profiles: str | None, kind: str, whose: str) -> str:
    """Return SQL for the contacts of a kind as they are written: of keys, and in profiles."""
    own = f"regexp_replace(customer_key, {literal(SORT.pattern)}, '')"
    keys = f"FROM customers SELECT customer_key, {own} AS written, true AS is_key WHERE {whose}"
    if kind == "email":
        keys += " AND contains(customer_key, '@')"
    if not profiles:
        return keys
    return (
        f"{keys} UNION ALL FROM {profiles} SELECT customer_key, {quoted(kind)}, false"
        f" WHERE customer_key IS NOT NULL AND {quoted(kind)} IS NOT NULL AND {whose}"
    )
