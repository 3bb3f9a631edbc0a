"""Answers of a few customers, counted by hand."""

import pandas as pd
import pytest

from src.features.attitude import ATTITUDE

CUTOFF = 1000


@pytest.fixture
def asked(features_of):
    """Features of one customer with answers given as age in days, question, score and scale."""

    def found(*answers):
        columns = ["age", "question", "score", "scale"]
        rows = pd.DataFrame(answers, columns=columns).astype({"score": float, "scale": float})
        return features_of([ATTITUDE], rows.assign(answered_day=CUTOFF - rows["age"]), CUTOFF)

    return found


def test_scores_of_different_scales(asked):
    row = asked(
        (400, "csat", 5, 5),
        (365, "csat", 1, 5),
        (91, "nps", 9, 10),
        (0, "csat", 1, 5),
        (-9, "nps", 0, 10),
    )
    assert [row["answers_count"], row["answers_365d"], row["answers_90d"]] == [3, 2, 0]
    assert row["answer_recency_days"] == row["score_recency_days"] == 91
    assert row["answer_mean_score"] == pytest.approx((1 + 0.2 + 0.9) / 3)
    assert [row["answer_min_score"], row["answer_max_score"]] == [0.2, 1]
    assert row["answer_last_score"] == pytest.approx(0.9)
    assert row["answer_365d_score"] == pytest.approx((0.2 + 0.9) / 2)
    assert row["answer_trend_score"] == pytest.approx(0.9 - 0.7)
    assert row["questions_count"] == 2


def test_a_score_is_never_made_up(asked):
    row = asked((10, "barrier", None, None), (20, "stars", 3, None))
    assert row["answers_count"] == 2
    names = [name for name in row if name.endswith(("_score", "_share"))]
    assert len(names) == 10
    assert all(pd.isna(row[name]) for name in names)
    assert pd.isna(row["score_recency_days"])
    assert row["nps_count"] == 0


def test_the_last_score_is_of_the_last_answer_that_has_one(asked):
    row = asked((30, "csat", 2, 5), (20, "csat", 4, 5), (20, "csat", 3, 5), (10, "why", None, None))
    assert row["answer_last_score"] == pytest.approx(0.8)  # the best of its day
    assert [row["answer_recency_days"], row["score_recency_days"]] == [10, 20]


def test_one_score_has_no_trend(asked):
    assert pd.isna(asked((30, "csat", 2, 5))["answer_trend_score"])


@pytest.mark.parametrize(
    ("score", "promotes", "detracts"),
    [(10, 1, 0), (9, 1, 0), (8, 0, 0), (7, 0, 0), (6, 0, 1), (0, 0, 1)],
)
def test_promoters_and_detractors(asked, score, promotes, detracts):
    row = asked((3, "nps", score, 10))
    assert row["nps_last_score"] == row["nps_mean_score"] == score
    assert [row["nps_promoter_share"], row["nps_detractor_share"]] == [promotes, detracts]


def test_only_recommendations_are(asked):
    row = asked((40, "NPS", 9, 10), (30, "nps", 4, 10), (20, "nps", None, 10), (10, "csat", 5, 5))
    assert row["nps_count"] == 2
    assert row["nps_recency_days"] == 30
    assert row["nps_last_score"] == pytest.approx(4)
    assert row["nps_mean_score"] == pytest.approx(6.5)
    assert [row["nps_promoter_share"], row["nps_detractor_share"]] == [0.5, 0.5]
