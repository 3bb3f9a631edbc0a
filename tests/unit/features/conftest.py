"""A made-up shop with awkward customers, on every engine; and the Complete Journey."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from src.asof import Asof
from src.engine import open_engine, read
from src.features.build import described
from src.ingest import ingest
from src.manifest import load_manifest
from src.schemas import TABLES

KEY = ["cutoff_day", "customer_id"]
DAYS = range(17000, 17500)
ENGINES = ["duckdb", "pandas", "pandas nullable", "polars"]
JOURNEY = Path(__file__).parents[3] / "data" / "complete-journey"
PANDAS = {"text": object, "float": "float64", "int": "float64", "timestamp": "datetime64[us]"}
ARROW = {"text": pa.string(), "float": pa.float64(), "int": pa.int64()}
INTERACTION_TYPES = ["coupon_redemption", "visit", "view", "cart", "checkout", "login", "download"]
FURTHER = {"cancelled_s", "cancelled_day"}  # columns that only some data sets have


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
            "net": np.where(rng.random(n) < 0.1, 0, net) - refund,
            "refund": refund,
            "discount": np.where(rng.random(n) < 0.1, np.nan, discount),
            "coupon": np.where(rng.random(n) < 0.3, discount / 4, 0),
            "quantity": rng.integers(-3, 20, n).astype(float),
            "lines": rng.integers(2, 9, n),
            "discounted_lines": np.where(discount > 0, 1.0, 0),
            "channel": rng.choice(["web", "store"], n),
        }
    )
    due = orders["ordered_day"] + rng.integers(0, 30, n)
    paid = due + rng.integers(-20, 60, n)
    cancelled = orders["ordered_day"] + rng.integers(0, 90, n)
    return orders.assign(
        due_day=due.where(rng.random(n) < 0.8),
        paid_day=paid.where(rng.random(n) < 0.8),
        cancelled_day=cancelled.where(rng.random(n) < 0.1),
    )


def made_up_lines(rng):
    """300 order lines of 40 customers: six items of three categories, some of them unknown."""
    n = 300
    item = rng.integers(0, 6, n)
    return complete(
        "order_lines",
        pd.DataFrame(
            {
                "customer_id": [f"c{number}" for number in rng.integers(0, 40, n)],
                "ordered_day": rng.choice(DAYS, n),
                "item": np.where(rng.random(n) < 0.1, None, np.char.add("i", item.astype(str))),
                "category": np.where(item < 1, None, np.char.add("k", (item % 3).astype(str))),
                "quantity": rng.integers(-1, 5, n).astype(float),
                "net": rng.integers(-500, 5000, n) / 100,
            }
        ),
    )


def made_up_events(rng, name):
    """200 events of 50 customers: every column of the canonical table, a tenth of it unknown."""
    n = 200
    table = TABLES[name]
    first = table.time.removesuffix("_at")
    day = rng.choice(DAYS, n)
    made = {}
    for column in (c for c in table.columns if c.type != "timestamp"):
        if column.codes:
            values = rng.choice(list(column.codes), n).astype(object)
        elif column.type == "text":
            values = rng.choice([f"{column.name} one", f"{column.name} two"], n).astype(object)
        elif column.name.endswith("_day"):
            values = day + rng.integers(0, 40, n).astype(float)
        elif column.name == "score":
            values = rng.integers(0, 11, n).astype(float)
        else:
            values = rng.integers(1, 6, n).astype(float)
        unknown = None if column.type == "text" else np.nan
        made[column.name] = np.where(rng.random(n) < 0.1, unknown, values)
    made["customer_id"] = [f"c{number}" for number in rng.integers(0, 50, n)]
    made[f"{first}_day"] = day
    if name == "feedback":
        made |= {"scale": 10.0, "question": rng.choice(["nps", "service"], n)}
    if name == "interactions":
        made["type"] = rng.choice(INTERACTION_TYPES, n)
    return complete(name, pd.DataFrame(made).infer_objects())


def complete(name, rows):
    """Rows with every column of a canonical table, null where nothing is given."""
    columns = {c.name: PANDAS[c.type] for c in TABLES[name].columns if c.name not in FURTHER}
    missing = {c: pd.Series(None, rows.index, kind) for c, kind in columns.items() if c not in rows}
    return rows.assign(**missing)


def arrow(frame):
    """NaN becomes null, whole numbers that may be null stay whole: as the canonical tables are."""
    types = {column.name: column.type for table in TABLES.values() for column in table.columns}
    kinds = [(c, ARROW.get(types.get(c, "float"), pa.timestamp("us"))) for c in frame]
    return pa.Table.from_pandas(frame, pa.schema(kinds), preserve_index=False)


@pytest.fixture
def shop():
    """Canonical tables of a made-up shop, as pandas frames."""
    rng = np.random.default_rng(7)
    tables = {"orders": complete("orders", made_up_orders(rng))}
    tables["order_lines"] = made_up_lines(rng)
    for name in ("messages", "interactions", "tickets", "feedback", "subscriptions"):
        tables[name] = made_up_events(rng, name)
    tables["profiles"] = pd.DataFrame({"customer_id": ["c1", "c2"], "age_years": [40.0, np.nan]})
    return {
        name: table.assign(bucket=table["customer_id"].str.len() * 7)
        for name, table in tables.items()
    }


@pytest.fixture
def features_of():
    """Compute families over hand-made rows of one customer: one dict."""

    def found(families, rows, cutoff):
        rows = complete(families[0].table, rows.assign(customer_id="a"))
        row = {}
        for grain in dict.fromkeys(family.grain for family in families):
            table = described(grain, families, {families[0].table: rows}, Asof((cutoff,)))
            (one,) = table.collect("pandas").to_native().to_dict("records")
            row |= one
        return row

    return found


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
