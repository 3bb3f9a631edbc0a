"""Contracts of a few customers, computed by hand."""

import pandas as pd
import pytest

from src.features.contract import CONTRACT

CUTOFF = 1000


@pytest.fixture
def subscribed(features_of):
    """Features of one customer with contracts given as ages: begun, ended (None: runs), others."""

    def found(*contracts):
        rows = []
        for begun, ended, other in contracts:
            day = CUTOFF - begun
            ended_day = None if ended is None else CUTOFF - ended
            plain = {"amount": None, "period": None, "started_s": day * 86_400}
            rows.append({"started_day": day, "ended_day": ended_day} | plain | other)
        frame = pd.DataFrame(rows).astype({"amount": float, "ended_day": float})
        return features_of([CONTRACT], frame, CUTOFF)

    return found


def test_an_end_at_the_cutoff_or_later_is_not_known(subscribed):
    row = subscribed(
        (400, 300, {}), (200, 1, {}), (90, 0, {}), (30, -200, {}), (5, None, {}), (0, None, {})
    )
    names = ["contracts_count", "contracts_active_count", "contracts_ended_count"]
    assert [row[name] for name in names] == [5, 3, 2]
    assert row["contract_tenure_days"] == 90
    assert row["contract_first_days"] == 400
    assert row["contract_end_recency_days"] == 1
    assert row["contract_length_mean_days"] == pytest.approx((100 + 199) / 2)
    assert row["contracts_begun_90d"] == 3
    assert row["contract_changes_count"] == 4


def test_why_it_ends_is_not_known_before(features_of):
    family = CONTRACT.with_values({"subscriptions.end_reason": {"price": "price"}})
    rows = pd.DataFrame(
        {"started_day": 900, "ended_day": [999, 1000], "end_reason": ["moved", "price"]}
    )
    assert features_of([family], rows, CUTOFF)["contract_ended_price_share"] == 0


def test_who_left_pays_nothing_now(subscribed):
    row = subscribed((400, 300, {"amount": 5.0, "period": "month"}))
    assert row["contracts_active_count"] == 0
    for name in ("contract_tenure_days", "contract_amount_per_month", "contract_renewal_days"):
        assert pd.isna(row[name])
    assert row["contract_amount_mean"] == row["contract_amount_max"] == 5


@pytest.mark.parametrize(
    ("period", "monthly"), [("week", 52.0), ("month", 12.0), ("quarter", 4.0), ("year", 1.0)]
)
def test_amounts_are_per_month(subscribed, period, monthly):
    row = subscribed((10, None, {"amount": 12.0, "period": period}))
    assert row["contract_amount_per_month"] == pytest.approx(monthly)


def test_amounts_that_are_not_known_are_left_out(subscribed):
    row = subscribed(
        (90, 80, {"amount": 30.0, "period": "month"}),
        (60, None, {"amount": 10.0, "period": "month"}),
        (50, None, {"amount": 99.0}),
        (40, None, {"period": "month"}),
    )
    assert row["contract_amount_per_month"] == 10
    assert row["contract_amount_mean"] == 20
    assert row["contract_price_ratio"] == pytest.approx(1 / 2)


def test_ups_and_downs_in_the_order_of_their_starts(subscribed):
    def of(amount, period="month"):
        return {"amount": amount, "period": period, "plan": f"{amount} {period}"}

    row = subscribed(
        (100, None, of(8.0)),
        (400, 300, of(10.0)),
        (200, 100, of(120.0, "year")),  # the same per month
        (50, None, of(20.0)),
        (0, None, of(1.0)),
    )
    assert row["contract_downgrades_count"] == 1
    assert row["contract_upgrades_count"] == 1
    assert row["plans_count"] == 4


@pytest.mark.parametrize(
    ("age", "period", "left"),
    [(1, "month", 29), (30, "month", 0), (31, "month", 29), (360, "year", 5), (8, "week", 6)],
)
def test_days_to_renewal(subscribed, age, period, left):
    row = subscribed((age, None, {"period": period}))
    assert row["contract_renewal_days"] == left


def test_the_next_renewal_of_those_that_run(subscribed):
    row = subscribed((6, 2, {"period": "week"}), (25, None, {"period": "month"}), (9, None, {}))
    assert row["contract_renewal_days"] == 5
    assert row["contract_period_days"] == 30
