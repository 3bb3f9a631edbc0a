"""Dated events and undated profiles of customers."""

from collections.abc import Iterator, Sequence

import duckdb

from src.engine import Engine, quoted
from src.schemas import TABLES
from src.schemas.column import Column, Table
from src.unify.instants import day, epoch_seconds, local

BIRTH_YEAR = "CAST(year(max(birth_at)) AS BIGINT) AS birth_year"


def events(
    engine: Engine, staged: str, table: Table, calendar_timezone: str
) -> duckdb.DuckDBPyRelation:
    """Return a table of dated events, in a total order, without what identifies a person."""
    values = [
        value
        for column in table.takes
        if column.personal != "identifying"
        for value in _values(column, calendar_timezone)
    ]
    return engine.con.sql(
        f"FROM {staged} JOIN customers USING (customer_key)"
        f" SELECT customer_id, bucket, {', '.join(values)} WHERE reasons = '' ORDER BY ALL"
    )


def _values(column: Column, zone: str) -> Iterator[str]:
    at = column.name
    yield at
    if column.type == "timestamp":
        stem = at.removesuffix("_at")
        yield f"{epoch_seconds(at)} AS {stem}_s"
        yield f"{day(local(at, zone))} AS {stem}_day"


def profiles(engine: Engine, staged: str, attributes: Sequence[Column]) -> duckdb.DuckDBPyRelation:
    """Return one row per customer; where several records disagree, the largest value stands.

    Of a date of birth, only the year goes on; ``attributes`` are those that the manifest names.
    """
    stated = [c for c in TABLES["profiles"].takes if c.personal == "attribute"]
    values = [f"max({quoted(c.name)}) AS {quoted(c.name)}" for c in (*stated, *attributes)]
    return engine.con.sql(
        f"FROM {staged} JOIN customers USING (customer_key)"
        f" SELECT customer_id, bucket, {BIRTH_YEAR}, {', '.join(values)}"
        " WHERE reasons = '' GROUP BY customer_id, bucket ORDER BY customer_id"
    )
