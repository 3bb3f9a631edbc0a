"""The schemes of the catalogue: definitions by hand, and what may not be in them."""

import numpy as np
import pandas as pd
import pytest

from src.features.catalogue import CATALOGUE as FEATURES
from src.features.profile import AGE_BAND
from src.segments.catalogue import CATALOGUE, OF_VALUES, PREDICTIONS, schemes
from src.segments.demographic import AGE, AGE_STATED, HOUSEHOLD
from src.segments.lifecycle import LIFECYCLE
from src.segments.loyalty import LOYALTY
from src.segments.own import is_protected
from src.segments.price_need import PRICE_NEED, PRICE_NEED_WITHOUT
from src.segments.rfm import fit_bins, scores
from src.segments.rfm_cells import RFM
from src.segments.scheme import FIFTHS, NOT_KNOWN, assigned
from src.segments.tiers import TIERS
from src.segments.typical import MEASURES, Typical, fit_typical
from src.segments.volume import VOLUME
from src.segments.worth import WORTH

NAN = float("nan")
FAMILIES = {
    *("demographic", "psychographic", "behavioural", "needs-based"),
    *("value-based", "geographic", "technographic", "loyalty"),
}
VALUES = ["region_nsw_share", "region_new_south_wales_share", "device_mobile_share"]
PLACES = [*VALUES, "country_au_share"]
EVERY = (*CATALOGUE, *(make(PLACES) for make in OF_VALUES))
GIVEN = (
    *(feature.name for family in FEATURES for feature in family.features),
    *(AGE_BAND.name, "age_years", "household_size", "kids_count", *PLACES),
)


def typical_of(rows, clv=None):
    columns = {"orders_365d": 1.0, "net_365d": 1.0, "gap_mean_days": 30.0}
    filled = rows.assign(**{n: v for n, v in columns.items() if n not in rows})
    filled = filled.assign(**{name: 1.0 for name in MEASURES if name not in rows})
    return fit_typical(
        lambda name: filled[name].to_numpy(float), np.ones(1) if clv is None else clv
    )


def names(scheme, typical, **columns):
    rows = pd.DataFrame(columns, dtype=float)
    return [scheme.segments[n] for n in assigned(rows, [scheme], typical)[scheme.name]]


def test_all_eight_families_are_there_beside_rfm_lifecycle_funnel_and_tiers():
    assert {one.family for one in EVERY} == FAMILIES | {"RFM", "lifecycle", "funnel", "value tiers"}


@pytest.mark.parametrize("scheme", EVERY, ids=lambda one: f"{one.family} {one.name}")
def test_a_scheme_sits_the_exam(scheme):
    """It names what it says it needs and nothing else, and that exists; names are told once."""
    assert set(scheme.needs) <= {*GIVEN, *PREDICTIONS, *FIFTHS}
    told = " ".join(rule.when for rule in scheme.rules)
    assert all(name in told for name in scheme.needs)
    columns = pd.DataFrame([dict.fromkeys(scheme.needs, 0.5)])
    assert len(assigned(columns, [scheme], typical_of(columns))) == 1
    for words in (scheme.segments, scheme.reasons):
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("scheme", EVERY, ids=lambda one: f"{one.family} {one.name}")
def test_who_is_not_known_at_all_is_in_no_segment(scheme):
    rows = pd.DataFrame([dict.fromkeys(scheme.needs, NAN)])
    places = assigned(rows, [scheme], typical_of(pd.DataFrame({"x": [1.0]})))
    assert places[scheme.name].tolist() == [len(scheme.rules)]


def test_protected_attributes_are_in_demographic_schemes_only():
    events = {feature.name for family in FEATURES for feature in family.features}
    naming = [one.family for one in EVERY if any(map(is_protected, {*one.needs} - events))]
    assert set(naming) == {"demographic"}
    assert not any("gender" in rule.when for one in EVERY for rule in one.rules)


def test_rfm_names_every_cell_as_the_scores_do():
    rng = np.random.default_rng(0)
    rows = pd.DataFrame(rng.gamma(1, 30, (2_000, 3)), columns=list(MEASURES))
    bins = fit_bins(*(rows[name].to_numpy() for name in MEASURES))
    expected = scores(bins, *(rows[name].to_numpy() for name in MEASURES))["rfm_segment"]
    found = assigned(rows, [RFM], typical_of(rows))["RFM"]
    assert [RFM.segments[n] for n in found] == expected.tolist()
    assert len(set(expected)) == 10


def test_lifecycle_by_hand():
    """One order 80 and 100 days ago, 5 days since: their usual gaps are 10 and 30 days."""
    typical = typical_of(pd.DataFrame({"gap_mean_days": [10.0, 30.0, 50.0, NAN]}))
    assert typical.gap_days == 30
    found = names(
        LIFECYCLE,
        typical,
        T_days=[90, 200, 200, 200, 200, 200, 91, 91, 91],
        recency_days=[80, 10, 11, 30, 31, 5, 30, 31, 91],
        overdue_ratio=[NAN, 1, 1.1, 3, 3.1, 0.5, NAN, NAN, NAN],
        gap_last_days=[NAN, 10, 10, 10, 10, 31, NAN, NAN, NAN],
        gap_median_days=[NAN, 10, 10, 10, 10, 10, NAN, NAN, NAN],
    )
    assert found == [
        *("new", "active", "slipping", "slipping", "lapsed", "returning"),
        *("active", "slipping", "lapsed"),
    ]


