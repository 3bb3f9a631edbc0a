import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from src.engine import (
    chunk_count,
    clear,
    collect,
    content_digest,
    in_chunks,
    open_engine,
    read,
    write,
)
from src.errors import CapacityError


def test_settings_reach_the_engine_and_nothing_is_downloaded(tmp_path):
    with open_engine("300MB", 1, tmp_path) as engine:
        settings = dict(engine.con.sql("FROM duckdb_settings() SELECT name, value").fetchall())
        assert settings["threads"] == "1"
        assert settings["TimeZone"] == "UTC"
        assert settings["autoinstall_known_extensions"] == "false"
        assert settings["memory_limit"] == "286.1 MiB"
        with pytest.raises(duckdb.Error):
            engine.con.execute("FROM 'https://127.0.0.1:1/x.parquet'")
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_is_read_and_null_becomes_nan(engine, tmp_path):
    path = tmp_path / "new" / "t.parquet"
    rows = engine.con.sql("SELECT 1 AS a, NULL::DOUBLE AS b UNION ALL SELECT 2, 3")
    assert write(rows, path) == path
    assert [p.name for p in path.parent.iterdir()] == ["t.parquet"]
    table = read(engine, path).sort("a")
    assert isinstance(table, nw.LazyFrame)
    expected = pd.DataFrame({"a": [1, 2], "b": [float("nan"), 3.0]})
    pd.testing.assert_frame_equal(collect(table), expected, check_dtype=False)
    again = write(table.filter(nw.col("a") > 1), tmp_path / "u.parquet")
    assert collect(read(engine, again))["b"].tolist() == [3.0]


def test_a_write_that_fails_leaves_the_old_table(engine, tmp_path):
    path = write(engine.con.sql("SELECT 1 AS a"), tmp_path / "t.parquet")
    with pytest.raises(duckdb.Error):
        write(engine.con.sql("SELECT CAST('x' || range AS INT) AS a FROM range(9)"), path)
    assert collect(read(engine, path))["a"].tolist() == [1]


def test_chunks_hold_every_row_once_and_every_customer_whole(engine, tmp_path):
    rows = "SELECT range AS id, range % 100 AS customer, range % 100 AS bucket FROM range(1000)"
    tables = {"t": read(engine, write(engine.con.sql(rows), tmp_path / "t.parquet"))}
    chunks = [collect(chunk["t"]) for chunk in in_chunks(tables, 100, 30)]
    assert len(chunks) == 4 == chunk_count(100, 30)
    assert sorted(i for chunk in chunks for i in chunk["id"]) == list(range(1000))
    customers = [set(chunk["customer"]) for chunk in chunks]
    assert sum(map(len, customers)) == len(set().union(*customers)) == 100


def test_the_digest_knows_content_not_order(engine, tmp_path):
    def digest(sql):
        return content_digest(engine, write(engine.con.sql(sql), tmp_path / "t.parquet"))

    rows = "SELECT range AS a, range / 7 AS b FROM range(100)"
    assert digest(rows) == digest(f"{rows} ORDER BY a DESC")
    assert digest(rows) != digest(f"{rows} WHERE a > 0")
    assert digest("SELECT NULL AS a, '' AS b") != digest("SELECT '' AS a, NULL AS b")
    assert digest("SELECT 'x' AS a, 'y' AS b") != digest("SELECT 'xy' AS a, '' AS b")


def test_too_little_memory_is_told_with_what_to_do(tmp_path):
    with (
        pytest.raises(CapacityError, match="memory_limit = '10MB'"),
        open_engine("10MB", 1, tmp_path) as engine,
    ):
        engine.row("FROM range(10_000_000) SELECT list(range)")


def test_staged_tables_are_dropped(engine):
    engine.con.execute("CREATE TABLE staged AS SELECT 1")
    clear(engine)
    assert engine.row("FROM duckdb_tables() SELECT count(*)") == (0,)
