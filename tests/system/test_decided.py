"""A decision by hand: the report shows whose predictions it changes, and how."""

import re
from html import unescape

import pandas as pd
import pytest

from src.reporting.formats import DASH, money, percent
from src.unify.customers import pseudonym, secret
from tests.system.canary import MERGED


def scores(project):
    return pd.read_parquet(project.built / "scores.parquet").set_index("customer_id")


@pytest.fixture
def pair(planted):
    """The pseudonyms of two people who were decided to be one."""
    people = pd.read_csv(planted.folder / "raw" / "profiles.csv")
    return [pseudonym(email, secret()) for email in people.loc[list(MERGED), "email"]]


def test_the_report_shows_whom_a_decision_changes_and_how(planted, spoilt, pair, command):
    """Before is what a scoring without the file says, after is what one with it says."""
    after = scores(planted)
    (spoilt.folder / "overrides.toml").unlink()
    (spoilt.built / "scores.parquet").unlink()  # whose personas would be kept where both are near
    assert command(spoilt, "score").code == 0
    before = scores(spoilt)
    assert set(pair) <= set(before.index)
    (one,) = set(pair) & set(after.index)
    (other,) = set(pair) - {one}

    page = (planted.built / "report.html").read_text("utf-8")
    found = re.findall(r'<tr><th scope="row">(c[0-9a-f]{15})</th>(.*?)</tr>', page)
    rows = {name: re.findall("<td>(.*?)</td>", unescape(cells)) for name, cells in found}
    assert rows.keys() == set(pair)
    for name in pair:
        risk, spend, persona = rows[name]
        was, now = before.loc[name], after.loc[one]
        known = (percent, lambda clv: money(clv, "EUR"), str)
        values = [was["churn_prob"], was["clv"], was["persona"]]
        assert [cell.split(" → ")[0] for cell in (risk, spend, persona)] == [
            shown(value) for shown, value in zip(known, values, strict=True)
        ]
        if name == other:
            assert {cell.split(" → ")[1] for cell in rows[other]} == {DASH}
        else:
            assert spend.split(" → ")[1] == money(now["clv"], "EUR")
            assert risk.split(" → ")[1] == percent(now["churn_prob"])
    assert "Decisions by hand change the predictions for 2 customers." in page
    told = " ".join(planted.told("train").out.split())
    assert "Decisions by hand change the predictions for 2 customers." in told


def test_without_decisions_there_is_nothing_to_tell(trained):
    assert "Decisions by hand" not in (trained.built / "report.html").read_text("utf-8")
    assert "Decisions by hand" not in trained.told("train").out
