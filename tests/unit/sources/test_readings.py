"""How one value is read, against values worked out by hand."""

# ruff: noqa: DTZ001  instants are stored without a time zone, in UTC

from datetime import datetime

import pytest

from src.schemas import Column
from src.sources.readings import found, typed

BERLIN = ("Europe/Berlin", "America/New_York")


def read(engine, kind, sql, sql_type="VARCHAR", zones=("UTC", "UTC")):
    column = Column("v", kind, "", "")
    value = f'"={sql_type}"'
    relation = f"(SELECT CAST({sql} AS {sql_type}) AS {value})"
    inner = f"(FROM {relation} SELECT {value}, {typed(column, value, sql_type, zones)} AS v)"
    return engine.row(f"FROM {inner} SELECT v, {found(column, value)}")


@pytest.mark.parametrize("absent", ["NULL", "''", "'  '", "'NaN'", "'null'", "'None'", "'NaT'"])
@pytest.mark.parametrize("kind", ["text", "float", "timestamp"])
def test_what_is_absent_is_null_and_not_found(engine, kind, absent):
    assert read(engine, kind, absent) == (None, None)


@pytest.mark.parametrize(
    ("sql", "sql_type", "expected"),
    [
        ("' 007 '", "VARCHAR", "007"),
        ("17850.0", "DOUBLE", "17850"),
        ("17850.5", "DOUBLE", "17850.5"),
        ("17850", "BIGINT", "17850"),
        ("'nan'", "DOUBLE", None),
        ("true", "BOOLEAN", "true"),
    ],
)
def test_text(engine, sql, sql_type, expected):
    assert read(engine, "text", sql, sql_type)[0] == expected


@pytest.mark.parametrize(
    ("sql", "sql_type", "expected"),
    [
        ("' -1.50 '", "VARCHAR", (-1.5, None)),
        ("'1e3'", "VARCHAR", (1000.0, None)),
        ("'1.234,56'", "VARCHAR", (None, "1.234,56")),
        ("'inf'", "VARCHAR", (None, "inf")),
        ("'nan'", "DOUBLE", (None, None)),
        ("2.25", "DECIMAL(9, 2)", (2.25, None)),
    ],
)
def test_float(engine, sql, sql_type, expected):
    assert read(engine, "float", sql, sql_type) == expected


@pytest.mark.parametrize(
    ("sql", "sql_type", "expected"),
    [
        ("'2017-07-01 12:00:00'", "VARCHAR", datetime(2017, 7, 1, 10)),
        ("'2017-01-01T12:00'", "VARCHAR", datetime(2017, 1, 1, 11)),
        ("'2017-01-01 12:00:00'", "TIMESTAMP", datetime(2017, 1, 1, 11)),
        ("'2017-01-01T12:00:00Z'", "VARCHAR", datetime(2017, 1, 1, 12)),
        ("'2017-01-01 12:00:00+02'", "VARCHAR", datetime(2017, 1, 1, 10)),
        ("'2017-01-01 12:00:00 +0200'", "VARCHAR", datetime(2017, 1, 1, 10)),
        ("'2017-01-01 12:00:00 UTC'", "VARCHAR", datetime(2017, 1, 1, 12)),
        ("'2017-01-01 12:00:00 EST'", "VARCHAR", None),
        ("'2017/1/2 9:05'", "VARCHAR", datetime(2017, 1, 2, 8, 5)),
        ("'2017-01-01 12:00:00.5-03:30'", "VARCHAR", datetime(2017, 1, 1, 15, 30, 0, 500_000)),
        ("'2017-01-01 12:00:00+02:00'", "TIMESTAMP WITH TIME ZONE", datetime(2017, 1, 1, 10)),
        ("'2017-07-01'", "VARCHAR", datetime(2017, 7, 1, 4)),  # New York's midnight
        ("'20170701'", "VARCHAR", datetime(2017, 7, 1, 4)),
        ("'2017-07-01'", "DATE", datetime(2017, 7, 1, 4)),
        ("20170701", "BIGINT", datetime(2017, 7, 1, 4)),
        ("'01.07.2017'", "VARCHAR", None),
        ("'2017-02-30'", "VARCHAR", None),
        ("'1498867200'", "VARCHAR", None),  # seconds are not guessed at
    ],
)
def test_instants_are_utc(engine, sql, sql_type, expected):
    instant, text = read(engine, "timestamp", sql, sql_type, BERLIN)
    assert instant == expected
    assert text == (None if expected else sql.strip("'"))


def test_numbers_in_text_are_numbers_where_a_number_is_wanted_and_keys_stay_text(shop):
    rows = ["receipt,customer,at,net,tax", "01,007,2017-03-31,9,10", "02,08,2017-03-31,10,9"]
    shop.write("orders.csv", "\n".join(rows))
    toml = (shop.folder / "dataset.toml").read_text()
    toml = toml.replace('"net"', '"greatest(net, tax) - 1"')
    toml = toml.replace('"customer"', "\"customer || '-' || receipt\"")
    toml = toml.replace('path = "orders.csv"', 'path = "orders.csv", filter = "net > 8.5"')
    shop.write("dataset.toml", toml.replace('"receipt"', '"right(receipt, 1)"'))
    shop.ingest()
    assert shop.rows("orders", "net") == [(9.0,), (9.0,)]