def test_loyalty_by_hand():
    found = names(
        LOYALTY,
        typical_of(pd.DataFrame({"x": [1.0]})),
        orders_count=[1, 1, 2, 9, 9, 9],
        overdue_ratio=[NAN, NAN, 2, 2, 2, 4],
        recency_days=[30, 100, 9, 9, 9, 9],
        gap_cv_ratio=[NAN, NAN, NAN, 0.9, 1.1, 0.1],
    )
    assert found == ["first-time", "inactive", "repeat", "client", "repeat", "inactive"]


def test_the_pyramid_has_one_four_fifteen_and_eighty_of_a_hundred():
    """1,000 who bought, each with another sum, and 50 who did not."""
    spend = np.r_[np.random.default_rng(2).permutation(np.arange(1.0, 1_001)), np.zeros(50)]
    rows = pd.DataFrame({"net_365d": spend, "orders_365d": np.r_[np.ones(1_000), np.zeros(50)]})
    found = names(TIERS, typical_of(rows), **rows)
    assert pd.Series(found).value_counts().to_dict() == {
        "top": 10,
        "big": 40,
        "medium": 150,
        "small": 800,
        "inactive": 50,
    }
    assert {name for name, sum_ in zip(found, spend, strict=True) if sum_ > 990} == {"top"}


def test_abc_by_hand():
    clv = np.array([4.0, 50, 10, 30, 5, 1, 0])
    rows = pd.DataFrame({"clv": clv})
    assert names(WORTH, typical_of(rows, clv), clv=clv) == ["C", "A", "B", "A", "B", "C", "C"]


def test_the_heavy_half_by_hand():
    orders = pd.DataFrame({"orders_365d": [0.0, 1, 2, 3, 9]})
    assert typical_of(orders).half_orders == 2.5
    assert names(VOLUME, typical_of(orders), **orders) == [
        *("no buyer now", "light half", "light half", "heavy half", "heavy half"),
    ]


def test_price_needs_by_hand():
    typical = typical_of(pd.DataFrame({"x": [1.0]}))
    reduced = {"discounted_order_share": [0.9, 0.51, 0.5, 0]}
    found = names(PRICE_NEED, typical, coupon_order_share=[0.6, 0.5, 0, 0], **reduced)
    assert found == ["coupons", "reductions", "some reductions", "full price"]
    assert names(PRICE_NEED_WITHOUT, typical, **reduced) == ["reductions", *found[1:]]


def test_ages_and_households_by_hand():
    typical = typical_of(pd.DataFrame({"x": [1.0]}))
    assert names(AGE, typical, age_band_years=[20, 30, 50, 60, 80, NAN]) == [
        *("under 30", "30 to 39", "50 to 59", "60 and over", "60 and over", NOT_KNOWN),
    ]
    assert names(AGE_STATED, typical, age_years=[24, 25, 64, 65]) == [
        *("under 25", "25 to 34", "55 to 64", "65 and over"),
    ]
    assert names(HOUSEHOLD, typical, household_size=[1, 2, 3, 3], kids_count=[0, 0, 1, NAN]) == [
        *("living alone", "several adults", "with children", NOT_KNOWN),
    ]


def test_places_and_devices_are_those_of_the_data_set():
    land, place, device = (make(PLACES) for make in OF_VALUES)
    typical = typical_of(pd.DataFrame({"x": [1.0]}))
    shares = {VALUES[0]: [1, 0, 0, NAN], VALUES[1]: [0, 1, 0, NAN]}
    assert names(place, typical, **shares) == ["nsw", "new south wales", "elsewhere", NOT_KNOWN]
    assert names(device, typical, device_mobile_share=[0.6, 0.5]) == [
        *("mostly mobile", "other devices"),
    ]
    assert names(land, typical, country_au_share=[1, 0]) == ["au", "elsewhere"]
    assert [one.family for one in (land, place, device)] == [*["geographic"] * 2, "technographic"]


def test_of_one_name_the_first_that_the_data_allow_is_taken_and_what_is_lacking_is_said():
    present, absent = schemes(["age_years", "orders_365d"])
    assert [one.name for one in present] == ["RFM", "expected value", "buying volume", "age"]
    assert next(one for one in present if one.name == "age") is AGE_STATED
    told = {one.name: one.lacking for one in absent}
    assert "age" not in told
    assert told["device"] == "device of visits (table interactions)"
    both, _ = schemes(["age_years", "age_band_years"])
    assert AGE in both
    assert AGE_STATED not in both


def test_json_keeps_the_numbers():
    rows = pd.DataFrame(np.random.default_rng(3).gamma(2, 9, (50, 3)), columns=list(MEASURES))
    found = typical_of(rows)
    assert Typical.from_dict(found.to_dict()) == found
    assert np.isnan(typical_of(rows.assign(orders_365d=0.0)).top_1_net)  # nobody tells
