# ruff: noqa: RUF001 - print has a minus and a dash that are not on keyboards
"""The model card: every metric beside its baselines and its n, and nobody's data."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from src.reporting.formats import money, percent
from src.reporting.grades import grade_sentence
from src.reporting.model_card import model_card, season_warning, write_card
from src.reporting.report import render_report


@pytest.fixture
def card(findings):
    return model_card(findings)


def rows_of(card, caption):
    """Return the rows of a table as lists of cells, by their first one."""
    lines = card.partition(f"**{caption}")[2].split("\n\n")[1].splitlines()
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    assert len({len(row) for row in cells[2:]} | {len(cells[0])}) == 1
    return {row[0].lower(): row[1:] for row in cells[2:]}


def test_every_model_stands_with_its_metrics_and_n(findings, card):
    churn, clv = rows_of(card, "Who will go quiet"), rows_of(card, "What customers will spend")
    assert list(churn) == [name.lower() for name in findings.churn_table["model"]]
    assert list(clv) == [name.lower() for name in findings.clv_table["model"]]
    assert churn["this model"] == [
        *("0.898 (0.872 to 0.921)", "0.152 (0.131 to 0.174)", "0.041", "0.010", "2,447")
    ]
    assert churn["recency rule"] == ["0.865 (0.834 to 0.894)", "–", "–", "–", "2,447"]
    assert clv["this model"][:2] == ["0.870 (0.854 to 0.886)", "172 (164 to 181)"]
    assert all(row[-1] == "2,447" for row in (*churn.values(), *clv.values()))


def test_the_grades_stand_with_the_rule_the_interval_and_n(findings, card):
    grades = rows_of(card, "The grades")
    assert grades["churn"] == [
        *("B", "recency rule", "0.898", "0.865", "24% (13% to 35%)", "58% (53% to 63%)", "51%"),
        *("100%", "2", "4,841"),
    ]
    assert grades["value"][0] == "C"
    assert all(grade_sentence(one) in card for one in findings.grades)
    assert "for the grade from 3 July 2017 on" in card


def test_each_group_stands_with_its_rule_interval_and_n(card):
    groups = rows_of(card, "For whom it is how good")
    assert groups["gender: female"] == [
        *("311", "5.7%", "6.1%", "0.4% (−2.1% to 2.7%)", "0.881 (0.790 to 0.950)", "0.842"),
        "$3.10 (−$21 to $28)",
    ]
    assert groups["gender: male"][4:6] == ["–", "–"]  # nobody of them left: no ranking


def test_windows_population_and_data_are_told(findings, card):
    for told in (
        "600 customers who had ordered before 1 January 2018",
        "600 customers who had ordered before 2 October 2017",
        f"{percent(findings.churn_rate)} of them placed no order in 91 days",
        "Orders from 1 January 2017 to 31 December 2017",
        "labels learnt from: 91 days",
        "Date unknown:** age, income, household size",
    ):
        assert told in card
    assert rows_of(card, "What became of every row read")["transactions"][0] == "1,469,307"


def test_no_number_is_in_it_that_is_not_in_the_findings(findings):
    """Other findings, other numbers: none of the metrics is written into the text."""
    changed = findings.churn_table.assign(auc=0.123, auc_low=0.121, auc_high=0.125, brier=0.777)
    other = model_card(replace(findings, churn_table=changed, grades=(), by_group=pd.DataFrame()))
    assert "0.123 (0.121 to 0.125)" in other
    assert "0.777" in other
    assert not re.search(r"0\.(872|921|041|047|865)\b", other)
    assert "grade" not in other.lower()


def test_nobody_is_in_it(findings, card):
    """Neither a row of a customer nor anything with the look of an address or an id."""
    for name in ("net_past", "churn_prob", "clv", "net_ahead"):
        for value in findings.judged[name].head(50):
            assert not value or str(value)[:7] not in card
    by_hand = pd.DataFrame({"customer_id": ["c0ffee0123456789"]})
    assert "c0ffee" not in model_card(replace(findings, by_hand=by_hand))
    assert not re.search(r"\S@\S|\bc[0-9a-f]{15}\b", card)


def test_a_model_not_in_service_says_so(findings):
    text = model_card(replace(findings, promoted=False, reason="Not promoted: value is graded D."))
    assert "**Not in service.** Not promoted: value is graded D." in text


def test_less_than_a_year_is_a_warning(findings):
    long = replace(findings, first_day=date(2015, 1, 1))
    assert season_warning(long) == ""
    assert "**Warning.**" not in model_card(long)
    assert "with 274 days of orders before the cutoff" in season_warning(findings)
    short = replace(findings, first_day=date(2017, 3, 1))
    assert "span 306 days, less than a year: the season is not known" in model_card(short)


def test_a_hostile_name_stays_in_its_cell(findings):
    name = "a | b\n# <b>`x`</b>"
    sources = findings.sources.assign(source=name)
    (row,) = rows_of(model_card(replace(findings, sources=sources)), "What became").keys() or [""]
    assert row == "a \\| b # \\<b>\\`x\\`\\</b>"


def test_the_same_findings_give_the_same_bytes(findings, tmp_path):
    paths = [write_card(findings, tmp_path / name / "model_card.md") for name in "ab"]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert not re.search(r"\n{3,}|\bnan\b|\bNone\b", paths[0].read_text("utf-8"))


def test_the_report_says_the_grades_first_and_the_groups(findings):
    text = render_report(findings)
    top = text[: text.index('id="personas"')]
    assert "Churn, grade B: finds 58% (±5)" in top
    assert "gender: female" in text
    assert money(3.1, "USD") in text
    assert "grade" not in render_report(replace(findings, grades=()))[: text.index('id="judged"')]
