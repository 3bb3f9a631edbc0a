"""What the manifest of the world makes of its files is what the truth says."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from src.engine import open_engine
from src.ingest import Ingested, ingest
from src.manifest import load_manifest


@dataclass(frozen=True)
class Read:
    raw: Path
    truth: Path
    tables: Path
    ingested: Ingested


@pytest.fixture(scope="module")
def read(write_world, tmp_path_factory):
    folder, out = write_world(people=2000), tmp_path_factory.mktemp("ingested")
    with open_engine("1GB", 1, out / "work") as engine:
        done = ingest(load_manifest(folder), folder, engine, out, lambda _what, _share: None)
    return Read(folder / "raw", folder / "truth", out, done)


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


def counted(query):
    """Return what a query of two columns says, as name -> number."""
    return dict(duckdb.sql(query).fetchall())


def test_the_points_of_the_programme_are_kept(read):
    """By kind of movement, but for the half per cent that is faulty."""
    written = counted(
        f"FROM read_csv('{read.raw}/loyalty_events.csv', all_varchar = true)"
        " SELECT 'points ' || type AS kind, sum(TRY_CAST(points AS DOUBLE)) GROUP BY ALL"
    )
    kept = counted(
        f"FROM '{read.tables}/interactions.parquet' SELECT type, sum(amount)"
        " WHERE amount IS NOT NULL GROUP BY ALL"
    )
    assert kept == pytest.approx(written, rel=0.02)
    assert kept["points redeem"] < 0 < kept["points earn"]


def test_what_keeps_people_from_buying_is_kept(read):
    """Every answer that is not empty, none among them, but for the half per cent."""
    asked = "answer IS NOT NULL AND question LIKE '%barrier%'"
    answers = f"SELECT answer, count(*) WHERE {asked} GROUP BY ALL"
    written = counted(f"FROM '{read.raw}/survey_answers.csv' {answers}")
    written["nothing"] = written.pop("none")
    kept = counted(f"FROM '{read.tables}/feedback.parquet' {answers}")
    assert kept == pytest.approx(written, rel=0.05, abs=3)
    assert len(kept) == 5
