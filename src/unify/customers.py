"""Who is who: the keys of all sources become one pseudonym per customer.

The pseudonym is ``c`` and 15 hexadecimal digits of HMAC-SHA256(``CUSTOMER_KEY``, key as the source
writes it), so it says nothing without the secret and stays when records are added. Its last two
digits are the customer's ``bucket``.
"""

import hmac
import os
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.parquet as pq

from src.engine import Engine

DEMO_KEY = "published-demo-key-not-for-real-customers"
BATCH_KEYS = 100_000
SCHEMA = pa.schema(
    [("customer_key", pa.string()), ("customer_id", pa.string()), ("bucket", pa.int64())]
)


def secret() -> bytes:
    """Return the pseudonyms' key: the environment's ``CUSTOMER_KEY``, else the demo key."""
    return os.environ.get("CUSTOMER_KEY", DEMO_KEY).encode()


def pseudonym(customer_key: str, key: bytes) -> str:
    """Return the customer_id of a key.

    >>> pseudonym("17850", b"secret")
    'c367e23bbbb2a39e'
    """
    return "c" + hmac.digest(key, customer_key.encode(), "sha256").hex()[:15]


def identify(engine: Engine, staged: Iterable[str], key: bytes) -> int:
    """Make the table ``customers`` (customer_key, customer_id, bucket) of all keys that were kept.

    Returns
    -------
    how many customers there are
    """
    kept = [f"FROM {table} SELECT customer_key WHERE reasons = ''" for table in staged]
    keys = engine.con.sql(f"FROM ({' UNION ALL '.join(kept)}) SELECT DISTINCT customer_key")
    path = engine.work / "customers.parquet"
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for batch in keys.to_arrow_reader(BATCH_KEYS):
            found = batch.column(0).to_pylist()
            ids = [pseudonym(customer_key, key) for customer_key in found]
            buckets = [int(customer_id[-2:], 16) for customer_id in ids]
            writer.write_batch(pa.record_batch([found, ids, buckets], schema=SCHEMA))
    engine.con.execute("CREATE OR REPLACE TABLE customers AS FROM read_parquet(?)", [str(path)])
    path.unlink()
    (customers,) = engine.row("FROM customers SELECT count(*)")
    return int(customers)
