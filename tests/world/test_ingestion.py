"""The manifest of the world leaves out what was spoilt, and next to nothing else."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from src.engine import open_engine
from src.ingest import Ingested, ingest
from src.manifest import load_manifest

SOURCES = {
    "orders": "shop_orders",
    "messages": "newsletter_sends",
    "interactions": "shop_events",
    "profiles": "crm_contacts",
}
PLAIN = (
    "missing key",
    "missing time",
    "orphan",
    "date before 1900",
    "future date",
    "text in a number",
)


@dataclass(frozen=True)
class Read:
    truth: Path
    tables: Path
    ingested: Ingested

    def account(self, table):
        (found,) = (a for a in self.ingested.accounts if a.table == table)
        return found

    def planted(self, table, where):
        """Planted faults of the source of a table, in rows that its filter lets through."""
        source = SOURCES[table]
        return duckdb.sql(
            f"FROM '{self.truth}/faults.parquet' SELECT count(*)"
            f" WHERE source = '{source}' AND {where}"
        ).fetchall()[0][0]


@pytest.fixture(scope="module")
def read(write_world, tmp_path_factory):
    folder, out = write_world(people=2000), tmp_path_factory.mktemp("ingested")
    with open_engine("1GB", 1, out / "work") as engine:
        done = ingest(load_manifest(folder), folder, engine, out, lambda _what, _share: None)
    return Read(folder / "truth", out, done)


@pytest.mark.parametrize("table", ["orders", "interactions"])
def test_what_was_spoilt_is_quarantined_and_nothing_else(read, table):
    account = read.account(table)
    certain = read.planted(table, f"must = 'quarantined' AND fault IN {PLAIN}")
    at_most = read.planted(table, "'quarantined' IN (must, may)")
    assert 0 < certain <= account.quarantined_rows <= at_most


@pytest.mark.parametrize("table", SOURCES)
def test_good_rows_stay(read, table):
    account = read.account(table)
    spoilt = read.planted(table, "'quarantined' IN (must, may)")
    assert account.quarantined_rows <= spoilt
    assert account.kept_rows >= 0.49 * account.read_rows  # messages: one arm of two


def test_the_orders_are_those_of_the_truth(read):
    """Sums over the whole world, but for the half per cent that is faulty."""
    net, orders = duckdb.sql(
        f"FROM '{read.tables}/orders.parquet' SELECT sum(net), count(DISTINCT order_id)"
    ).fetchall()[0]
    true_net, true_orders = duckdb.sql(
        f"FROM '{read.truth}/orders.parquet' SELECT sum(net - returned_net), count(*)"
    ).fetchall()[0]
    assert net == pytest.approx(true_net, rel=0.01)
    assert orders == pytest.approx(true_orders, rel=0.005)
    assert read.ingested.last_day == 20086  # 2024-12-29


def test_nearly_every_customer_with_orders_is_one_person(read):
    """Shared mailboxes and second accounts aside, which identity resolution is for."""
    customers = duckdb.sql(
        f"FROM '{read.tables}/orders.parquet' SELECT count(DISTINCT customer_id)"
    ).fetchall()[0][0]
    people = duckdb.sql(
        f"FROM '{read.truth}/orders.parquet' SELECT count(DISTINCT person)"
    ).fetchall()[0][0]
    assert customers == pytest.approx(people, rel=0.06)
