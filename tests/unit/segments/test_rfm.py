import json

import numpy as np
import pytest

from src.segments.rfm import CELLS, RfmBins, fit_bins, scores


def test_ten_customers_fall_into_fifths_of_two():
    value = np.arange(1.0, 11.0)
    table = scores(fit_bins(value, value, value), value, value, value)
    fifths = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert table["frequency_score"].tolist() == fifths
    assert table["monetary_score"].tolist() == fifths
    assert table["recency_score"].tolist() == fifths[::-1]  # few days ago is best
    assert table["rfm_cell"].tolist()[0] == "511"
    assert table["rfm_segment"].tolist()[0] == "new"
    assert table["rfm_segment"].tolist()[-1] == "cannot lose"


def test_equal_customers_get_equal_scores():
    once = np.array([1.0] * 7 + [2, 5, 9])  # as on CDNOW, most bought once
    table = scores(fit_bins(once, once, once), once, once, once)
    assert table["frequency_score"].tolist() == [1] * 7 + [4, 5, 5]


def test_later_customers_are_scored_with_the_frozen_edges():
    bins = fit_bins(np.arange(1.0, 101), np.arange(1.0, 101), np.arange(1.0, 101))
    later = scores(bins, np.array([1000.0]), np.array([1000.0]), np.array([-5.0]))
    assert later["rfm_cell"].tolist() == ["151"]


def test_json_keeps_the_edges():
    bins = fit_bins(np.arange(7.0), np.arange(7.0), np.random.default_rng(0).normal(size=7))
    assert RfmBins.from_dict(json.loads(json.dumps(bins.to_dict()))) == bins


@pytest.mark.parametrize(
    ("recency", "frequency", "name"),
    [
        (5, 5, "champion"),
        (5, 1, "new"),
        (1, 5, "cannot lose"),
        (1, 1, "hibernating"),
        (3, 3, "needs attention"),
    ],
)
def test_corners_of_the_grid(recency, frequency, name):
    assert CELLS[recency - 1][frequency - 1] == name


def test_no_customers_make_no_rows():
    bins = RfmBins((1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 3, 4))
    none = np.array([])
    assert scores(bins, none, none, none).empty
