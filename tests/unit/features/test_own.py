"""A data set's own features: read, computed beside the catalogue, and examined."""

import re
from pathlib import Path

import duckdb
import pytest

from src.asof import Asof
from src.errors import FeatureError
from src.features.build import Recipe, build, names
from src.features.exam import examined
from src.features.own import own_families

CUTOFF = 17290
PAGE = Path(__file__).parents[3] / "data" / "FEATURES.md"
QUERY = """
-- orders in the store: >= 0
SELECT cutoff_day, customer_id, count(*) FILTER (channel = 'store') AS store_orders_count,
  sum(net) FILTER (age_days <= 60) AS net_60d
FROM orders GROUP BY ALL
"""
PYTHON = """
import narwhals.stable.v2 as nw
from src.features.family import Family, Feature, Grain
from src.features.grains import ORDERS
from src.features.measures import count, most

def all_time(tables, asof):
    rows = nw.from_native(tables["orders"]).lazy()
    return rows.with_columns(cutoff_day=nw.lit(asof.cutoffs[0], dtype=nw.Int64))

def grain_of(name):
    return ORDERS if name == "ORDERS" else Grain("all", ("orders",), all_time)

FAMILIES = (
    Family("shop", grain_of("{grain}"), {{"shop": (
        Feature("{name}", "orders, >= 0", "in the store", count(nw.col("channel") == "store")),
    )}}),
)
"""


@pytest.fixture
def tables(shop):
    con = duckdb.connect()
    return {
        name: con.from_df(table.drop(columns="cancelled_day", errors="ignore"))
        for name, table in shop.items()
    }


@pytest.fixture
def own(tmp_path):
    def read(**files):
        for name, text in files.items():
            (tmp_path / f"features.{name}").write_text(text)
        return own_families(tmp_path)

    return read


def in_python(grain="ORDERS", name="shop_orders_count"):
    return PYTHON.format(grain=grain, name=name)


def test_without_a_file_there_are_none(own):
    assert own() == ()


def test_a_query_is_computed_beside_the_catalogue(own, tables, shop, computed):
    recipe = Recipe(own=examined(own(sql=QUERY), tables, CUTOFF))
    assert names(tables, recipe)[-3:-1] == ("store_orders_count", "net_60d")
    found = computed(build(tables, Asof((CUTOFF, CUTOFF + 30)), recipe)).set_index(
        ["cutoff_day", "customer_id"]
    )
    for cutoff in (CUTOFF, CUTOFF + 30):
        past = shop["orders"].query(f"ordered_day < {cutoff}")
        stores = past[past["channel"] == "store"].groupby("customer_id").size()
        mine = found.loc[cutoff, "store_orders_count"]
        assert mine.to_dict() == stores.reindex(mine.index).fillna(0).to_dict()
        recent = past[cutoff - past["ordered_day"] <= 60].groupby("customer_id")["net"].sum()
        assert found.loc[cutoff, "net_60d"].dropna().to_dict() == pytest.approx(recent.to_dict())


def test_a_family_in_python_is_computed(own, tables):
    recipe = Recipe(own=examined(own(py=in_python()), tables, CUTOFF))
    assert "shop_orders_count" in names(tables, recipe)


def test_the_examples_of_the_manual_pass(own, tables, shop, computed):
    examples = {"sql": "sql", "py": "python"}
    page = PAGE.read_text("utf-8")
    found = {
        ending: re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
        for ending, language in examples.items()
    }
    files = {ending: text for ending, (text,) in found.items()}
    recipe = Recipe(own=examined(own(**files), tables, CUTOFF))
    mine = computed(build(tables, Asof((CUTOFF,)), recipe)).set_index("customer_id")
    lately = shop["orders"].query(f"{CUTOFF - 14} <= ordered_day < {CUTOFF}").groupby("customer_id")
    wanted = {"net_14d": lately["net"].sum(), "orders_14d": lately.size()}
    for name, values in wanted.items():
        assert mine[name].to_dict() == pytest.approx(values.reindex(mine.index).fillna(0).to_dict())


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"py": in_python(grain="all")}, "they know the future"),
        ({"py": in_python(name="net_sum")}, "net_sum: there is a feature of that name"),
        ({"py": in_python(name="stores")}, "stores: a name ends with its unit"),
        ({"py": "FAMILIES = 1"}, "there is no FAMILIES"),
        ({"py": "1 / 0"}, "does not run: ZeroDivisionError"),
        ({"sql": "SELECT 1 AS one_count"}, "names no table of events"),
        ({"sql": "SELECT cutoff_day, customer_id, nett AS a_sum FROM orders"}, "nett"),
        ({"sql": "SELECT cutoff_day, customer_id, net AS a_sum FROM orders"}, "several rows"),
    ],
)
def test_what_fails_the_exam_is_refused(own, tables, files, told):
    with pytest.raises(FeatureError, match=told):
        examined(own(**files), tables, CUTOFF)


def test_features_that_hang_on_the_order_of_rows_are_refused(own, tables):
    query = "SELECT cutoff_day, customer_id, first(net) AS some_sum FROM orders GROUP BY ALL"
    with pytest.raises(FeatureError, match="order of rows"):
        examined(own(sql=query), tables, CUTOFF)
