"""Whose data: a table and a sentence that says no more than chance allows."""

from dataclasses import replace

import pandas as pd
import pytest

from src.reporting.findings import PARTY_COLUMNS
from src.reporting.formats import DASH
from src.reporting.parties import parties, party_sentence
from src.reporting.report import render_report

ROWS = (
    ("zero", 6, 0.1009, 0.8966, 0.152, 0.0014, -0.0005, 0.0022),
    ("first", 41, 0.8494, 0.66, 0.202, 0.238, 0.21, 0.254),
    ("third", 2, 0.0497, 0.9, 0.15, -0.002, -0.003, -0.001),
)
NAN = float("nan")


def with_rows(findings, *rows):
    return replace(findings, parties=pd.DataFrame(rows, columns=list(PARTY_COLUMNS)))


def test_the_table_says_what_is_left_beside_what_there_was(findings):
    table = parties(with_rows(findings, *ROWS))
    assert [heading.yardstick for heading in table.headings[3:]] == [
        "0.898 with all",
        "95% interval",
        "0.152 with all",
    ]
    assert table.rows[1] == (
        "First-party, observed by us",
        "41",
        "85%",
        "0.660",
        "0.238 (0.210 to 0.254)",
        "0.202",
    )


def test_the_sentence_knows_chance_from_loss(findings):
    several = with_rows(findings, *ROWS)
    assert party_sentence(several) == (
        "First-party data (observed by us) make 85% of what moves the predictions of going quiet."
        " Fitted again without zero-party data, the ranking is no worse beyond chance;"
        " without first-party data, the AUC falls by 0.238;"
        " without third-party data, the AUC rises by 0.002."
    )
    page = render_report(several)
    assert party_sentence(several) in page
    assert "Third-party, bought" in page


def test_a_single_party_is_one_line(findings):
    alone = with_rows(findings, ("first", 47, 1.0, NAN, NAN, NAN, NAN, NAN))
    page = render_report(alone)
    assert "All predictions are made of first-party data (observed by us)." in page
    assert parties(alone).caption not in page
    assert parties(alone).rows[0][3:] == (DASH,) * 3


@pytest.mark.parametrize("words", ["-party", "Whose data"])
def test_what_was_not_computed_is_not_told(findings, words):
    assert words not in render_report(findings)
