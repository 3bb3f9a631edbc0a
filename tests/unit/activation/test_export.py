"""Scores as other systems read them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from src.activation.contacts import contact_first
from src.activation.export import Permits, scores_table, write_scores
from src.config import Contact

UP = {"reason": "rhythm of orders", "direction": "raises", "effect": 1.2}
DOWN = {"reason": "coupons", "direction": "lowers", "effect": -0.3}
PREDICTIONS = {
    "churn_prob": np.array([0.123456789, 0.5, 0.5, 1e-5]),
    "clv": np.array([1234.56789, 0.0, 7.0, 3.5]),
    "clv_low": np.array([1000.0, 0.0, 2.0, 0.0]),
    "clv_high": np.array([1500.0, 0.0, 9.0, 8.0]),
    "value_at_risk": np.array([10.0, 20.0, 20.0, 0.0]),
    "persona": ["Loyal, big", "New", 'So-called "idle"', "Käufer"],
    "persona_confidence": [1.0, 0.9, 0.55, 0.8],
}
LISTED = [
    *("customer_id", "described_on", "churn_prob", "clv", "clv_low", "clv_high"),
    *("value_at_risk", "persona", "persona_confidence"),
    *("reason_1", "reason_2", "reason_3"),
]
COLUMNS = [*LISTED, "contact"]
CUSTOMERS, REASONS = np.array(["a", "00c", "00b", "d"]), [[UP, DOWN], [DOWN], [UP, DOWN, UP], []]
EVERYBODY = np.ones(4, dtype=bool)


def scores_of(profile, contact):
    permits = Permits(profile, contact)
    return scores_table(CUSTOMERS, date(2017, 10, 2), PREDICTIONS, REASONS, permits)


@pytest.fixture
def table():
    return scores_of(EVERYBODY, EVERYBODY)


def test_most_value_at_risk_comes_first_then_the_customer(table):
    assert table.columns.tolist() == COLUMNS
    assert table["customer_id"].tolist() == ["00b", "00c", "a", "d"]
    assert table["clv"].tolist() == [7, 0, 1234.56789, 3.5]  # rows stay together
    assert (table["described_on"] == date(2017, 10, 2)).all()


def test_up_to_three_reasons_in_words(table):
    reasons = table.set_index("customer_id")[["reason_1", "reason_2", "reason_3"]]
    up, down = "rhythm of orders raises it", "coupons lowers it"
    assert reasons.loc["00b"].tolist() == [up, down, up]
    assert reasons.loc["a", ["reason_1", "reason_2"]].tolist() == [up, down]
    assert reasons.loc["d"].isna().all()
    assert reasons.isna().to_numpy().sum() == 1 + 2 + 3


def test_csv_and_parquet_say_the_same(table, tmp_path):
    parquet, csv = write_scores(table, tmp_path / "new")
    assert [parquet.name, csv.name] == ["scores.parquet", "scores.csv"]
    stored, text = pd.read_parquet(parquet), pd.read_csv(csv, dtype={"customer_id": str})
    pd.testing.assert_frame_equal(stored, table, check_dtype=False, check_exact=True)
    assert text.columns.tolist() == LISTED
    assert stored.columns.tolist() == COLUMNS
    for name in LISTED:
        if stored[name].dtype == np.float64:
            assert text[name].to_numpy() == pytest.approx(stored[name].to_numpy(), rel=1e-5)
        else:
            assert text[name].fillna("").tolist() == stored[name].fillna("").astype(str).tolist()


def test_the_same_scores_are_the_same_bytes(table, tmp_path):
    first, again = (write_scores(table, tmp_path / name) for name in ("one", "other"))
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in again]


def test_nobody_gives_a_header(tmp_path):
    nothing = {name: np.array([]) for name in PREDICTIONS}
    nobody = np.array([], dtype=str)
    permits = Permits(nobody.astype(bool), nobody.astype(bool))
    _, csv = write_scores(scores_table(nobody, date(2017, 10, 2), nothing, [], permits), tmp_path)
    assert csv.read_text("utf-8").strip() == ",".join(LISTED)


TERMS = Contact(cost=2.0, success_rate=0.5, margin=0.4)  # worth it from 10 at risk on


def test_with_a_cost_those_are_listed_who_are_worth_it_the_most_profitable_first(table, tmp_path):
    """At risk 20, 20, 10 and 0: .5 x .4 of it less 2 is 2, 2, 0 and -2; nought earns nothing."""
    found, _ = contact_first(table, TERMS)
    assert found["customer_id"].tolist() == ["00b", "00c", "a", "d"]
    assert found["expected_profit"].tolist() == pytest.approx([2, 2, 0, -2])
    parquet, csv = write_scores(found, tmp_path)
    text = pd.read_csv(csv, dtype={"customer_id": str})
    assert text["customer_id"].tolist() == ["00b", "00c"]
    assert set(text.columns) == {*LISTED, "expected_profit"}
    assert pd.read_parquet(parquet)["listed"].tolist() == [True, True, False, False]


def test_where_nothing_says_what_customers_are_worth_the_list_says_what_to_write(table):
    bare = table.drop(columns=["clv", "clv_low", "clv_high", "value_at_risk"])
    found, ranked = contact_first(bare, TERMS)
    assert found is bare
    assert "[contact] value = 100.0" in ranked.why
    one_for_all = TERMS.model_copy(update={"value": 100.0})
    found, ranked = contact_first(bare, one_for_all)
    profit = 0.5 * 0.4 * 100 * found["churn_prob"] - 2
    assert found["expected_profit"].to_numpy() == pytest.approx(profit.to_numpy())
    assert ranked.by_profit


def test_the_budget_pays_for_the_best_of_those_who_permit_it(tmp_path):
    contact = CUSTOMERS != "00b"
    terms = TERMS.model_copy(update={"budget": 3.0})
    found, _ = contact_first(scores_of(EVERYBODY, contact), terms)
    _, csv = write_scores(found, tmp_path)
    assert pd.read_csv(csv, dtype={"customer_id": str})["customer_id"].tolist() == ["00c"]


def test_who_permits_no_profile_has_no_persona_and_no_reasons():
    told = PREDICTIONS | {"sub_persona": ["Loyal, big: Early", "New", "Idle: Late", "Käufer"]}
    permits = Permits(CUSTOMERS != "00c", EVERYBODY)
    table = scores_table(CUSTOMERS, date(2017, 10, 2), told, REASONS, permits)
    table = table.set_index("customer_id")
    profile = ["persona", "sub_persona", "persona_confidence", "reason_1", "reason_2", "reason_3"]
    assert table.loc["00c", profile].isna().all()
    assert table.loc["00c", ["churn_prob", "clv", "value_at_risk"]].tolist() == [0.5, 0, 20]
    assert table.loc["00b", profile].notna().all()
    assert table["persona"].notna().sum() == 3


def test_the_csv_file_is_whom_to_contact_and_the_parquet_file_tells_who_that_is(tmp_path):
    contact = np.array([False, True, True, False])
    parquet, csv = write_scores(scores_of(EVERYBODY, contact), tmp_path)
    stored = pd.read_parquet(parquet).set_index("customer_id")["contact"]
    assert stored.to_dict() == {"00b": True, "00c": True, "a": False, "d": False}
    assert pd.read_csv(csv, dtype={"customer_id": str})["customer_id"].tolist() == ["00b", "00c"]
