"""Sentences about who is who, counted by hand."""

from dataclasses import replace

import pandas as pd

from src.reporting.people import who_is_who
from src.reporting.tables import decisions
from src.unify.customers import Identity

ALONE = {"alone": 10}


def test_where_every_key_is_a_customer_nothing_is_told():
    assert who_is_who(Identity(10, 10, ALONE, {}, 0, None, None, resolved=False)) == ()


def test_links_are_told_by_their_rule_and_how_sure_they_are():
    by_rule = {"alone": 1_000, "mailbox": 2_500, "evidence": 700}
    identity = Identity(4_200, 2_100, by_rule, {"email": 1}, 3, 0.9963, 0.981, resolved=True)
    first, second, shared, refused = who_is_who(identity)
    assert first == (
        "4,200 records are 2,100 customers: records were linked 700 by what they agree in,"
        " 2,500 by a mailbox; 1,000 stand alone."
    )
    assert "99.6%" in second
    assert "98.1%" in second
    assert "1 of email" in shared
    assert refused.startswith("3 likely pairs")


def test_nothing_compared_gives_no_estimate():
    told = who_is_who(Identity(10, 10, ALONE, {}, 0, None, None, resolved=True))
    assert told == ("10 records are 10 customers; 10 stand alone.",)


def test_decisions_are_shown_of_those_whom_they_change_most_and_the_rest_is_counted(findings):
    rows = {
        "customer_id": [f"c{number:015x}" for number in range(23)],
        "churn_prob_before": 0.5,
        "churn_prob_after": [None, *[0.25] * 22],
        "clv_before": 10.0,
        "clv_after": [None, *[1234.0] * 22],
        "persona_before": "Quiet",
        "persona_after": [None, *["Active"] * 22],
    }
    table = decisions(replace(findings, by_hand=pd.DataFrame(rows)))
    assert len(table.rows) == 20
    assert table.caption.endswith("; 3 more customers change by less spend")
    assert table.rows[0] == ("c000000000000000", "50% → –", "$10.00 → –", "Quiet → –")  # noqa: RUF001
    assert table.rows[1][1:] == ("50% → 25%", "$10.00 → $1,234", "Quiet → Active")
    assert decisions(findings).rows == ()
