"""Population statistics: what is common, what is usual, and that nobody's own word gets out."""

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import pytest

from src.asof import Asof
from src.features.build import Recipe, build, families, groups, names
from src.features.campaigns import CAMPAIGNS
from src.features.family import Family, Grain, Mix
from src.features.norms import Norms, fit_norms

CUTOFF = 17300
MIXED = Family(
    "mixed", Grain("events", ("messages",), lambda t, _: t["messages"]), {}, {}, (
        Mix("channel", "channel", "channels", "messages"),
    )
)  # fmt: skip


def common(values):
    rows = [(f"c{n}", value) for value, many in values.items() for n in range(many)]
    table = pd.DataFrame(rows, columns=["customer_id", "channel"])
    lazy = nw.from_native(table).lazy()
    return fit_norms({"messages": lazy}, CUTOFF, [MIXED]).common["messages.channel"]


def test_what_few_have_is_not_common():
    assert common({"mail": 500, "sms": 20, "to Ann": 19}) == {"mail": "mail", "sms": "sms"}


def test_what_one_in_a_hundred_has_is_common():
    assert list(common({"mail": 5_000, "sms": 30, "app": 60})) == ["mail", "app"]


def test_who_has_several_values_is_one_customer():
    wide = {f"kind {n}": 1_000 for n in range(7)}  # of the same thousand
    assert "rare" in common(wide | {"rare": 20})


def test_a_column_without_values_has_none():
    assert common({None: 30}) == {}


def test_no_more_than_eight_are():
    assert len(common({f"kind {n}": 30 + n for n in range(12)})) == 8


def test_two_values_of_one_word_stay_apart():
    assert common({"NPS": 90, "nps": 80}) == {"nps": "NPS", "nps_2": "nps"}


def lines(prices):
    rows = [
        (f"c{n}", category, 2.0, 2 * price, CUTOFF - 5)
        for category, price in prices
        for n in range(30)
    ]
    columns = ["customer_id", "category", "quantity", "net", "ordered_day"]
    return pd.DataFrame(rows, columns=columns)


def test_a_usual_price_is_the_median_before_the_cutoff():
    known = lines([("tea", 3.0), ("tea", 5.0), ("tea", 40.0), ("rum", 20.0)])
    later = lines([("tea", 900.0)]).assign(ordered_day=CUTOFF)
    norms = fit_norms({"order_lines": pd.concat([known, later])}, CUTOFF, [])
    assert norms.usual_prices == {"rum": 20.0, "tea": 5.0}


def test_shares_and_price_level_are_features(shop, computed):
    norms = Norms(
        {"interactions.device": {"one": "device one"}}, {"k0": 10.0, "k1": 12.0, "k2": 14.0}
    )
    recipe = Recipe(norms)
    named = groups(shop, recipe)
    assert ("device_one_share",) == tuple(
        n for n in sum(named.values(), ()) if n == "device_one_share"
    )
    rows = computed(build(shop, Asof((CUTOFF,)), recipe)).set_index("customer_id")
    past = shop["interactions"].query(f"happened_day < {CUTOFF}").dropna(subset="device")
    share = past["device"].eq("device one").groupby(past["customer_id"]).mean()
    known = rows["device_one_share"].dropna()
    assert len(known) > 10
    pd.testing.assert_series_equal(known, share.reindex(known.index), check_names=False)
    bought = shop["order_lines"].query(f"ordered_day < {CUTOFF} and quantity > 0")
    bought = bought.assign(usual=bought["category"].map(norms.usual_prices)).dropna(subset="usual")
    sums = bought.assign(usual=bought["usual"] * bought["quantity"]).groupby("customer_id")
    level = sums["net"].sum() / sums["usual"].sum()
    found = rows["price_level_ratio"].dropna()
    assert len(found) > 10
    assert found.to_dict() == pytest.approx(level.reindex(found.index).to_dict())


def test_what_nobody_records_is_no_feature(shop):
    """Opens are recorded only later, no ticket is ever closed and no session told; clicks are."""
    later = shop["messages"]["opened_day"].clip(lower=CUTOFF)
    messages = shop["messages"].assign(opened_day=later)
    tickets = shop["tickets"].assign(closed_day=np.nan)
    interactions = shop["interactions"].assign(session=None)
    tables = shop | {"messages": messages, "tickets": tickets, "interactions": interactions}
    norms = fit_norms(tables, CUTOFF, families(tables))
    never = ["interactions.session", "messages.opened_day", "tickets.closed_day"]
    assert list(norms.never) == never
    gone = set(names(tables)) - set(names(tables, Recipe(Norms(never=never))))
    assert gone > {"open_rate", "tickets_open_count", "sessions_count", "cart_abandoned_share"}
    assert not gone & {"click_rate", "messages_count", "tickets_count", "interactions_count"}
    described = build(tables, Asof((CUTOFF,)), Recipe(norms)).collect_schema().names()
    assert not gone & set(described)


def test_where_nothing_was_known_yet_nothing_is_missed(shop):
    early = int(shop["messages"]["sent_day"].min())
    assert fit_norms({"messages": shop["messages"]}, early, [CAMPAIGNS]).never == []


def test_without_statistics_no_feature_needs_any(shop):
    assert "price level" not in {family.name for family in families(shop)}
