"""How sure the predicted spend is, in sentences that say no more than was counted."""

from dataclasses import replace

import numpy as np
import pytest

from src.reporting.certainty import certainty, interval_sentence, total_sentences
from src.reporting.report import render_report


@pytest.fixture
def counted(findings):
    """100 customers, 90 inside; of the 20 most valuable, 14."""
    clv = np.arange(100.0, 0, -1)
    spent = clv.copy()
    spent[[0, 1, 2, 3, 4, 5, 50, 51, 52, 53]] = 1000
    judged = findings.judged.head(100).assign(
        clv=clv, clv_low=clv / 2, clv_high=clv * 2, net_ahead=spent
    )
    return replace(findings, judged=judged)


def test_customers_inside_are_counted_for_all_and_for_the_valuable(counted):
    assert interval_sentence(counted) == (
        "80% intervals: 90% of customers were inside (83% to 94%, n = 100),"
        " 70% of the most valuable fifth (48% to 85%, n = 20)."
    )
    told = certainty(counted)
    assert told["clv.coverage.this_model"] == 0.9
    assert told["clv.coverage_top_fifth.this_model"] == 0.7


def test_the_total_is_held_against_what_was_earned(findings):
    told = total_sentences(findings)
    assert told[0] == (
        "All together: $1,200,000 (95% interval $1,000,000 to $1,440,000) were expected,"
        " $1,165,000 were earned, inside the interval."
    )
    assert told[1] == ("In the 91 days to come: $1,100,000 (95% interval $930,000 to $1,310,000).")
    missed = replace(findings, total_judged=replace(findings.total_judged, earned=900_000.0))
    assert "$900,000 were earned, outside the interval." in total_sentences(missed)[0]
    assert certainty(findings)["clv.total.earned"] == 1_165_000


@pytest.mark.parametrize(
    ("judged", "ahead", "words"),
    [
        (False, False, "History is shorter than a year: what the season brings is not known."),
        (False, True, "The judged model knew less than a year, and so no season"),
        (True, True, None),
    ],
)
def test_it_warns_where_no_year_shows_the_season(findings, judged, ahead, words):
    known = replace(
        findings,
        total_judged=replace(findings.total_judged, season_known=judged),
        total_ahead=replace(findings.total_ahead, season_known=ahead),
    )
    warnings = total_sentences(known)[2:]
    assert len(warnings) == (words is not None)
    assert all(words in warning for warning in warnings)


def test_the_report_says_both(findings):
    page = render_report(findings)
    assert interval_sentence(findings) in page
    assert all(sentence in page for sentence in total_sentences(findings))
