"""Parts in the report: under their persona, sketches called so, nothing where nobody asked."""

from dataclasses import replace

import numpy as np
import pytest

from src.personas.claims import Support
from src.personas.division import Division, SubPersona
from src.personas.months import Changing, Monthly
from src.personas.names import name_personas
from src.reporting.division import division_sentences, division_table
from src.reporting.firmness import firmness
from src.reporting.language import speech
from src.reporting.report import render_report

ENGLISH = speech("en")


@pytest.fixture
def divided(findings, features):
    """The first group of customers in two: more orders, fewer orders."""
    inside = features.iloc[:170]
    labels = (inside["orders_count"] < inside["orders_count"].median()).to_numpy(int)
    named, whole = name_personas(inside, labels, 2), findings.contrasts[0].name
    sizes = np.bincount(labels).tolist()
    subs = (
        SubPersona(whole, named[0], sizes[0], sizes[0] / 600, 0.91, stays=True),
        SubPersona(whole, named[1], sizes[1], sizes[1] / 600, 0.62, stays=False),
    )
    return replace(findings, division=Division(asked=10, groups=5, subs=subs))


def test_parts_stand_under_their_persona_and_add_up_to_it(divided):
    rows = division_table(divided, ENGLISH).rows
    names = [row[0] for row in rows]
    assert len(rows) == 4 + 2
    at = names.index(divided.contrasts[0].name)
    whole, first, second = rows[at : at + 3]
    assert whole[1] == "170 (28%)"
    assert first[0] == f"└ {divided.division.subs[0].named.name}"
    assert sum(int(row[1].split()[0]) for row in (first, second)) == 170


def test_a_part_that_does_not_stay_is_called_a_sketch(divided):
    shown = {row[0].removeprefix("└ "): row for row in division_table(divided, ENGLISH).rows}
    first, second = (one.named.name for one in divided.division.subs)
    assert shown[first][3] == "91%"
    assert shown[second][3] == "62%: a sketch, not a persona"


def test_what_sets_a_part_apart_is_told_with_both_averages(divided, features):
    orders = features["orders_count"].iloc[:170]
    many = orders[orders >= orders.median()].mean()
    few = orders[orders < orders.median()].mean()
    apart = {row[0].removeprefix("└ "): row[2] for row in division_table(divided, ENGLISH).rows}
    first, second = (apart[one.named.name] for one in divided.division.subs)
    assert f"Orders so far: {many:.3g} against {few:.3g}" in first
    assert f"Orders so far: {few:.3g} against {many:.3g}" in second


def test_what_was_made_of_the_wish_is_said(divided):
    told = " ".join(division_sentences(divided, ENGLISH))
    assert "10 groups were asked for, and 4 personas stay" in told
    assert "Only 5 groups were possible" in told
    assert "less than 5% of all customers" in told
    assert "Of 2 parts 1 stay" in told
    enough = replace(divided, division=Division(asked=3, groups=4))
    assert division_sentences(enough, ENGLISH) == (
        "3 groups were asked for, and 4 personas stay: nothing is divided.",
    )
    unstable = replace(divided, stable=False, division=Division(10, 4))
    assert "nothing is divided" in division_sentences(unstable, ENGLISH)[0]


def test_the_page_shows_parts_in_its_language(divided):
    page, name = render_report(divided, "ja"), divided.division.subs[0].named.name
    assert "下書き(ペルソナではない)" in page
    assert f"└ {speech('ja').persona(name)}" in page
    assert f"└ {name}" not in page


def test_where_nobody_asked_nothing_is_said(findings):
    assert division_sentences(findings, ENGLISH) == ()
    assert division_table(findings, ENGLISH).rows == ()


def test_how_long_personas_hold_is_said_with_its_n(findings):
    afresh, kept = Changing(0.12, 0.11, 0.13, 200, 80), Changing(0.05, 0.04, 0.06, 90, 9)
    held = Monthly(afresh, kept, pairs=2400, customers=600)
    rests = {"afresh": Support("changing", "share", 0.12, 0.11, 0.13, 600, "features")}
    said = firmness(replace(findings, monthly=held, rests=rests))
    told = " ".join(one.text for one in said)
    assert "12.0 % of customers" in told
    assert "80 of 200 such changes are undone" in told
    assert "9 of 90 such changes are undone" in told
    assert "n = 2,400 pairs of months of 600 customers" in told
    assert "95% interval 11% to 13%; n = 600; table features" in said[0].evidence
    assert firmness(replace(findings, monthly=held)) == ()  # nothing that it rests on
