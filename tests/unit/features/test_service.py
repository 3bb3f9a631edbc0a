"""Tickets of a few customers, counted by hand."""

import pandas as pd
import pytest

from src.features.service import SERVICE

CUTOFF = 1000


@pytest.fixture
def helped(features_of):
    """Features of one customer with tickets given as ages: opened, closed (None: open), others."""

    def found(*tickets):
        rows = []
        for opened, closed, other in tickets:
            day = CUTOFF - opened
            closed_day = None if closed is None else CUTOFF - closed
            rows.append(
                {"opened_day": day, "opened_s": day * 86_400, "closed_day": closed_day} | other
            )
        return features_of([SERVICE], pd.DataFrame(rows).astype({"closed_day": float}), CUTOFF)

    return found


def test_a_ticket_closed_on_the_cutoffs_day_is_open(helped):
    row = helped((400, 390, {}), (91, 87, {}), (90, 0, {}), (30, -5, {}), (2, None, {}), (0, 0, {}))
    names = ["tickets_count", "tickets_30d", "tickets_90d", "tickets_365d", "tickets_open_count"]
    assert [row[name] for name in names] == [5, 2, 3, 4, 3]
    assert row["ticket_recency_days"] == 2
    assert row["ticket_waiting_days"] == 90
    assert row["ticket_open_mean_days"] == row["ticket_open_median_days"] == 7
    assert row["ticket_open_max_days"] == 10


def test_a_rating_is_known_once_the_ticket_is_closed(helped):
    row = helped(
        (100, 90, {"satisfaction": 4.0}),
        (60, 50, {"satisfaction": 2.0}),
        (50, 1, {}),
        (40, 0, {"satisfaction": 1.0}),
        (20, None, {"satisfaction": 5.0}),
    )
    assert row["ticket_mean_score"] == 3
    assert row["ticket_min_score"] == row["ticket_last_score"] == 2
    assert row["ticket_unhappy_share"] == pytest.approx(1 / 2)
    assert row["ticket_rated_share"] == pytest.approx(2 / 3)


def test_nobody_is_given_a_rating(helped):
    row = helped((5, None, {}))
    for name in (
        "ticket_mean_score",
        "ticket_min_score",
        "ticket_last_score",
        "ticket_rated_share",
    ):
        assert pd.isna(row[name])
    assert pd.isna(row["ticket_open_mean_days"])


def test_who_comes_again(helped):
    row = helped(
        (100, 95, {}),
        (93, 92, {}),  # 7 days after the first was opened, 2 after it was closed
        (63, None, {}),  # 30 days, and 29 after it was closed
        (40, 30, {}),  # 23 days; the one before is open
    )
    assert row["tickets_again_7d_count"] == 1
    assert row["tickets_again_30d_count"] == 3
    assert row["tickets_reopened_count"] == 1


@pytest.mark.parametrize(("closed", "reopened"), [(34, 1), (35, 0), (20, 1), (19, 0), (None, 0)])
def test_reopened_is_within_14_days_of_closing(helped, closed, reopened):
    row = helped((50, closed, {}), (20, None, {}))
    assert row["tickets_reopened_count"] == reopened


def test_a_ticket_of_the_future_is_not_the_one_before(helped):
    assert helped((1, None, {}), (0, None, {}))["tickets_again_7d_count"] == 0


def test_topics(helped):
    topics = ["late", "late", None, "broken"]
    row = helped(*((10, None, {"topic": topic}) for topic in topics), (0, None, {"topic": "new"}))
    assert row["ticket_topics_count"] == 2
