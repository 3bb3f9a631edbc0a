"""Own rules are refused with words for people; training and scoring tell the same segments."""

import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from src.asof import Asof
from src.engine import collect, open_engine
from src.errors import ManifestError
from src.features.build import PLAIN, groups
from src.features.norms import Norms
from src.segments.funnel import FUNNEL
from src.segments.kpis import total
from src.segments.volume import VOLUME
from src.serving.bundle import predict
from src.stages.bundling import bundled
from src.stages.permission import Permission
from src.stages.scoring import Scoring, foretold
from src.stages.segmenting import by_rule, in_segments, own_rules, segments_told
from src.unify.consent import LeftOut

FEATURES = ["net_sum", "orders_count", "activity_age_days", "age_band_years", "age_years"]
REFUSED = {
    "net_sun > 100": "names the column 'net_sun' in 'net_sun > 100', which this data set lacks."
    " Did you mean 'net_sum'? data/FEATURES.md lists what there may be.",
    "net_sum": "is DOUBLE and no condition; compare it, such as net_sum > 100.",
    "net_sum > avg(net_sum)": "must be scalar, one value from one row; it has the aggregate avg().",
    "net_sum > (SELECT 1)": "must be scalar, one value from one row; it has a subquery.",
    "random() > 0.5": "must be scalar, one value from one row; it has random(), which changes"
    " between runs.",
    "net_sum >": 'is no scalar expression: syntax error at or near ")".',
    "": "is empty; write a column or an expression.",
    "net_sum > 'many'": "cannot be computed: Conversion Error: Could not convert string.",
    "age_band_years < 30": "names age_band_years, a protected attribute: only the demographic"
    " segments may. Take it out.",
    "net_sum > 1 AND AGE_years > 60": "names age_years, a protected attribute: only the"
    " demographic segments may. Take it out.",
}


@pytest.mark.parametrize("condition", REFUSED)
def test_a_condition_that_is_none_is_refused(engine, shop, condition):
    with pytest.raises(ManifestError) as error:
        own_rules(engine, {"mine": condition}, shop.folder, FEATURES)
    where = shop.folder / "dataset.toml"
    assert str(error.value) == f"{where}: segments.mine {REFUSED[condition]}"


def test_all_that_is_wrong_is_told_at_once(engine, shop):
    own = {"one": "nothing = 1", "fine": "net_sum > 1", "two": "orders_count"}
    with pytest.raises(ManifestError) as error:
        own_rules(engine, own, shop.folder, FEATURES)
    assert [line.partition("segments.")[2][:3] for line in str(error.value).splitlines()] == [
        *("one", "two"),
    ]


def test_a_feature_that_counts_the_age_of_events_is_not_protected(engine, shop):
    own = own_rules(engine, {"old": "activity_age_days > 9 AND clv > 1"}, shop.folder, FEATURES)
    assert own.segments == ("old", "none of these", "not known")
    assert set(own.needs) == {"activity_age_days", "clv"}


OWN = {"large families": "family_size >= 4", "spenders": "net_sum > 500"}


@pytest.fixture(scope="module")
def learnt(market, shipped, bundle, tmp_path_factory):
    with open_engine("1GB", 1, tmp_path_factory.mktemp("own")) as engine:
        own = own_rules(engine, OWN, market.ingested.tables["orders"].parent, shipped.known.names)
    served = bundled(shipped, bundle.personas, groups(market.tables), Norms(), market.manifest)
    return served, by_rule(own, shipped.design.names)


@pytest.fixture(scope="module")
def half(market):
    """Who permits: the customers of the lower buckets."""
    tables = {name: table.filter(nw.col("bucket") < 128) for name, table in market.tables.items()}
    return Permission(tables, LeftOut("contacted", 400, 0, 200), whole=False)


@pytest.fixture(scope="module")
def told(market, shipped, learnt, half):
    served, rules = learnt
    described = (shipped, market.snapshots.at(market.plan.month_ago))
    return segments_told(rules, served, described, market.tables, half)


