"""The grade: counted by hand; of planted models that know or guess, and rules that know better."""

from dataclasses import replace

import numpy as np
import pytest

from src.modeling import grading
from src.modeling.baselines import Rules
from src.modeling.grading import Trial, grade, letter_of, verdict

N = 800
QUESTIONS = ("churn", "value")


def noisy(values, seed, size=1.5):
    return values * np.exp(np.random.default_rng(seed).normal(0, size, len(values)))


def trial(seed=1, day=900, **changed):
    """What happened to 800 customers, a model as good as any, and rules that know less."""
    rng = np.random.default_rng(seed)
    prob, spend = rng.random(N), rng.gamma(1, 100, N)
    churned = (rng.random(N) < prob).astype(float)
    rules = Rules(
        churn_prob={"RFM cells": noisy(prob, 2) / 100, "base rate": np.full(N, churned.mean())},
        churn_score={"recency rule": 30 * noisy(prob, 3)},
        spend={"past spend": noisy(spend, 4), "zero for all": np.zeros(N)},
    )
    known = {
        "customer": np.array([f"c{number}" for number in range(N)]),
        "churned": churned,
        "churn_prob": prob,
        "net_ahead": spend * rng.gamma(2, 0.5, N),
        "clv": spend,
        "rules": rules,
    }
    return Trial(day=day, **known | changed)


def graded(*trials):
    return tuple(grade(about, trials, seed=0) for about in QUESTIONS)


def guess(seed):
    return np.random.default_rng(seed).random(N)


def four(*places):
    """Twelve customers a place."""
    return np.repeat(np.array(places, dtype=float), 12)


def by_hand(ours, rule, churned=(1, 1, 0, 0)):
    left = four(*churned)
    return Trial(
        day=1,
        customer=np.array([f"c{number}" for number in range(len(left))]),
        churned=left,
        churn_prob=four(*ours),
        net_ahead=1 - left,
        clv=1 - four(*ours),
        rules=Rules(
            {"base rate": 0 * left + 0.5}, {"recency rule": four(*rule)}, {"none": 0 * left}
        ),
    )


def test_the_share_of_mistakes_saved_is_what_can_be_counted():
    """The rule puts 1 of 4 pairs in the wrong order, ours none: all is saved."""
    one = grade("churn", [by_hand(ours=(0.9, 0.8, 0.2, 0.1), rule=(3, 1, 2, 0))], seed=0)
    assert (one.rule, one.ours, one.rival) == ("recency rule", 1.0, 0.75)
    assert (one.saved, one.saved_low, one.letter) == (1.0, 1.0, "A")
    worse = grade("churn", [by_hand(ours=(0.9, 0.1, 0.8, 0.2), rule=(3, 1, 2, 0))], seed=0)
    assert (worse.ours, worse.letter) == (0.5, "D")
    assert worse.saved == pytest.approx(-1)  # .25 more of .25


def test_a_tenth_of_those_who_leave_is_what_can_be_counted():
    """48 customers, 24 leave: a tenth is 4.8, a fifth of them; the rule's first twelve all stay."""
    one = grade("churn", [by_hand(ours=(0.9, 0.8, 0.2, 0.1), rule=(1, 2, 3, 0))], seed=0)
    assert one.found == pytest.approx(4.8 / 24)
    assert one.found_most == pytest.approx(4.8 / 24)
    assert one.rule == "base rate"  # recency ranks worse than one answer for all
    assert one.found_by_rule == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("saved_low", "letter"), [(0.3, "A"), (0.149, "B"), (0.049, "C"), (0.001, "C"), (-0.001, "D")]
)
def test_the_letter_goes_by_what_is_sure(saved_low, letter):
    assert letter_of(saved_low) == letter


def test_a_model_that_knows_more_is_graded_high_and_promoted():
    grades = graded(trial())
    assert [one.letter for one in grades] == ["A", "A"]
    assert verdict(grades) == (
        True,
        "Promoted: no simple rule ranks churn or value better beyond chance.",
    )


def test_a_little_more_than_the_rule_is_a_c():
    one = trial()
    rule = one.rules.churn_score["recency rule"]
    mixed = np.log(rule) + 0.15 * np.log(one.churn_prob)  # the rule, and a hint of what is known
    churn, _ = graded(replace(one, churn_prob=mixed))
    assert 0 < churn.saved_low < 0.05 < churn.saved_high
    assert churn.letter == "C"


