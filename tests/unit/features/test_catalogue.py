"""The exam that every feature family sits, and proof that it catches who cheats."""

import re

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from src.asof import Asof, seen
from src.features.build import described
from src.features.catalogue import CATALOGUE, PROFILE_GROUP
from src.features.value import VALUE
from src.modeling.labels import outcomes
from src.schemas import TABLES

KEY = ["cutoff_day", "customer_id"]
CUTOFFS = (17150, 17290, 17430)
DAY = {
    name: f"{table.time.removesuffix('_at')}_day" for name, table in TABLES.items() if table.time
}
DAY |= {"order_lines": "ordered_day"}
UNITS = {  # the end of a name, and how its unit begins
    "_days": "days, >",
    "_count|(?<!share)_[0-9]+d": "(currency|[a-z]+( days)?), >= [01]",
    "_sum|_mean|_median|_max|_min|_last": r"(currency|[a-z]+( days)?)\b",
    "_share|_share_90d": "0 to 1",
    "_score": "score, ",
    "_ratio": "ratio",
    "_rate": "0 to 1|>= 0",
    "_per_month": "(order days|currency), >",
}
BTYD = {"x", "t_x_days", "T_days"}  # the names that everybody knows from Fader and Hardie's papers


def family_rows(family):
    """The features of one family, as a function of its table."""

    def function(table, asof):
        return described(family.grain, [family], {family.table: table}, asof)

    return function


value = family_rows(VALUE)
every_family = pytest.mark.parametrize("family", CATALOGUE, ids=lambda family: family.name)


def with_another_future(table, day, cutoff):
    """The same past; from the cutoff on, other events, and cancellations of earlier orders."""
    past = table[table[day] < cutoff]
    planted = past.sample(100, replace=True, random_state=1)
    planted = planted.assign(**{day: np.random.default_rng(1).integers(cutoff, cutoff + 99, 100)})
    past = with_other_ends(past, cutoff)
    if "net" in table:
        planted = planted.assign(net=1e6)
    if "cancelled_day" in table:
        planted = planted.assign(refund=9e5, cancelled_day=np.nan)
        past = with_lines_cancelled(past, cutoff)
    return pd.concat([past, planted], ignore_index=True)


def with_other_ends(past, cutoff):
    """What an event came to at the cutoff or later never happens: no closing, opening, payment."""
    for name in ("closed", "opened", "clicked", "unsubscribed", "ended", "paid"):
        if f"{name}_day" in past:
            later = past[f"{name}_day"] >= cutoff
            told = {"closed": "satisfaction", "ended": "end_reason"}.get(name, f"{name}_day")
            ends = {column: past[column].mask(later) for column in {f"{name}_day", told}}
            past = past.assign(**ends)
    return past


def with_lines_cancelled(orders, cutoff):
    """A line of every third order is cancelled at the cutoff or later: it stands in its own row."""
    rng = np.random.default_rng(2)
    chosen = orders[(rng.random(len(orders)) < 0.3) & ~(orders["cancelled_day"] < cutoff)]
    halves = ["net", "refund", "quantity"]
    line = chosen.assign(
        cancelled_day=cutoff + rng.integers(0, 50, len(chosen)),
        lines=1,
        **dict.fromkeys(["discount", "coupon", "discounted_lines"], 0.0),
        **{name: chosen[name] / 2 for name in halves},
    )
    rest = chosen.assign(lines=chosen["lines"] - 1, **{name: chosen[name] / 2 for name in halves})
    return pd.concat([orders.drop(chosen.index), rest, line])


def check_future_is_unseen(function, table, day, computed):
    for cutoff in CUTOFFS:
        described = computed(function(table, Asof((cutoff,))))
        changed = computed(function(with_another_future(table, day, cutoff), Asof((cutoff,))))
        assert_frame_equal(described, changed, check_exact=True)


def check_clock(function, table, day, computed):
    """What happened the day before the cutoff is known, what happens on its own day is not."""
    known = table.drop(columns="cancelled_day", errors="ignore").dropna(axis=1, how="all").dropna()
    event = table.loc[known.index[:1]].assign(
        net=1.0, refund=0.0, quantity=1.0, **{day: CUTOFFS[0]}
    )
    event = event[table.columns].assign(**{c: np.nan for c in table if c == "cancelled_day"})
    described = computed(function(event, Asof((CUTOFFS[0], CUTOFFS[0] + 1))))
    assert described["cutoff_day"].tolist() == [CUTOFFS[0] + 1]
    ages = described.filter(regex="recency_days$|T_days$")
    assert ages.isin([1, np.nan]).all(axis=None)


