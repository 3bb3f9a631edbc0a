"""Canonical orders and interactions of made-up customers, as ingestion leaves them.

A million customers have about 20 M orders and 30 M interactions of a thousand days: how active one
is, is exponential; a visit is three interactions of a day. Sorted by bucket, customer and moment.
Every value is a hash of its place, so the same size gives the same rows.
"""

from pathlib import Path

import duckdb

from src.engine import BUCKETS, ROW_GROUP_ROWS

FIRST_DAY, DAYS = 19_000, 1000
DRAWN = "CREATE MACRO drawn(who, what, k, values) AS (hash(who, what, k) % values)::BIGINT"
CUSTOMERS = """
SELECT 'c' || left(md5(i::VARCHAR), 15) AS customer_id, drawn(i, 'bucket', 0, {buckets}) AS bucket,
  -ln(1 - drawn(i, 'active', 0, 1000) / 1000) AS activity, drawn(i, 'first', 0, 900) AS first
FROM range({customers}) t(i)
"""
ORDERS = """
WITH event AS (FROM customers SELECT customer_id, bucket, first,
  unnest(range(greatest(1, activity * 20)::BIGINT)) AS k), money AS (
FROM event SELECT *, drawn(customer_id, 'net', k, 10000) / 100 AS paid,
  CASE WHEN drawn(customer_id, 'refund', k, 20) = 0 THEN 5.0 ELSE 0 END::DOUBLE AS refund)
FROM money SELECT customer_id, bucket, 'o' || hash(customer_id, k) AS order_id,
  {first_day} + first + drawn(customer_id, 'day', k, {days} - first) AS ordered_day,
  drawn(customer_id, 'hour', k, 24) AS ordered_hour, paid - refund AS net, refund,
  CASE WHEN drawn(customer_id, 'discount', k, 3) = 0 THEN 2.5 ELSE 0 END::DOUBLE AS discount,
  CASE WHEN drawn(customer_id, 'discount', k, 21) = 0 THEN 1.5 ELSE 0 END::DOUBLE AS coupon,
  (1 + drawn(customer_id, 'items', k, 9))::DOUBLE AS quantity,
  1 + drawn(customer_id, 'lines', k, 4) AS lines,
  (drawn(customer_id, 'discount', k, 3) = 0)::BIGINT AS discounted_lines,
  ['web', 'app', 'store'][1 + drawn(customer_id, 'channel', k, 3)] AS channel,
  NULL::BIGINT AS due_day, NULL::BIGINT AS paid_day
ORDER BY bucket, customer_id, ordered_day, ordered_hour, order_id
"""
INTERACTIONS = """
WITH event AS (FROM customers SELECT customer_id, bucket, first,
  unnest(range((activity * 30)::BIGINT)) AS k)
FROM event SELECT customer_id, bucket,
  {first_day} + first + drawn(customer_id, 'visit day', k // 3, {days} - first) AS happened_day,
  ['visit', 'view', 'cart', 'checkout', 'download', 'login'][1 + drawn(customer_id, 'type', k, 6)]
    AS type,
  ['web', 'app'][1 + drawn(customer_id, 'by', k // 3, 2)] AS channel,
  'i' || drawn(customer_id, 'item', k, 5000) AS item,
  ['mobile', 'desktop', 'tablet'][1 + drawn(customer_id, 'device', k // 3, 3)] AS device,
  ['ios', 'android', 'windows', 'mac'][1 + drawn(customer_id, 'os', k // 3, 4)] AS os,
  ['search', 'mail', 'friend'][1 + drawn(customer_id, 'referrer', k // 3, 3)] AS referrer,
  ['awareness', 'consideration', 'intent', 'purchase', 'loyalty'][
    1 + drawn(customer_id, 'stage', k, 5)] AS stage,
  's' || hash(customer_id, 'visit', k // 3) AS session
ORDER BY bucket, customer_id, happened_day, session, type, item, stage
"""


def made(folder: Path, customers: int) -> Path:
    """Write both tables, unless they are there."""
    folder = folder / str(customers)
    if (folder / "interactions.parquet").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    size = {"customers": customers, "buckets": BUCKETS, "first_day": FIRST_DAY, "days": DAYS}
    spilled = {"memory_limit": "4GB", "threads": 2, "temp_directory": str(folder / "spilled")}
    with duckdb.connect(config=spilled) as con:
        con.execute("SET enable_progress_bar = false")
        con.execute(DRAWN)
        con.execute(f"CREATE TABLE customers AS {CUSTOMERS.format(**size)}")
        for name, query in (("orders", ORDERS), ("interactions", INTERACTIONS)):
            con.sql(query.format(**size)).write_parquet(
                str(folder / f"{name}.parquet"), compression="zstd", row_group_size=ROW_GROUP_ROWS
            )
    return folder


def cutoffs(count: int) -> tuple[int, ...]:
    """Return cutoffs thirty days apart, the last of them a day before the data end."""
    return tuple(FIRST_DAY + DAYS - 1 - 30 * back for back in reversed(range(count)))
