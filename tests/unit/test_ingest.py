"""The three data sets yield the counts that their publishers and METHODS give."""

from collections import Counter
from datetime import date
from pathlib import Path
from shutil import copy

import pyarrow.parquet as pq
import pytest

from src.engine import open_engine
from src.ingest import ingest
from src.manifest import load_manifest
from src.schemas import TABLES
from src.schemas.commerce import CANCELLED

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
RAW = {
    "online-retail": SHARED / "online_retail" / "onlineretail.parquet",
    "cdnow": SHARED / "cdnow" / "CDNOW_master.txt",
}
ARROW = {"text": "string", "float": "double", "int": "int64", "timestamp": "timestamp[us]"}
BAD_DEBT = {"net negative without a return": 2}  # two lines "Adjust bad debt", of nobody


def folder_of(name, tmp_path):
    """A copy of a data set's folder, with its raw file if that is here."""
    copy(ROOT / "data" / name / "dataset.toml", tmp_path)
    if name in RAW:
        if not RAW[name].exists():
            pytest.skip(f"{RAW[name].name} is not in ../shared/data")
        (tmp_path / "raw").mkdir()
        (tmp_path / "raw" / RAW[name].name).symlink_to(RAW[name])
    return tmp_path


def ingested(name, tmp_path, engine):
    folder = folder_of(name, tmp_path)
    told = []
    done = ingest(
        load_manifest(folder), folder, engine, tmp_path / "built", lambda *step: told.append(step)
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 <= min(shares) <= max(shares) < 1
    return done


def customers_seen(engine, path, cutoff, horizon_days):
    """Customers with an order day before the cutoff, and the share without one in the horizon."""
    day = (cutoff - date(1970, 1, 1)).days
    often = "cancelled_day" in engine.con.read_parquet(str(path)).columns
    stands = "cancelled_day IS NULL OR cancelled_day >= $seen" if often else "$seen > 0"
    known = f"""
        FROM read_parquet($path)
        SELECT customer_id, ordered_day
        WHERE {stands}
        GROUP BY customer_id, ordered_day HAVING sum(net) > 0 OR sum(refund) = 0"""
    seen = {"path": str(path), "seen": day}
    before = {c for c, d in engine.con.execute(known, seen).fetchall() if d < day}
    later = engine.con.execute(known, seen | {"seen": day + horizon_days}).fetchall()
    active = {c for c, d in later if day <= d < day + horizon_days}
    return len(before), round(len(before - active) / len(before), 3)


def test_complete_journey(engine, tmp_path):
    done = ingested("complete-journey", tmp_path, engine)
    kept = {account.table: account.kept_rows for account in done.accounts}
    assert kept == {
        "orders": 1_469_307,
        "messages": 6_589,
        "interactions": 2_102,
        "profiles": 801,
    }
    assert all(account.quarantined_rows == 0 for account in done.accounts)
    assert done.customers == 2_469
    lines, net, orders = engine.row(
        f"FROM '{done.tables['orders']}' SELECT sum(lines), sum(net), count(*)"
    )
    assert (lines, round(net, 2), orders) == (1_469_307, 4_596_039.58, 155_848)
    orders = done.tables["orders"]
    assert customers_seen(engine, orders, date(2017, 10, 2), 91) == (2_447, 0.058)
    _matches_schema(done.tables)
    _profiles_are_sound(engine, done.tables["profiles"])


def _matches_schema(tables):
    for name, path in tables.items():
        schema = pq.read_schema(path)
        often = [c.name for c in CANCELLED if c.name not in schema.names]
        expected = {c.name: c.type for c in TABLES[name].columns if c.name not in often}
        assert schema.names[: len(expected)] == list(expected)
        for column, kind in expected.items():
            assert str(schema.field(column).type) == ARROW[kind], (name, column)


def _profiles_are_sound(engine, path):
    columns = ["age_years", "income_kusd", "household_size", "kids_count", "homeowner", "married"]
    rows = engine.con.execute(f"FROM '{path}' SELECT {', '.join(columns)}").fetchall()
    counts = map(Counter, zip(*rows, strict=True))
    by_column = dict(zip(columns, counts, strict=True))
    assert by_column["age_years"][65] == 72
    assert by_column["income_kusd"][0] == 61
    assert by_column["income_kusd"][250] == 11
    assert by_column["household_size"][5] == 66
    assert by_column["kids_count"][3] == 69
    assert by_column["homeowner"] == {1: 515, 0: 53, None: 233}
    assert by_column["married"] == {1: 340, 0: 324, None: 137}


def test_online_retail_in_the_united_kingdom(engine, tmp_path):
    done = ingested("online-retail", tmp_path, engine)
    (account,) = done.accounts
    assert account.read_rows == 541_909
    assert account.filtered_rows == 46_431
    assert account.reasons == {"customer_key missing": 133_600, **BAD_DEBT}
    assert account.kept_rows == 361_878
    assert done.cancelled_lines == 937
    orders = done.tables["orders"]
    assert customers_seen(engine, orders, date(2011, 9, 10), 91) == (3_031, 0.431)


def test_online_retail_everywhere(engine, tmp_path):
    folder = folder_of("online-retail", tmp_path)
    toml = (folder / "dataset.toml").read_text()
    toml = toml.replace(""", filter = "Country = 'United Kingdom'\"""", "")
    toml = toml.replace('item = "StockCode"', 'item = "left(InvoiceNo, 1)"')
    (folder / "dataset.toml").write_text(toml.replace("match_days = 7", "match_days = 0"))
    done = ingest(load_manifest(folder), folder, engine, tmp_path / "built", lambda *_: None)
    (account,) = done.accounts
    assert account.filtered_rows == 0
    assert account.reasons == {"customer_key missing": 135_080, **BAD_DEBT}
    staged = "FROM read_parquet(?) SELECT count(*) FILTER (WHERE item = 'C')"
    (kept,) = engine.row(staged, [str(done.tables["order_lines"])])
    (aside,) = engine.row(staged, [str(tmp_path / "built" / "quarantine" / "orders.parquet")])
    assert kept + aside == 9_288


def test_cdnow(engine, tmp_path):
    done = ingested("cdnow", tmp_path, engine)
    assert done.customers == 23_570
    net, lines = engine.row(f"FROM '{done.tables['orders']}' SELECT sum(net), sum(lines)")
    assert (round(net, 2), lines) == (2_500_315.63, 69_659)
    orders = done.tables["orders"]
    assert customers_seen(engine, orders, date(1997, 10, 1), 273) == (23_570, 0.701)
    assert "order_lines" not in done.tables


def test_the_same_input_gives_the_same_bytes_whatever_the_threads(tmp_path):
    folder = folder_of("cdnow", tmp_path)
    found = []
    for threads in (1, 2):
        with open_engine("500MB", threads, tmp_path / "work") as engine:
            out = tmp_path / f"built-{threads}"
            done = ingest(load_manifest(folder), folder, engine, out, lambda *_: None)
        found.append((done.fingerprint, done.tables["orders"].read_bytes()))
    assert found[0] == found[1]
