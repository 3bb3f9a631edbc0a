"""The feature table as a whole: joined, cut by cutoff and by chunk, and computed twice."""

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from src.asof import Asof
from src.engine import BUCKETS, in_chunks
from src.errors import ManifestError
from src.features.build import Recipe, build, groups, names
from src.features.campaigns import CAMPAIGNS
from src.features.profile import attributes

KEY = ["cutoff_day", "customer_id"]
CUTOFFS = (17150, 17290, 17430)
SIX_CUTOFFS = tuple(17441 - 30 * months for months in range(5, -1, -1))


@pytest.fixture
def tables(shop, native):
    return {name: native(table) for name, table in shop.items()}


def test_one_row_per_customer_with_an_order_day_before_the_cutoff(shop, tables, computed):
    described = computed(build(tables, Asof(CUTOFFS)))
    bought = shop["orders"].query("net > 0 or refund == 0")  # no day here has a return as well
    for cutoff in CUTOFFS:
        known = bought[(bought["ordered_day"] < cutoff) & ~(bought["cancelled_day"] < cutoff)]
        found = described.loc[described["cutoff_day"] == cutoff, "customer_id"]
        assert sorted(found) == sorted(known["customer_id"].unique())


def test_same_answer_on_every_engine(shop, tables, computed):
    reference = computed(build(shop, Asof(CUTOFFS)))
    assert_frame_equal(reference, computed(build(tables, Asof(CUTOFFS))), rtol=1e-12)


def test_columns_are_key_and_names_as_floats(tables):
    schema = build(tables, Asof(CUTOFFS)).collect_schema()
    assert tuple(schema) == (*KEY, *names(tables))
    assert {schema[name] for name in names(tables)} == {nw.Float64}
    assert schema["cutoff_day"] == nw.Int64


def test_groups_hold_every_feature_once(shop):
    members = [name for group in groups(shop).values() for name in group]
    assert tuple(members) == names(shop)
    assert len(members) == len(set(members))
    assert groups(shop)["profile"] == attributes(shop["profiles"]) == ("age_years",)


def test_several_cutoffs_at_once_are_one_at_a_time(tables, computed):
    one_at_a_time = [computed(build(tables, Asof((cutoff,)))) for cutoff in CUTOFFS]
    at_once = computed(build(tables, Asof(CUTOFFS)))
    assert_frame_equal(at_once, pd.concat(one_at_a_time, ignore_index=True), check_exact=True)


def test_who_was_never_written_to_has_no_messages(shop, tables, computed):
    empty = tables | {"messages": emptied(tables["messages"])}
    described = computed(build(empty, Asof(CUTOFFS)))
    told = [feature.name for feature in CAMPAIGNS.features]
    assert described["messages_count"].eq(0).all()
    assert described["message_recency_days"].isna().all()
    without = {name: table for name, table in shop.items() if name != "messages"}
    rest = described.drop(columns=told)
    assert_frame_equal(computed(build(without, Asof(CUTOFFS))), rest, rtol=1e-12)


def emptied(table):
    """An empty table of the same engine and types."""
    if isinstance(table, duckdb.DuckDBPyRelation):
        return table.filter("false")
    return table[:0]


def test_no_orders_give_no_customers(tables, computed):
    empty = tables | {"orders": emptied(tables["orders"])}
    assert computed(build(empty, Asof(CUTOFFS))).empty


def test_orders_alone_are_enough(tables, computed):
    described = computed(build({"orders": tables["orders"]}, Asof(CUTOFFS)))
    assert "recency_days" in described
    assert "messages_count" not in described


def test_some_features_are_what_they_are_among_all(tables, computed):
    some = [
        "discount_share",
        "items_touched_count",
        "cart_abandoned_share",
    ]  # not what they are made of
    found = computed(build(tables, Asof(CUTOFFS), Recipe(only=frozenset(some))))
    everything = computed(build(tables, Asof(CUTOFFS)))
    assert_frame_equal(found, everything[[*KEY, *found.columns[2:]]], check_exact=True)
    assert set(found) == {*KEY, *some}


def test_attribute_may_not_bear_the_name_of_a_feature(shop):
    profiles = shop["profiles"].assign(net_sum=1.0, messages_90d=2.0)
    with pytest.raises(ManifestError, match="names net_sum, messages_90d, as features are"):
        build(shop | {"profiles": profiles}, Asof(CUTOFFS))


def test_splitting_tables_into_files_changes_nothing(shop, tmp_path, computed):
    con = duckdb.connect()
    parts = {}
    for name, table in shop.items():
        for number, part in enumerate((table[1::2], table[::2])):
            con.from_df(part).write_parquet(str(tmp_path / f"{name}-{number}.parquet"))
        parts[name] = con.read_parquet(str(tmp_path / f"{name}-*.parquet"))
    whole = computed(build(shop, Asof(CUTOFFS)))
    assert_frame_equal(computed(build(parts, Asof(CUTOFFS))), whole, rtol=1e-12)


def test_gaps_found_once_for_all_cutoffs_are_those_of_each(shop, tables, native, computed):
    """Where nothing is cancelled, the column that would tell is not there."""
    standing = shop["orders"].assign(cancelled_day=np.nan)
    slow = computed(build(tables | {"orders": native(standing)}, Asof(CUTOFFS)))
    bare = native(standing.drop(columns="cancelled_day"))
    assert_frame_equal(computed(build(tables | {"orders": bare}, Asof(CUTOFFS))), slow, rtol=1e-12)


def test_chunks_change_nothing(journey, computed):
    asof = Asof((17441,))
    chunks = [computed(build(chunk, asof)) for chunk in in_chunks(journey, 2469, 500)]
    assert len(chunks) == 5 < BUCKETS
    joined = pd.concat(chunks).sort_values(KEY, ignore_index=True)
    assert_frame_equal(joined, computed(build(journey, asof)), check_exact=True)


def test_two_builds_are_the_same_bits(journey, computed):
    first, second = (computed(build(journey, Asof(SIX_CUTOFFS))) for _ in range(2))
    assert first["customer_id"].equals(second["customer_id"])
    numbers = first.columns.drop("customer_id")
    assert first[numbers].to_numpy().tobytes() == second[numbers].to_numpy().tobytes()
