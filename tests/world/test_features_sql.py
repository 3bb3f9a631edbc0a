"""Features of the world are what SQL, written by hand from their words, makes of its tables."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from src.asof import Asof, day_number
from src.engine import collect, open_engine, read
from src.features.attitude import ATTITUDE
from src.features.breadth import BREADTH
from src.features.build import build
from src.features.campaigns import CAMPAIGNS
from src.features.catalogue import CATALOGUE
from src.features.contract import CONTRACT
from src.features.engagement import ENGAGEMENT
from src.features.service import SERVICE
from src.features.visits import VISITS
from src.ingest import ingest
from src.manifest import load_manifest

QUERY = Path(__file__).with_name("world_features.sql").read_text("utf-8")
CUTOFF = day_number(date(2024, 8, 1))
WHOLE = (ENGAGEMENT, VISITS, BREADTH, CAMPAIGNS, SERVICE, ATTITUDE, CONTRACT)
SAMPLED = {  # how many features of other families SQL knows, at least
    "value": 15,
    "rhythm": 12,
    "hours": 2,
    "price": 10,
    "payments": 4,
    "variety": 3,
    "wallet": 1,
}
PLANTED = {  # what the world lacks: redemptions, and contracts that follow one another
    "interactions": "SELECT * REPLACE (replace(type, 'points redeem', 'coupon_redemption') AS type)"
    " FROM world",
    "subscriptions": "FROM world UNION ALL SELECT * REPLACE (started_s + 3456000 AS started_s,"
    " started_day + 40 AS started_day, ended_day + 40 AS ended_day,"
    " amount * (started_day % 3 + 1) / 8 AS amount,"
    " CASE WHEN period = 'year' THEN 'quarter' ELSE 'week' END AS period) FROM world",
}
DAY = {
    "orders": "ordered_day",
    "order_lines": "ordered_day",
    "interactions": "happened_day",
    "messages": "sent_day",
    "tickets": "opened_day",
    "feedback": "answered_day",
    "subscriptions": "started_day",
}
TABLES = tuple(DAY)
LINKS = ("alone_id", "linked_day", "known_day")


@pytest.fixture(scope="module")
def canonical(write_world, tmp_path_factory):
    """Return the folder of a world's canonical tables."""
    folder, out = write_world(people=1000, seed=12), tmp_path_factory.mktemp("built")
    with open_engine("1GB", 1, out / "work") as engine:
        done = ingest(load_manifest(folder), folder, engine, out, lambda _what, _share: None)
        for name, query in PLANTED.items():
            world = engine.con.read_parquet(str(done.tables[name]))
            world.query("world", query).write_parquet(str(out / f"planted_{name}.parquet"))
    planted = {name: out / f"planted_{name}.parquet" for name in PLANTED}
    return {name: done.tables[name] for name in TABLES} | planted


@pytest.fixture(scope="module", params=["linked", "not linked"])
def both(request, canonical, tmp_path_factory):
    """Features by our code and by SQL, in the same order of customers.

    Tables whose records were not linked lack what tells of links; SQL then finds none.
    """
    linked = request.param == "linked"
    with open_engine("1GB", 1, tmp_path_factory.mktemp("work")) as engine:
        tables = {name: read(engine, path) for name, path in canonical.items()}
        if not linked:
            tables = {name: table.drop(*LINKS) for name, table in tables.items()}
        ours = collect(build(tables, Asof((CUTOFF - 91, CUTOFF))))
        whole = "*" if linked else "* REPLACE (CAST(NULL AS BIGINT) AS linked_day)"
        for name, path in canonical.items():
            engine.con.read_parquet(str(path)).project(whole).create_view(name)
        theirs = engine.con.execute(QUERY, {"cutoff": CUTOFF}).df()
    ours = ours[ours["cutoff_day"] == CUTOFF].drop(columns="cutoff_day")
    return (
        ours.set_index("customer_id").sort_index(),
        theirs.set_index("who").sort_index().astype("float64"),
    )


def test_sql_knows_every_family():
    for family in WHOLE:
        assert all(f" AS {feature.name}" in QUERY for feature in family.features), family.name
    for family in (one for one in CATALOGUE if one.features):  # others are shares by value alone
        known = [feature for feature in family.features if f" AS {feature.name}" in QUERY]
        assert len(known) >= SAMPLED.get(family.name, 1), family.name


def test_the_customers_are_the_same(both):
    ours, theirs = both
    assert ours.index.tolist() == theirs.index.tolist()
    assert len(ours) > 500


@pytest.mark.parametrize("name", TABLES)
def test_some_records_stand_alone_at_the_cutoff(canonical, name):
    """Else the two ways to name a customer are one."""
    rows = pd.read_parquet(canonical[name])
    apart = (rows[DAY[name]] < CUTOFF) & (rows["linked_day"] >= CUTOFF)
    assert apart.any()


def test_no_feature_is_the_same_for_everybody(both):
    """Where all customers are alike, agreeing is easy."""
    _, theirs = both
    assert [name for name in theirs if theirs[name].nunique(dropna=False) < 2] == []


def test_the_numbers_are_the_same(both):
    ours, theirs = both
    assert set(theirs) <= set(ours)
    for name in theirs:
        np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-9, atol=1e-12, err_msg=name)
