"""Every feature, and all that learning takes from the tables, is on Spark what it is elsewhere."""

from dataclasses import dataclass
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from src.asof import Asof
from src.config import Unsaid
from src.engine import Engine, collect, open_engine, read
from src.errors import FeatureError
from src.features.build import Recipe, build, described, families, names
from src.features.catalogue import CATALOGUE
from src.features.norms import Norms, fit_norms
from src.features.own import own_families
from src.ingest import ingest
from src.manifest import load_manifest
from src.modeling.labels import outcomes
from src.quality.contract import hold
from src.quality.readiness import readiness
from src.schemas import TABLES
from src.settings import Settings
from src.sources.world.scenario import Scenario
from src.sources.world.simulation import simulate
from src.stages.checking import covered
from src.stages.permission import permission
from src.stages.planning import covered_days, planned
from src.unify.consent import LEARNING

KEY = ["cutoff_day", "customer_id"]
ALIKE = {"check_exact": False, "rtol": 1e-9, "atol": 1e-12, "check_dtype": False}
SETTINGS = Settings(horizon_days=91, snapshots_max=2)
STRICT = Unsaid(train="withdrawn")
WALLET = {"order_lines.category": {"k0": "k0"}, "interactions.device": {"one": "device one"}}


def in_order(table):
    frame = collect(table).sort_values(KEY, ignore_index=True)
    return frame.astype(dict.fromkeys(set(frame.columns) - set(KEY), "float64"))


def as_arrow(frame):
    """Null is null, and whole numbers stay whole: as the canonical tables are."""
    types = {column.name: column.type for table in TABLES.values() for column in table.columns}
    kinds = {"text": pa.string(), "int": pa.int64(), "timestamp": pa.timestamp("us")}
    fields = [(name, kinds.get(types.get(name), pa.float64())) for name in frame]
    return pa.Table.from_pandas(frame, pa.schema(fields), preserve_index=False)


def test_features_of_awkward_customers_are_those_of_pandas_and_duckdb(shop, spark):
    asof, recipe = Asof((17430,)), Recipe(Norms(WALLET, {"k0": 20.0, "k1": 13.8}))
    con = duckdb.connect()
    arrow = {name: as_arrow(table) for name, table in shop.items()}
    on_spark = {name: spark.createDataFrame(table) for name, table in arrow.items()}
    on_duckdb = {name: con.from_arrow(table) for name, table in arrow.items()}
    found = in_order(build(on_spark, asof, recipe))
    assert_frame_equal(found, in_order(build(on_duckdb, asof, recipe)), **ALIKE)
    assert_frame_equal(found, in_order(build(shop, asof, recipe)), **ALIKE)
    catalogue = {feature.name for family in CATALOGUE for feature in family.features}
    assert catalogue <= set(found)
    assert {"wallet_k0_share", "device_one_share", "price_level_ratio"} <= set(found)


def test_features_of_a_query_are_those_of_duckdb(shop, spark, tmp_path):
    query = """SELECT cutoff_day, customer_id, count(*) AS webs_count, avg(net) AS web_net_mean
    FROM orders WHERE channel = 'web' AND age_days <= 365 GROUP BY cutoff_day, customer_id"""
    (tmp_path / "features.sql").write_text(query, "utf-8")
    (own,) = own_families(tmp_path)
    orders, found = as_arrow(shop["orders"]), []
    for native in (spark.createDataFrame(orders), duckdb.from_arrow(orders)):
        tables = {"orders": nw.from_native(native).lazy()}
        found.append(in_order(described(own.grain, [own], tables, Asof((17150, 17430)))))
    assert_frame_equal(*found, **ALIKE)
    assert len(found[0]) > 40


def test_a_query_that_spark_does_not_understand_is_told(shop, spark, tmp_path):
    (tmp_path / "features.sql").write_text("SELECT nothing AS n FROM orders", "utf-8")
    (own,) = own_families(tmp_path)
    tables = {"orders": nw.from_native(spark.createDataFrame(as_arrow(shop["orders"]))).lazy()}
    with pytest.raises(FeatureError, match="nothing"):
        own.grain.rows(tables, Asof((17150,)))


@dataclass(frozen=True)
class World:
    """One ingested world, its tables opened by both engines."""

    manifest: Any
    ingested: Any
    engines: dict[str, Engine]
    tables: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def world(tmp_path_factory, spark):
    folder = tmp_path_factory.mktemp("spark")
    simulate(folder, Scenario(people=400, seed=7), lambda _what, _share: None)
    manifest = load_manifest(folder)
    with open_engine("1GB", 2, folder / "work") as engine:
        out = folder / "built" / ".run-1" / "tables"  # Spark overlooks what begins with a dot
        done = ingest(manifest, folder, engine, out, lambda _what, _share: None)
        engines = {"duckdb": engine, "spark": Engine(engine.con, folder / "of-spark", spark)}
        tables = {
            kind: {name: read(opened, path) for name, path in done.tables.items()}
            for kind, opened in engines.items()
        }
        yield World(manifest, done, engines, tables)


def test_canonical_tables_hold_what_they_promise(world):
    assert {"orders", "order_lines", "tickets", "feedback", "subscriptions"} <= set(
        world.tables["spark"]
    )
    hold(world.tables["spark"])


def test_features_and_outcomes_of_a_world(world):
    found = {}
    for kind, tables in world.tables.items():
        orders = tables["orders"]
        first, end = covered_days(orders, world.ingested.span)
        plan = planned(orders, first, end, SETTINGS)
        cutoff = plan.moments.cutoffs[0]
        recipe = Recipe(fit_norms(tables, cutoff, families(tables)))
        found[kind] = (
            plan.moments,
            recipe.norms,
            names(tables, recipe),
            in_order(build(tables, plan.moments, recipe)),
            in_order(outcomes(orders, plan.moments, plan.horizon_days)),
            plan.silences.closed_days.tolist(),
        )
    (*told, rows, ahead, silences), (*as_told, same_rows, same_ahead, same_silences) = (
        found["spark"],
        found["duckdb"],
    )
    assert told == as_told
    assert_frame_equal(rows, same_rows, **ALIKE)
    assert_frame_equal(ahead, same_ahead, **ALIKE)
    assert silences == same_silences
    assert len(rows) > 600
    assert rows.notna().any().mean() > 0.9
    of_pandas = {name: collect(table) for name, table in world.tables["duckdb"].items()}
    assert_frame_equal(rows, in_order(build(of_pandas, told[0], Recipe(told[1]))), **ALIKE)


def test_the_same_customers_permit_to_be_learnt_from(world):
    said = {}
    for kind, engine in world.engines.items():
        asked = engine, world.tables[kind], LEARNING, STRICT, world.ingested.customers
        left, again = permission(*asked), permission(*asked)
        assert left.left_out == again.left_out
        customers = collect(left.needed["orders"].select(nw.col("customer_id")).unique())
        said[kind] = left.left_out, set(customers["customer_id"]), left.covers(np.array(["c0"]))
    assert said["spark"] == said["duckdb"]
    assert said["spark"][0].withdrew > 0
    assert said["spark"][0].never_said > 0


def test_the_same_questions_can_be_answered(world):
    answers = []
    for tables in world.tables.values():
        known = covered(world.manifest, SETTINGS, world.ingested, tables)
        answers.append(readiness(tables, world.ingested.accounts, world.ingested.customers, known))
    assert answers[0] == answers[1]
    assert any(one.found > 100 for one in answers[0][0].requirements)