def test_every_scheme_adds_up_to_all_customers_and_all_their_money(told, shipped, learnt):
    served, _ = learnt
    names = ("orders_count", "net_sum", "T_days")
    known = {name: shipped.known.column(name) for name in names}
    whole = total(pd.DataFrame(known | predict(served, shipped.design.values))).loc["all"]
    assert {one.name for one in told.told} > {"RFM", "lifecycle", "own segments"}
    for one in told.told:
        for name in ("customers_count", "revenue_sum", "clv_sum", "value_at_risk_sum", "new_count"):
            assert one.table[name].sum() == pytest.approx(whole[name]), (one.name, name)
    assert {one.family for one in told.absent} >= {"funnel", "psychographic", "technographic"}


def test_moves_are_of_those_known_a_month_ago(told, market):
    before = market.snapshots.at(market.plan.month_ago)
    assert told.days == 30
    for one in told.told:
        assert one.moves.to_numpy().sum() == len(before.customer_id)
        assert one.moves.index.equals(one.moves.columns)
    tiers = next(one for one in told.told if one.name == "RFM")
    assert 0 < tiers.moved_share < 1


def test_own_segments_and_permission_to_contact_by_hand(told, shipped, half):
    table = next(one for one in told.told if one.name == "own segments").table
    size, spent = shipped.known.column("family_size"), shipped.known.column("net_sum")
    permits = half.covers(shipped.customer_id)
    for name, own in (("large families", size >= 4), ("spenders", (size < 4) & (spent > 500))):
        row = table.set_index("segment").loc[name]
        assert row["customers_count"] == own.sum() > 20
        assert row["consented_share"] == pytest.approx(permits[own].mean())


def test_the_most_valuable_hold_four_fifths_of_what_is_expected(told):
    table = next(one for one in told.told if one.name == "expected value").table
    most, rest = table.set_index("segment")["clv_sum"].loc[["A", "C"]] / table["clv_sum"].sum()
    assert 0.8 <= most < 0.82
    assert 0.03 < rest <= 0.05


def test_scores_put_customers_where_the_training_did(told, market, shipped, learnt, half):
    served, rules = learnt
    model, asof = Scoring(served, PLAIN, rules.schemes), Asof((shipped.now,))
    found = foretold(market.tables, asof, model, (400, 150), lambda _what, _share: None)
    everybody = Permission(market.tables, LeftOut("scored", 400, 0, 0), whole=True)
    for one, (scheme, who, places) in zip(
        told.told, in_segments(found, model, everybody, asof), strict=True
    ):
        names = pd.Series([scheme.segments[place] for place in places])
        counted = one.table.set_index("segment")["customers_count"]
        assert names.value_counts().to_dict() == counted.to_dict()
        assert len(set(who)) == len(who) == 400
    mine = {who for _, ids, _ in in_segments(found, model, half, asof) for who in ids}
    assert mine == set(shipped.customer_id[half.covers(shipped.customer_id)])
    assert 100 < len(mine) < 300


def test_who_never_ordered_is_in_the_funnel_only(market, learnt, shipped):
    served, _ = learnt
    visit = {"customer_id": ["x", "y"], "happened_day": [shipped.now - 5, shipped.now - 99]}
    rows = pd.DataFrame(visit).assign(type="view", session="s", stage=None)
    tables = {"orders": collect(market.tables["orders"]), "interactions": rows}
    tables = {name: nw.from_native(table).lazy() for name, table in tables.items()}
    allowed = Permission(tables, LeftOut("given a persona", 402, 0, 0), whole=True)
    model = Scoring(served, PLAIN, (FUNNEL, VOLUME))
    found = pd.DataFrame({"customer_id": ["a"], "place_0": [0], "place_1": [1]})
    funnel, volume = in_segments(found, model, allowed, Asof((shipped.now,)))
    assert (funnel[1], [FUNNEL.segments[n] for n in funnel[2]]) == (
        ["a", "x", "y"],
        ["buyer", "visitor", "away"],
    )
    assert volume[1] == ["a"]
