"""A made-up shop with awkward customers, on every engine; and the Complete Journey."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from src.engine import open_engine, read
from src.ingest import ingest
from src.manifest import load_manifest

KEY = ["cutoff_day", "customer_id"]
DAYS = range(17000, 17500)
ENGINES = ["duckdb", "pandas", "pandas nullable", "polars"]
NULLABLE_INTS = {"cancelled_day": "Int64", "discounted_lines": "Int64"}
JOURNEY = Path(__file__).parents[3] / "data" / "complete-journey"


def made_up_orders(rng):
    """400 orders of 40 customers: free ones, returns, unknown discounts, some cancelled."""
    n = 400
    net = rng.integers(0, 5000, n) / 100
    refund = np.where(rng.random(n) < 0.1, rng.integers(1, 9000, n) / 100, 0)
    discount = np.where(rng.random(n) < 0.5, rng.integers(0, 900, n) / 100, 0)
    orders = pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in rng.integers(0, 40, n) ** 2 // 40],
            "order_id": [f"o{number}" for number in range(n)],
            "ordered_day": rng.choice(DAYS, n),
            "ordered_hour": rng.integers(0, 24, n),
            "cancelled_day": np.nan,
            "net": np.where(rng.random(n) < 0.1, 0, net) - refund,
            "refund": refund,
            "discount": np.where(rng.random(n) < 0.1, np.nan, discount),
            "coupon": np.where(rng.random(n) < 0.3, discount / 4, 0),
            "quantity": rng.integers(-3, 20, n).astype(float),
            "lines": rng.integers(2, 9, n),
            "discounted_lines": np.where(discount > 0, 1.0, 0),
        }
    )
    cancelled = rng.random(n) < 0.1
    later = orders["ordered_day"] + rng.integers(0, 90, n)
    return orders.assign(cancelled_day=later.where(cancelled))


def made_up_events(rng, verb, **others):
    n = 200
    customers = [f"c{number}" for number in rng.integers(0, 50, n)]
    return pd.DataFrame(
        {"customer_id": customers, f"{verb}_day": rng.choice(DAYS, n)}
        | {name: rng.choice(values, n) for name, values in others.items()}
    )


def arrow(frame):
    """NaN becomes null, whole numbers that may be null stay whole: as the canonical tables are."""
    ints = {name: kind for name, kind in NULLABLE_INTS.items() if name in frame}
    return pa.Table.from_pandas(frame.astype(ints), preserve_index=False)


@pytest.fixture
def shop():
    """Canonical tables of a made-up shop, as pandas frames."""
    rng = np.random.default_rng(7)
    tables = {
        "orders": made_up_orders(rng),
        "messages": made_up_events(rng, "sent"),
        "interactions": made_up_events(rng, "happened", type=["coupon_redemption", "visit"]),
        "profiles": pd.DataFrame({"customer_id": ["c1", "c2"], "age_years": [40.0, np.nan]}),
    }
    return {
        name: table.assign(bucket=table["customer_id"].str.len() * 7)
        for name, table in tables.items()
    }


@pytest.fixture(params=ENGINES)
def native(request):
    """Hand a pandas frame to an engine."""
    if request.param == "polars":
        polars = pytest.importorskip("polars")
        return lambda frame: polars.from_arrow(arrow(frame))
    if request.param == "duckdb":
        con = duckdb.connect(config={"threads": 2})
        return lambda frame: con.from_arrow(arrow(frame))
    if request.param == "pandas nullable":
        return lambda frame: frame.convert_dtypes()
    return lambda frame: frame


@pytest.fixture
def computed():
    """Collect a table as pandas, float64: rows and columns in a fixed order."""

    def collected(table):
        frame = table.collect("pandas").to_native()
        columns = [*KEY, *sorted(set(frame.columns) - set(KEY))]
        frame = frame[columns].sort_values(KEY, ignore_index=True)
        numbers = dict.fromkeys([c for c in columns if c != "customer_id"], "float64")
        return frame.astype({"customer_id": str} | numbers)

    return collected


@pytest.fixture(scope="session")
def journey(tmp_path_factory):
    """Canonical tables of the Complete Journey, ingested."""
    folder = tmp_path_factory.mktemp("journey")
    with open_engine("2GB", 2, folder / "work") as engine:
        done = ingest(
            load_manifest(JOURNEY), JOURNEY, engine, folder / "built", lambda _what, _share: None
        )
        yield {
            name: read(engine, path) for name, path in done.tables.items() if name != "order_lines"
        }
