"""Dated events of customers."""

from collections.abc import Iterator, Sequence

import duckdb

from src.engine import Engine
from src.schemas.column import Column, Table
from src.unify.instants import day, epoch_seconds, local


def events(
    engine: Engine,
    staged: str,
    table: Table,
    calendar_timezone: str,
    linked: Sequence[str],
    owners: str = "customers",
) -> duckdb.DuckDBPyRelation:
    """Return a table of dated events, in a total order, without what identifies a person.

    Sorted by bucket, so that a chunk of customers lies together in the file.

    ``linked`` names the columns that tell since when a record is known to be its customer's,
    ``owners`` the table of whose an event is, by key.
    """
    values = [
        value
        for column in table.takes
        if column.personal != "identifying"
        for value in _values(column, calendar_timezone)
    ]
    columns = ", ".join(["customer_id", "bucket", *linked, *values])
    rows = (
        f"FROM {staged} JOIN {owners} USING (customer_key)"
        f" SELECT bucket AS share, {columns} WHERE reasons = '' ORDER BY ALL"
    )
    return engine.con.sql(f"FROM ({rows}) SELECT * EXCLUDE (share)")


def _values(column: Column, zone: str) -> Iterator[str]:
    at = column.name
    yield at
    if column.type == "timestamp":
        stem = at.removesuffix("_at")
        yield f"{epoch_seconds(at)} AS {stem}_s"
        yield f"{day(local(at, zone))} AS {stem}_day"
