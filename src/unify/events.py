"""Dated events and undated profiles of customers."""

from collections.abc import Sequence

import duckdb

from src.engine import Engine, quoted
from src.schemas import Column, Table
from src.unify.instants import day, epoch_seconds, local


def events(
    engine: Engine, staged: str, table: Table, calendar_timezone: str
) -> duckdb.DuckDBPyRelation:
    """Return a canonical table of dated events, in a total order."""
    at = str(table.time)
    stem = at.removesuffix("_at")
    others = [c.name for c in table.takes if c.name not in ("customer_key", at)]
    return engine.con.sql(
        f"FROM {staged} JOIN customers USING (customer_key)"
        f" SELECT customer_id, bucket, {at}, {epoch_seconds(at)} AS {stem}_s,"
        f" {day(local(at, calendar_timezone))} AS {stem}_day, {', '.join(others)}"
        " WHERE reasons = '' ORDER BY ALL"
    )


def profiles(engine: Engine, staged: str, attributes: Sequence[Column]) -> duckdb.DuckDBPyRelation:
    """Return one row per customer; where several records disagree, the largest value stands."""
    values = [f"max({quoted(column.name)}) AS {quoted(column.name)}" for column in attributes]
    return engine.con.sql(
        f"FROM {staged} JOIN customers USING (customer_key)"
        f" SELECT {', '.join(['customer_id', 'bucket', *values])}"
        " WHERE reasons = '' GROUP BY customer_id, bucket ORDER BY customer_id"
    )
