"""A verdict that flatters nobody."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from src.modeling.gains import auc_gain, gini_gain
from src.reporting.answer import answers
from src.reporting.rankings import captured, tenths, wilson
from src.reporting.report import render_report
from src.reporting.verdicts import churn_verdict, clv_verdict


def judged(findings, **columns):
    return replace(findings, judged=findings.judged.assign(**columns))


def test_worse_than_the_rule_is_said(findings):
    rng = np.random.default_rng(1)
    noise = judged(findings, churn_prob=rng.random(600), clv=rng.random(600))
    churn, clv = churn_verdict(noise), clv_verdict(noise)
    assert churn.outcome == clv.outcome == "worse"
    assert churn.sentence.startswith("Worse than the simple rule “longest silence first”")
    assert churn.gain.high < 0
    assert "so use the rule" in answers(noise, churn)[2].sentence
    assert "use the rule" in render_report(noise)


def test_the_rule_itself_does_not_beat_the_rule(findings):
    same = judged(findings, churn_prob=findings.judged["recency_days"] / 1e3)
    verdict = churn_verdict(same)
    assert verdict.outcome == "level"
    assert verdict.gain.difference == 0
    assert verdict.sentence.startswith("Does not clearly beat")


def test_better_is_said_with_its_interval(findings):
    known = findings.judged["churned"] * 0.5 + findings.judged["churn_prob"] * 0.1
    verdict = churn_verdict(judged(findings, churn_prob=known))
    assert verdict.outcome == "better"
    assert 0 < verdict.gain.low < verdict.gain.difference < verdict.gain.high
    assert "95% interval" in verdict.sentence


def test_every_baseline_that_is_better_is_listed(findings):
    table = findings.churn_table.copy()
    table.loc[table["model"] == "Pareto/NBD", ["auc", "log_loss"]] = [0.91, 0.149]
    shortfalls = churn_verdict(replace(findings, churn_table=table)).shortfalls
    assert shortfalls == (
        "Pareto/NBD has the better AUC (0.910 against 0.898 of this model).",
        "Pareto/NBD has the better log loss (0.149 against 0.152 of this model).",
    )
    zero = findings.clv_table.copy()
    zero.loc[zero["model"] == "zero", "mae"] = 9.05
    assert clv_verdict(replace(findings, clv_table=zero)).shortfalls == (
        "zero has the better mean absolute error (9.05 against 172.10 of this model).",
    )


def test_nothing_is_listed_where_ours_leads(findings):
    assert churn_verdict(findings).shortfalls == ()


def test_the_answer_names_the_group_at_stake_and_the_likeliest_to_leave(findings):
    who, danger, _ = answers(findings, churn_verdict(findings))
    table = findings.personas.set_index("persona")
    assert table["revenue_sum"].idxmax() in who.sentence
    each = table["value_at_risk_sum"] / table["customers_count"]
    assert each.idxmax() in danger.sentence
    assert table["churn_prob_mean"].idxmax() in danger.sentence


def test_auc_agrees_with_scikit_learn_ties_included(findings):
    churned = findings.judged["churned"].to_numpy(dtype=float)
    ours = findings.judged["churn_prob"].to_numpy()
    rival = np.floor(findings.judged["recency_days"].to_numpy())
    gain = auc_gain(churned, ours, rival, 20)
    assert gain.ours == pytest.approx(roc_auc_score(churned, ours))
    assert gain.rival == pytest.approx(roc_auc_score(churned, rival))


def test_gini_by_hand():
    spent = np.array([0.0, 0.0, 30.0, 10.0])
    gain = gini_gain(spent, ours=spent, rival=np.ones(4), seed=20)
    assert gain.ours == pytest.approx(1)
    assert gain.rival == pytest.approx(0)
    # second and first place exchanged: shares .25 and .75 swap, 2*(.25*.875+.75*.625)-1 = .375
    # of the best 2*(.25*.625+.75*.875)-1 = .625
    assert gini_gain(spent, np.array([1.0, 2.0, 3.0, 4.0]), spent, 20).ours == pytest.approx(0.6)


def test_the_interval_of_a_gain_holds_what_was_planted():
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(20):
        churned = (rng.random(400) < 0.3).astype(float)
        a, b = churned + rng.normal(0, 1, 400), churned + rng.normal(0, 1, 400)
        gain = auc_gain(churned, a, b, 20)
        covered += gain.low <= 0 <= gain.high
    assert covered >= 16


def test_ties_do_not_depend_on_the_order_of_rows():
    outcome, score = np.array([1.0, 0, 0, 1, 1, 0]), np.array([2.0, 2, 2, 1, 1, 1])
    _, forward = captured(outcome, score)
    _, backward = captured(outcome[::-1], score[::-1])
    assert forward == pytest.approx(backward)
    assert forward[50] == pytest.approx(1 / 3)


def test_tenths_hold_everybody_once():
    score = np.arange(25.0)
    table = tenths(score, {"v": score})
    assert table["n"].sum() == 25
    assert table["n"].max() - table["n"].min() <= 1
    assert table["v"].is_monotonic_increasing


def test_wilson_as_published():
    # Newcombe (1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I
    for hits, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)):
        found = wilson(np.array([hits / n]), np.array([float(n)]))
        assert [bound.item() for bound in found] == pytest.approx([low, high], abs=5e-5)