@pytest.mark.parametrize("seed", range(100, 105))
def test_a_guess_is_a_d_and_never_promoted(seed):
    known = trial()
    for one in (
        replace(known, churn_prob=guess(seed)),
        replace(known, clv=guess(seed)),
        replace(known, churn_prob=guess(seed), clv=guess(seed + 1), rules=coins(known)),
    ):
        assert "D" in [found.letter for found in graded(one)]
        assert not verdict(graded(one))[0]


def coins(known):
    """Rules that say the same of everybody."""
    rate = np.full(N, known.churned.mean())
    return Rules({"base rate": rate}, {}, {"zero for all": np.zeros(N)})


def test_who_says_the_same_of_everybody_is_a_d():
    grades = graded(trial(churn_prob=np.full(N, 0.3), clv=np.full(N, 9.0)))
    assert [one.letter for one in grades] == ["D", "D"]
    assert (
        "churn is graded D, no better than a coin at the newest cutoff (0.500)"
        in (verdict(grades)[1])
    )


def test_who_is_level_with_a_simple_rule_is_a_d_and_that_is_said():
    known = trial()
    grades = graded(replace(known, clv=2 * known.rules.spend["past spend"]))
    promoted, reason = verdict(grades)
    assert not promoted
    assert [one.letter for one in grades] == ["A", "D"]
    assert reason.startswith(
        "Not promoted: value is graded D, no better than past spend beyond chance (0."
    )
    assert "churn" not in reason


def fitted_rule(known, score):
    return replace(known, rules=replace(known.rules, churn_prob={"Pareto/NBD": score}))


def test_who_is_level_with_a_fitted_model_is_promoted_and_that_is_said():
    known = trial()
    grades = graded(fitted_rule(known, known.churn_prob / 2))
    assert grades[0].letter == "A"  # beside recency, which anybody can apply
    promoted, reason = verdict(grades)
    assert promoted
    assert "Not clearly better than Pareto/NBD on churn." in reason


def test_a_fitted_model_that_knows_better_is_to_be_used_instead():
    known = trial()
    ours = noisy(known.churn_prob, 8, size=0.6)
    assert graded(replace(known, churn_prob=ours))[0].letter in "ABC"
    (churn, _) = graded(fitted_rule(replace(known, churn_prob=ours), known.churn_prob))
    assert churn.letter == "D"
    assert "worse than Pareto/NBD (0." in verdict([churn])[1]


def test_cutoffs_are_pooled_and_the_newest_has_a_veto():
    now, before = trial(1, 900), trial(5, 809)
    churn, _ = graded(now, before)
    alone = [graded(one)[0] for one in (now, before)]
    assert churn.ours == pytest.approx(np.mean([one.ours for one in alone]))
    assert churn.saved_high - churn.saved_low < min(o.saved_high - o.saved_low for o in alone)
    assert (churn.days, churn.n) == ((900, 809), 2 * N)

    nothing_left = replace(now, churn_prob=guess(3), rules=coins(now))
    spoilt, _ = graded(nothing_left, replace(before, rules=coins(before)))
    assert spoilt.saved_low > 0.05  # earlier success alone would be a B
    assert spoilt.letter == "D"
    assert "no better than a coin at the newest cutoff" in spoilt.failures[0]


def test_a_customer_is_drawn_with_all_of_their_cutoffs():
    """The same rows twice are no more evidence than once; those of others are."""
    one = trial()
    others = replace(one, customer=np.array([f"d{number}" for number in range(N)]))
    alone, twice, more = (graded(*trials)[0] for trials in ([one], [one, one], [one, others]))
    width = alone.saved_high - alone.saved_low
    assert twice.saved_high - twice.saved_low == pytest.approx(width)
    assert more.saved_high - more.saved_low < 0.85 * width


def test_the_same_seed_gives_the_same_grade():
    assert graded(trial()) == graded(trial())


def test_of_very_many_customers_a_part_tells_how_far_chance_goes(monkeypatch):
    trials = trial(), trial(seed=9, day=800)
    whole = graded(*trials)
    monkeypatch.setattr(grading, "DRAWN_MAX", 300)
    for one, part in zip(whole, graded(*trials), strict=True):
        assert (part.ours, part.rival, part.saved) == (one.ours, one.rival, one.saved)
        assert (part.found, part.n, part.rule) == (one.found, one.n, one.rule)
        wide, narrow = (own.saved_high - own.saved_low for own in (part, one))
        assert wide == pytest.approx(narrow, rel=0.4)
        assert part.saved_low < part.saved < part.saved_high
