"""The golden record: which value of an attribute counts where a customer's records disagree.

The more trusted party wins (a customer's own word before what we saw, before what others say), then
the more recent record, then what more records say, then the largest value. A customer's record
has a history: a new row begins on each day on which another source record is known to be theirs.
"""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from src.engine import Engine, literal, quoted
from src.schemas.column import Column
from src.unify.instants import day, local
from src.unify.union import SOURCE

TRUST = ("zero", "first", "second", "third")
ALWAYS = -(1 << 31)
SAID, HELD = "said", "held"


def build_history(
    engine: Engine, rows: str, parties: Mapping[str, str], values: Mapping[str, str], zone: str
) -> None:
    """Make the table ``held``: per customer and moment, every record's values that are known then.

    Parameters
    ----------
    rows : checked rows of all sources of profiles
    parties : source -> who collected it
    values : attribute -> SQL for it
    zone : of the calendar
    """
    ranks = " ".join(f"WHEN {literal(s)} THEN {TRUST.index(party)}" for s, party in parties.items())
    told = "".join(f", {sql} AS {quoted(name)}" for name, sql in values.items())
    known = f"coalesce({day(local('known_at', zone))}, known_day, {ALWAYS})"
    engine.con.execute(
        f"CREATE OR REPLACE TABLE {SAID} AS FROM {rows} JOIN customers USING (customer_key)"
        f" SELECT customer_id, alone_id, bucket, linked_day, {SOURCE} AS source,"
        f" CASE {SOURCE} {ranks} END AS rank, {known} AS said_at{told} WHERE reasons = ''"
    )
    own = ", ".join(quoted(name) for name in values)
    engine.con.execute(
        f"CREATE OR REPLACE TABLE {HELD} AS WITH member AS ("  # noqa: S608  names of ours
        f"FROM {SAID} SELECT customer_id AS id, bucket,"
        " greatest(said_at, coalesce(linked_day, said_at)) AS since,"
        f" NULL AS until, source, rank, said_at, {own} UNION ALL"
        f" FROM {SAID} SELECT alone_id, bucket, said_at, linked_day, source, rank, said_at, {own}"
        " WHERE said_at < linked_day), moment AS (FROM member SELECT DISTINCT id, since)"
        " FROM moment JOIN member ON member.id = moment.id AND member.since <= moment.since"
        " AND coalesce(member.until > moment.since, true)"
        " SELECT moment.id AS customer_id, bucket, moment.since AS since, until, source, rank,"
        f" said_at, {own}"
    )


def golden(engine: Engine, attributes: Sequence[Column]) -> duckdb.DuckDBPyRelation:
    """Return one row per customer and moment from which on it holds, with the winning values.

    ``from_day`` is the first day of which a row knows, null for always; ``until_day`` the day on
    which the next one begins, null for the last.
    """
    winners = ", ".join(
        f"first({quoted(c.name)} ORDER BY {_place(c.name)})"
        f" FILTER (WHERE {quoted(c.name)} IS NOT NULL) AS {quoted(c.name)}"
        for c in attributes
    )
    names = ", ".join(quoted(c.name) for c in attributes)
    return engine.con.sql(
        f"FROM (FROM ({_counted(attributes)}) SELECT customer_id, bucket, since,"
        f" min(until) AS until, {winners} GROUP BY customer_id, bucket, since)"
        f" SELECT customer_id, bucket, nullif(since, {ALWAYS}) AS from_day,"
        f" coalesce(lead(since) OVER (PARTITION BY customer_id ORDER BY since), until)"
        f" AS until_day, {names} ORDER BY customer_id, since"
    )


def _counted(attributes: Sequence[Column]) -> str:
    """Return SQL for what is held, with how many records say each value."""
    often = "".join(
        f", count(*) OVER (PARTITION BY customer_id, since, {quoted(c.name)})"
        f" AS {quoted(c.name + '__often')}"
        for c in attributes
    )
    return f"FROM {HELD} SELECT *{often}"


def _place(name: str) -> str:
    return f"rank, said_at DESC, {quoted(name + '__often')} DESC, {quoted(name)} DESC"


def conflicts(engine: Engine, attributes: Sequence[Column]) -> duckdb.DuckDBPyRelation:
    """Return one row per customer and attribute of which their records say different things today.

    Its columns: customer_id, bucket, attribute, values (different ones), source (whose counts),
    reason (more trusted, more recent, said more often, largest). No value is told.
    """
    parts = " UNION ALL ".join(_conflicts_of(c.name) for c in attributes)
    return engine.con.sql(
        f"WITH counted AS ({_counted(attributes)}), today AS (FROM counted"
        " QUALIFY since = max(since) OVER (PARTITION BY customer_id) AND until IS NULL)"
        f" {parts} ORDER BY customer_id, attribute"
    )


def _conflicts_of(name: str) -> str:
    value, often = quoted(name), quoted(f"{name}__often")
    best = ", ".join(f"first({c} ORDER BY {_place(name)}) AS best_{a}" for c, a in _ties(often))
    reason = "CASE " + " ".join(
        f"WHEN count(DISTINCT {value}) FILTER (WHERE {condition}) = 1 THEN {literal(words)}"
        for words, condition in _rivals()
    )
    return (
        f"(FROM (FROM today SELECT *, {often} AS said WHERE {value} IS NOT NULL)"
        f" JOIN (FROM today SELECT customer_id, {best}, first(source ORDER BY {_place(name)})"
        f" AS winner WHERE {value} IS NOT NULL GROUP BY customer_id) USING (customer_id)"
        f" SELECT customer_id, any_value(bucket) AS bucket, {literal(name)} AS attribute,"
        f" count(DISTINCT {value}) AS values,"
        f" any_value(winner) AS source, {reason} ELSE 'largest' END AS reason"
        f" GROUP BY customer_id HAVING count(DISTINCT {value}) > 1)"
    )


def _ties(often: str) -> Iterator[tuple[str, str]]:
    yield from (("rank", "rank"), ("said_at", "at"), (often, "said"))


def _rivals() -> Iterator[tuple[str, str]]:
    """Yield why a value wins, and who is left in the running by then."""
    yield "more trusted", "rank = best_rank"
    yield "more recent", "rank = best_rank AND said_at = best_at"
    yield "said more often", "rank = best_rank AND said_at = best_at AND said = best_said"
