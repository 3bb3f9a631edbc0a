"""What checking rows costs: 5 M order lines, against the same ten checks written by hand in SQL.

``python tests/benchmarks/bench_checks.py [ROWS]``. Both stage every row with all its reasons; the
figure to watch is the ratio. Not a test: numbers depend on the machine.
"""

import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from src.engine import open_engine
from src.manifest import parse_manifest
from src.quality.checks import check
from src.schemas import TABLES
from src.sources.mapping import map_tables
from src.sources.opening import open_sources

ROWS = 5_000_000
RUNS = 5
TAKEN = date(2024, 12, 31)
MANIFEST = {
    "name": "bench",
    "currency": "EUR",
    "tables": {
        "orders": {
            "source": {"path": "orders.parquet"},
            "grain": ["receipt"],
            "columns": {
                "customer_key": "customer",
                "ordered_at": "at",
                "net": "net",
                "quantity": "items",
                "discount": "off",
                "item": "item",
            },
        }
    },
}
BY_HAND = """
CREATE OR REPLACE TABLE by_hand AS FROM 'orders.parquet' SELECT
  customer, "at", net, items, item, receipt,
  CASE WHEN off >= 0 AND off < 1e12 THEN off END AS off,
  concat_ws('; ',
    CASE WHEN customer IS NULL THEN 'customer missing' END,
    CASE WHEN receipt IS NULL THEN 'receipt missing' END,
    CASE WHEN "at" IS NULL THEN 'at missing' END,
    CASE WHEN year("at") NOT BETWEEN 1900 AND 2199 THEN 'at out of range' END,
    CASE WHEN "at" >= TIMESTAMP '2025-01-01 12:00:00' THEN 'at in the future' END,
    CASE WHEN net IS NULL THEN 'net missing' END,
    CASE WHEN isnan(net) THEN 'net unreadable' END,
    CASE WHEN NOT (net >= -1e12 AND net < 1e12) THEN 'net out of range' END,
    CASE WHEN NOT (net >= 0 OR items < 0) THEN 'net negative without a return' END
  ) AS reasons
"""


def made(con, path, rows):
    """Write order lines, one in a hundred of them wrong."""
    con.execute(
        f"COPY (SELECT 'k' || (i % 200000) AS customer, (i // 3)::VARCHAR AS receipt,"  # noqa: S608  numbers
        " CASE WHEN i % 500 = 1 THEN TIMESTAMP '2061-01-01'"
        "  ELSE TIMESTAMP '2023-01-01' + INTERVAL (i % 1000000) MINUTE END AS \"at\","
        " CASE WHEN i % 400 = 2 THEN NULL WHEN i % 400 = 3 THEN -5 ELSE i % 97 + .5 END::DOUBLE"
        " AS net,"
        " 1::DOUBLE AS items, CASE WHEN i % 300 = 4 THEN -1 ELSE 0 END::DOUBLE AS off,"
        f" 'p' || (i % 5000) AS item FROM range({rows}) t(i)) TO '{path}'"
    )


def seconds(work):
    """Return the CPU seconds of a piece of work, all threads: walls move on shared machines."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(rows):
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as name, open_engine("4GB", 2, Path(name)) as engine:
        path = Path(name) / "orders.parquet"
        made(engine.con, path, rows)
        manifest = parse_manifest(MANIFEST, "bench")
        mapped = map_tables(
            engine, open_sources(engine, manifest, Path(name)), manifest, Path(name)
        )
        orders = mapped["orders"]
        by_hand = BY_HAND.replace("'orders.parquet'", f"'{path}'")

        def checked():
            check(engine, orders.view, orders.columns, TABLES["orders"].rules, TAKEN, "bench")

        def written():
            engine.con.execute(by_hand)

        times = [(seconds(checked), seconds(written)) for _ in range(RUNS)]
        ours, hand = (statistics.median(column) for column in zip(*times, strict=True))
        (found,) = engine.row("FROM staged_orders SELECT count(*) FILTER (reasons <> '')")
        (told,) = engine.row("FROM by_hand SELECT count(*) FILTER (reasons <> '')")
        sys.stdout.write(
            f"{rows:,} rows, {found:,} set aside (by hand {told:,}): {ours:.2f} s, by hand"
            f" {hand:.2f} s, ratio {ours / hand:.2f}\n"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