@every_family
def test_future_changes_nothing(family, shop, computed):
    check_future_is_unseen(family_rows(family), shop[family.table], DAY[family.table], computed)


@every_family
def test_clock_is_not_shifted(family, shop, computed):
    check_clock(family_rows(family), shop[family.table], DAY[family.table], computed)


def knows_the_future(orders, asof):
    return value(orders.assign(ordered_day=orders["ordered_day"] - 30), asof)


def knows_the_day(orders, asof):
    return value(orders.assign(ordered_day=orders["ordered_day"] - 1), asof)


def a_day_late(orders, asof):
    return value(orders.assign(ordered_day=orders["ordered_day"] + 1), asof)


def knows_cancellations(orders, asof):
    return value(orders[orders["cancelled_day"].isna()], asof)


def counts_rows(orders, asof):
    known = seen(orders, asof, "ordered_day")
    return known.group_by(*KEY).agg(rows=nw.len())


def holds_the_outcome(orders, asof):
    """Honest features, beside a column that secretly holds what customers will spend."""
    spent = outcomes(orders, asof, 91).select(*KEY, score=nw.col("net_ahead"))
    return value(orders, asof).join(spent, on=KEY, how="left")


@pytest.mark.parametrize(
    "leaky",
    [knows_the_future, knows_the_day, knows_cancellations, counts_rows, holds_the_outcome],
)
def test_planted_future_is_caught(leaky, shop, computed):
    with pytest.raises(AssertionError):
        check_future_is_unseen(leaky, shop["orders"], "ordered_day", computed)


@pytest.mark.parametrize("shifted", [knows_the_day, a_day_late])
def test_clock_shifted_by_a_day_is_caught(shifted, shop, computed):
    with pytest.raises(AssertionError):
        check_clock(shifted, shop["orders"], "ordered_day", computed)


@every_family
def test_row_order_changes_nothing(family, shop, native, computed):
    table = shop[family.table]
    described, shuffled = (
        computed(family_rows(family)(native(rows), Asof(CUTOFFS)))
        for rows in (table, table.sample(frac=1, random_state=3))
    )
    assert_frame_equal(described, shuffled, check_exact=True)


@every_family
def test_input_is_left_alone(family, shop, computed):
    table = shop[family.table].copy()
    computed(family_rows(family)(table, Asof(CUTOFFS)))
    assert_frame_equal(table, shop[family.table], check_exact=True)


@every_family
def test_columns_are_the_catalogue_and_rows_are_customers(family, shop, native, computed):
    described = computed(family_rows(family)(native(shop[family.table]), Asof(CUTOFFS)))
    assert set(described.columns) == {*KEY, *(feature.name for feature in family.features)}
    assert not described.duplicated(KEY).any()
    assert described["cutoff_day"].nunique() == len(CUTOFFS)


@every_family
def test_same_answer_on_every_engine(family, shop, native, computed):
    reference = computed(family_rows(family)(shop[family.table], Asof(CUTOFFS)))
    described = computed(family_rows(family)(native(shop[family.table]), Asof(CUTOFFS)))
    assert_frame_equal(reference, described, check_exact=False, rtol=1e-12)
    assert len(reference) > 80


@every_family
def test_values_are_in_the_range_the_catalogue_gives(family, shop, computed):
    described = computed(family_rows(family)(shop[family.table], Asof(CUTOFFS)))
    for feature in family.features:
        found = described[feature.name]
        unit, _, unknown = feature.unit.partition("; null")
        low, high = re.search(r">=? (\d)", unit), re.match(r"0 to 1", unit)
        assert unknown or found.notna().all(), feature.name
        assert low is None or (found.dropna() >= float(low[1])).all(), feature.name
        assert high is None or found.dropna().between(0, 1).all(), feature.name


@every_family
def test_unit_is_in_every_name(family):
    for feature in family.features:
        ends = [unit for ends, unit in UNITS.items() if re.search(f"({ends})$", feature.name)]
        if feature.name not in BTYD:
            assert len(ends) == 1, feature.name
            assert re.match(ends[0], feature.unit), feature


def test_every_feature_stands_in_one_group():
    names = [feature.name for family in CATALOGUE for feature in family.features]
    assert len(names) == len(set(names))
    assert PROFILE_GROUP not in {group for family in CATALOGUE for group in family.groups}
