"""A sentence stands on its support, and falls with it."""

from dataclasses import replace

import numpy as np
import pytest

from src.personas.claims import Claim, Slot, Support, kept, of_difference, supported
from src.personas.difference import controlled, even, of_means, of_shares
from src.reporting.language import speech
from src.reporting.sentences import Teller

FOUND = of_shares(even(np.repeat([1.0, 0.0], [60, 40])), even(np.repeat([1.0, 0.0], [90, 210])))
SUPPORT = of_difference(FOUND, "weighted_share", "share", "feedback")
CLAIM = Claim(
    "barriers",
    "barrier-delivery",
    "names_barriers",
    {"own": Slot("share", 0.6), "others": Slot("share", 0.3), "answer": Slot("term", "delivery")},
    SUPPORT,
)


def test_a_supported_sentence_is_told_with_statistic_n_interval_and_table():
    (claim,) = kept([CLAIM])
    told = Teller(speech("en"), "EUR").sentence(claim, "p2")
    assert told.text == "60% say that delivery keeps them from buying; others 30%."
    assert told.id == "p2-barriers-barrier-delivery"
    assert told.evidence == (
        "Difference of shares, answers weighted by who responds: +30%, 95% interval +19% to +40%;"
        " n = 100 of them and 300 others; table feedback; adjusted p < .001."
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"n": 9},
        {"others_n": 9},
        {"p_value": 0.051},
        {"low": -0.01},
        {"estimate": float("nan")},
        {"high": float("inf")},
    ],
)
def test_without_support_the_sentence_is_gone(broken):
    assert supported(SUPPORT)
    assert kept([replace(CLAIM, support=replace(SUPPORT, **broken))]) == ()


def test_a_number_that_is_compared_with_nothing_needs_customers_and_an_interval():
    alone = Support("share", "share", 0.4, 0.3, 0.5, 30, "orders")
    assert supported(alone)
    assert not supported(replace(alone, n=3))


def test_benjamini_and_hochberg_as_in_their_paper():
    """Their example (1995, section 4.1): of fifteen, the first four are found at .05."""
    p = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
    ]
    assert [value <= 0.05 for value in controlled(p)] == [True] * 4 + [False] * 11


def test_means_by_hand():
    # means 2 and 5, variances 1 and 1 of three each: t = -3 / sqrt(2 / 3), 4 degrees of freedom
    found = of_means(even(np.array([1.0, 2, 3])), even(np.array([4.0, 5, 6])))
    assert found.value == -3
    assert found.p_value == pytest.approx(0.02131, abs=1e-5)
    assert found.high == pytest.approx(-3 + 2.776445 * (2 / 3) ** 0.5, abs=1e-5)
