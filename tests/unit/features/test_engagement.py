"""Interactions of a few customers, counted by hand."""

import pandas as pd
import pytest

from src.features.breadth import BREADTH, DIFFERENT_ITEMS, DIFFERENT_TYPES
from src.features.engagement import ENGAGEMENT

CUTOFF = 1000  # 1972-09-27, a Wednesday: Saturdays are 4, 11, 18 ... days before it


@pytest.fixture
def engaged(features_of):
    """Features of one customer with interactions given as an age in days and a type."""

    def found(*events, families=(ENGAGEMENT,)):
        rows = [{"happened_day": CUTOFF - age, "type": kind} | other for age, kind, other in events]
        return features_of(families, pd.DataFrame(rows), CUTOFF)

    return found


def test_windows_end_before_the_cutoff(engaged):
    row = engaged(*((age, "view", {}) for age in (0, -3, 1, 7, 8, 30, 31, 90, 91, 365, 366)))
    names = [f"interactions_{days}d" for days in (7, 30, 90, 365)]
    assert [row[name] for name in names] == [2, 4, 6, 8]
    assert row["interactions_count"] == row["active_days_count"] == 9
    assert row["visit_recency_days"] == 1
    assert row["activity_age_days"] == 366


def test_a_busy_day_is_one_day(engaged):
    row = engaged((41, "view", {}), (21, "view", {}), (21, "cart", {}), (21, "cart", {}))
    assert row["active_days_count"] == 2
    assert row["active_day_mean"] == 2
    assert row["activity_gap_mean_days"] == 20
    assert row["activity_overdue_ratio"] == pytest.approx(21 / 20)
    # 3 in the last 30 days, 4 in 41
    assert row["interactions_trend_ratio"] == pytest.approx((3 / 30) / (4 / 41))


def test_one_day_has_no_gap_and_is_steady(engaged):
    row = engaged((5, "view", {}), (5, "view", {}))
    assert pd.isna(row["activity_gap_mean_days"])
    assert pd.isna(row["activity_overdue_ratio"])
    assert row["interactions_trend_ratio"] == pytest.approx(1)


def test_weekend(engaged):
    ages = [4, 4, 4, 3, 2, 2]  # three on a Saturday, one on a Sunday, two on a Monday
    assert engaged(*((age, "view", {}) for age in ages))["activity_weekend_share"] == 4 / 6


def test_only_redemptions_are_redemptions(engaged):
    row = engaged(
        (90, "coupon_redemption", {}),
        (90, "coupon_redemption", {}),
        (91, "coupon_redemption", {}),
        (1, "visit", {}),
        (0, "coupon_redemption", {}),
    )
    names = ["redemptions_count", "redemptions_90d", "redemption_recency_days"]
    assert [row[name] for name in names] == [3, 2, 90]


def test_what_was_never_done_is_counted_as_none_and_has_no_age(engaged):
    row = engaged((3, "view", {}))
    for name in ("logins", "downloads", "redemptions"):
        assert row[f"{name}_count"] == 0
    assert pd.isna(row["login_recency_days"])
    assert pd.isna(row["redemption_recency_days"])
    assert pd.isna(row["funnel_stage_max"])


def test_logins_and_downloads(engaged):
    row = engaged(
        (12, "login", {}),
        (12, "login", {}),
        (31, "login", {}),
        (90, "download", {}),
        (91, "download", {}),
    )
    assert [row["logins_count"], row["logins_30d"], row["login_recency_days"]] == [3, 2, 12]
    assert [row["downloads_count"], row["downloads_90d"]] == [2, 1]


def test_the_deepest_stage_of_a_day_counts(engaged):
    row = engaged(
        (40, "x", {"stage": "awareness"}),
        (40, "x", {"stage": "purchase"}),
        (3, "x", {"stage": "intent"}),
        (3, "x", {"stage": "awareness"}),
        (2, "x", {"stage": "elsewhere"}),
        (0, "x", {"stage": "loyalty"}),
    )
    assert row["funnel_stage_max"] == 4
    assert row["funnel_stage_30d_max"] == 3


def test_an_unknown_item_is_none(engaged):
    row = engaged(
        (9, "view", {"item": "tea"}),
        (9, "cart", {"item": "tea"}),
        (8, "view", {"item": "jam"}),
        (7, "login", {}),
        (0, "other", {"item": "new"}),
        families=(DIFFERENT_TYPES, DIFFERENT_ITEMS),
    )
    assert row["items_touched_count"] == 2
    assert row["interaction_types_count"] == 3


def test_devices_are_shares_of_what_is_known(features_of):
    family = BREADTH.with_values({"interactions.device": {"mobile": "Mobile", "tv": "TV"}})
    devices = ["Mobile", "Mobile", "Mobile", "desktop", None, None]
    rows = pd.DataFrame({"device": devices, "happened_day": CUTOFF - 1, "type": "view"})
    row = features_of([family], rows, CUTOFF)
    assert row["device_mobile_share"] == pytest.approx(3 / 4)
    assert row["device_tv_share"] == 0
