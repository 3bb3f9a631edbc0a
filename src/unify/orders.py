"""Order lines become orders: every line gets its customer, and lines are summed.

Sums are made of exact decimals, so they do not depend on the order in which threads add.
"""

from collections.abc import Mapping, Sequence

import duckdb

from src.engine import Engine
from src.unify.cancellations import match_cancellations
from src.unify.instants import day, epoch_seconds, local
from src.unify.union import ROW

LINES = "lines"


def build_lines(
    engine: Engine, rows: str, calendar_timezone: str, match_days: Mapping[str, int]
) -> int:
    """Make the table ``lines``: kept lines with customer, order, local day and cancellation.

    Parameters
    ----------
    rows : checked lines of all sources
    calendar_timezone : what days and hours are counted in
    match_days : source -> how long after its line a cancellation may come; others do not match

    Returns
    -------
    how many lines were cancelled; as many cancellation lines were consumed
    """
    zone = calendar_timezone
    matched = match_cancellations(engine, rows, zone, match_days) if match_days else 0
    cancelled = "cancelled_at" if matched else "CAST(NULL AS TIMESTAMP)"
    join = f"LEFT JOIN cancelled USING ({ROW})" if matched else ""
    keep = f"AND {ROW} NOT IN (FROM cancelled SELECT taken_by)" if matched else ""
    engine.con.execute(
        f"CREATE OR REPLACE TABLE {LINES} AS"
        f" FROM {rows} JOIN customers USING (customer_key) {join}"
        " SELECT customer_id, bucket, alone_id, linked_day, known_day,"
        " 'o' || left(md5(concat_ws('|', alone_id, grain)), 15) AS order_id,"
        f" ordered_at, {epoch_seconds('ordered_at')} AS ordered_s,"
        f" {local('ordered_at', zone)} AS ordered_local,"
        f" {epoch_seconds(cancelled)} AS cancelled_s,"
        f" {day(local(cancelled, zone))} AS cancelled_day,"
        " item, category, quantity, net, discount, coupon, channel, due_at, paid_at"
        f" WHERE reasons = '' {keep}"
    )
    return matched


def day_range(engine: Engine) -> tuple[int, int]:
    """Return the day numbers of the first and last line."""
    first, last = engine.row(
        f"FROM {LINES} SELECT {day('min(ordered_local)')}, {day('max(ordered_local)')}"
    )
    return int(first), int(last)


def order_lines(engine: Engine, further: Sequence[str]) -> duckdb.DuckDBPyRelation:
    """Return the canonical table ``order_lines``, in a total order; see `orders`."""
    of = ", ".join(["customer_id", "bucket", *further])
    return engine.con.sql(
        f"FROM {LINES} SELECT {of}, order_id, ordered_s,"
        f" {day('ordered_local')} AS ordered_day,"
        " item, category, quantity, net, discount, coupon"
        " ORDER BY bucket, customer_id, ordered_s, order_id, item, net, quantity, discount,"
        f" coupon, category, {of}"
    )


def orders(
    engine: Engine, calendar_timezone: str, further: Sequence[str]
) -> duckdb.DuckDBPyRelation:
    """Return the canonical table ``orders``, in a total order.

    A line added to an order on a later day makes a row of that day: no row knows its future.
    ``further`` names columns that only some data sets need, of links and of cancellations.
    """
    of = ", ".join(["customer_id", "bucket", *further])
    return engine.con.sql(
        f"FROM {LINES} SELECT {of}, order_id,"
        " min(ordered_at) AS ordered_at, min(ordered_s) AS ordered_s,"
        f" {day('ordered_local')} AS ordered_day,"
        " CAST(hour(min(ordered_local)) AS BIGINT) AS ordered_hour,"
        f" {_sum('net')} AS net, {_sum('greatest(-net, 0)')} AS refund,"
        f" {_sum('discount')} AS discount, {_sum('coupon')} AS coupon,"
        f" {_sum('quantity')} AS quantity, count(*) AS lines,"
        " CAST(sum(CAST(round(discount, 6) > 0 AS BIGINT)) AS BIGINT) AS discounted_lines,"
        " max(channel) AS channel,"
        f" {', '.join(_moment(stem, calendar_timezone) for stem in ('due', 'paid'))}"
        f" GROUP BY {of}, order_id, ordered_day"
        f" ORDER BY bucket, customer_id, ordered_s, order_id, {of}"
    )


def _moment(stem: str, zone: str) -> str:
    """Return SQL for the last such moment of an order's lines, as seconds and as day."""
    last = f"max({stem}_at)"
    return f"{epoch_seconds(last)} AS {stem}_s, {day(local(last, zone))} AS {stem}_day"


def _sum(value: str) -> str:
    return f"CAST(sum(CAST({value} AS DECIMAL(18, 6))) AS DOUBLE)"
