import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from src.modeling.boosting import Target, boosted, boosted_both, contributions, raw_score
from src.modeling.start import logit


@pytest.fixture(scope="module")
def learnt(invented):
    return invented(1000, seed=4)


@pytest.fixture(scope="module")
def booster(learnt):
    return boosted(learnt.design, Target("binary", learnt.churned, 30), seed=3, threads=1)


def test_the_same_input_gives_the_same_text_whatever_the_threads(learnt, booster):
    target = Target("binary", learnt.churned, 30)
    again = boosted(learnt.design, target, seed=3, threads=2)
    text, other = (b.model_to_string().split("\nparameters:")[0] for b in (booster, again))
    assert text == other
    another = boosted(learnt.design, target, seed=4, threads=1)
    assert another.model_to_string().split("\nparameters:")[0] != text


def test_two_boosters_of_the_same_rows_are_those_that_each_would_be_alone(learnt):
    target, start = Target("binary", learnt.churned, 30), logit(learnt.churn_prob)
    both = boosted_both(learnt.design, target, 3, 1, start)
    alone = (
        boosted(learnt.design, target, 3, 1, start=start),
        boosted(learnt.design, target, 4, 1),
    )
    assert [b.model_to_string() for b in both] == [b.model_to_string() for b in alone]


def test_a_single_row_is_scored_as_in_a_crowd(learnt, booster):
    everybody = raw_score(booster, learnt.design)
    alone = raw_score(booster, learnt.design.rows(np.array([17])))
    assert_array_equal(alone, everybody[[17]])


def test_contributions_add_up_to_the_score(learnt, booster):
    parts = contributions(booster, learnt.design)
    assert parts.shape == (1000, len(learnt.design.names) + 1)
    assert_allclose(parts.sum(axis=1), raw_score(booster, learnt.design), atol=1e-9)


def test_trees_correct_what_the_start_says(learnt):
    """Where the start is the truth there is little to correct; where it says the opposite, much."""
    target, truth = Target("binary", learnt.churned, 30), logit(learnt.churn_prob)
    right, wrong = (boosted(learnt.design, target, 3, 1, start=start) for start in (truth, -truth))
    little, much = (raw_score(booster, learnt.design) for booster in (right, wrong))
    assert np.abs(little).mean() < 0.15
    assert np.corrcoef(much, truth)[0, 1] > 0.8
