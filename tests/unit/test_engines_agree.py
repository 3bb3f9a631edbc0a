"""Where engines silently disagree: what features are made of means the same on each of them."""

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from src.engine import collect
from src.features.measures import (
    AGE,
    count,
    distinct,
    latest,
    measured,
    median,
    ratio,
    total,
    unpacked,
)
from src.features.rhythm import WEEKDAY

INT = {"cutoff_day", "age_days", "ordered_day", "n", "m"}


@pytest.fixture(params=["duckdb", "pandas", "polars", "spark"])
def table(request):
    """Hand columns to an engine, as the canonical tables are: None is null, whole numbers stay."""

    def made(**columns):
        kinds = {name: pa.int64() for name in INT & columns.keys()}
        arrow = pa.table({n: pa.array(v, kinds.get(n)) for n, v in columns.items()})
        if request.param == "spark":
            native = request.getfixturevalue("spark").createDataFrame(arrow)
        elif request.param == "polars":
            native = pytest.importorskip("polars").from_arrow(arrow)
        else:
            native = duckdb.from_arrow(arrow) if request.param == "duckdb" else arrow.to_pandas()
        return nw.from_native(native).lazy()

    return made


def values(rows, expression):
    return collect(rows.select(found=expression))["found"].astype("float64").tolist()


def measure(rows, found):
    """The only value of a measure, over events of one customer at one cutoff."""
    rows = rows.with_columns(cutoff_day=nw.lit(0, nw.Int64), customer_id=nw.lit("a"))
    (value,) = values(measured(rows, {"found": found}), nw.col("found"))
    return value


def test_shares_keep_all_their_digits(table):
    """Spark reads 1.0 as a decimal, of which a share keeps five digits."""
    assert values(table(n=[1, 2], m=[3, 7]), ratio("n", "m")) == [1 / 3, 2 / 7]
    assert values(table(n=[30_001], m=[86_400]), ratio(nw.col("n") * 1, "m")) == [30_001 / 86_400]


def test_nothing_is_divided_by_zero(table):
    """It is an error, infinity, NaN or null, as one asks."""
    found = values(table(n=[1, 0, -1], m=[0, 0, 0]), ratio("n", "m"))
    assert np.isnan(found).all()
    by_none = table(n=[1], m=[0]).select(found=ratio("n", "m"))
    assert collect(by_none.select(nw.col("found").is_null().cast(nw.Int64)))["found"].tolist() == [
        1
    ]


def test_sunday_is_the_last_day_of_the_week(table):
    """Spark counts Sunday as 1 or 0, and a remainder may be negative before 1970."""
    days = pd.to_datetime(["2024-02-25", "2024-02-26", "1970-01-01", "1969-12-28", "1960-02-29"])
    numbers = (days - pd.Timestamp(0)).days
    assert values(table(ordered_day=numbers.tolist()), WEEKDAY) == days.day_of_week.tolist()


def test_the_latest_of_several_on_a_day_is_the_largest(table):
    rows = {"age_days": [5, 2, 2, 2], "net": [900.0, 7.25, 12.5, 3.0]}
    for order in (slice(None), slice(None, None, -1)):
        turned = table(**{name: column[order] for name, column in rows.items()})
        packed = measure(turned, latest(nw.col("net")))
        assert packed % (1 << 30) / 1024 == 12.5


def test_no_whole_number_overflows(table):
    """A day of long ago, an amount of a million, and squares of both; literals have 32 bits."""
    rows = table(age_days=[32_000, 1], n=[1_000_000, 999_999], net=[1e6 - 0.5, 1e6 - 0.5])
    packed = measure(rows, latest(nw.col("net")))
    (found,) = values(table(n=[int(packed)]), unpacked("n"))
    assert found == 1e6 - 0.5
    assert measure(rows, total(nw.col("n") * nw.col("n"))) == 1_000_000**2 + 999_999**2
    assert measure(rows, total(AGE * AGE * 100_000)) == (32_000**2 + 1) * 100_000


def test_cents_are_rounded_alike(table):
    """Half goes up, away from zero or to the even number; of cents there is none to round."""
    net = [0.1, 0.2, 0.7, 1.005, 2.675, -0.35]
    rows = table(net=net, age_days=[1] * len(net))
    assert measure(rows, total("net")) == 4.33
    assert measure(rows, median(nw.col("net"))) == 0.45
    assert measure(rows.filter(nw.col("net") > 1), median(nw.col("net"))) == 1.84


def test_the_unknown_is_neither_counted_nor_a_value(table):
    rows = table(net=[None, 1.0, None, 1.0, 3.0], age_days=[1, 2, 3, 4, 5])
    assert measure(rows, distinct(nw.col("net"))) == 2
    assert measure(rows, count(nw.col("net") > 2)) == 1
    assert measure(rows, total("net")) == 5
    assert np.isnan(measure(rows, median(nw.col("net"), AGE > 9)))
    assert measure(rows, total("net", AGE > 9)) == 0


def test_texts_are_told_apart_by_their_case(table):
    rows = table(text=["a", "A", "é", "e"], age_days=[1, 1, 1, 1])
    assert measure(rows, distinct(nw.col("text"))) == 4
