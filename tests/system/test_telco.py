"""IBM's Telco in three editions: who left is known, the columns that know it are found.

The truth is in the files' SOURCE.md, and is counted here again from the files by other libraries.
"""

import pandas as pd
import pytest

from src.errors import LeakError
from src.pipeline import check, train
from src.unify.customers import pseudonym, secret
from tests.system.public import SHARED, Read, data_set

LEAKING = {  # as the workbook of states calls them, and by what names of ours
    "attributes": {"satisfied": "Satisfaction Score", "risk_score": "Churn Score", "cltv": "CLTV"},
    "categories": {
        "standing": "Customer Status",
        "why_left": "Churn Category",
        "reason_given": "Churn Reason",
    },
}


def test_the_leaking_columns_of_telco_stop_a_training_and_no_other_does(tmp_path):
    folder = data_set("telco-tables", tmp_path)
    manifest = (folder / "dataset.toml").read_text("utf-8")
    for kind, columns in LEAKING.items():
        lines = "".join(f'{name} = "{column}"\n' for name, column in columns.items())
        head = f"[tables.customers.{kind}]\n"
        manifest = manifest.replace(head, head + lines)
    (folder / "dataset.toml").write_text(manifest, "utf-8")
    with pytest.raises(LeakError) as stopped:
        train(folder, {"threads": 1}, tmp_path, lambda *_: None)
    found = {line.split(":")[0].strip() for line in str(stopped.value).splitlines()[1:-1]}
    assert found == {"satisfied", "risk_score", "standing", "why_left", "reason_given"}  # not CLTV


@pytest.mark.slow
@pytest.mark.record
def test_telco_is_at_the_record(tmp_path):
    trained = train(data_set("telco", tmp_path), {"threads": 1}, tmp_path, lambda *_: None)
    ours = trained.findings.churn_table.iloc[0]
    assert ours["auc"] >= 0.850
    assert ours["log_loss"] <= 0.411
    assert ours["brier"] <= 0.134
    assert ours["calibration_error"] <= 0.022
    assert trained.findings.promoted


@pytest.mark.parametrize("name", ["telco", "telco-tables"])
def test_telco_can_answer_who_is_labelled_and_nothing_else(name, tmp_path):
    found = check(data_set(name, tmp_path), {"threads": 1}, lambda *_: None)
    assert [asked.name for asked in found.questions if asked.possible] == ["churn by label"]
    (asked,) = (asked for asked in found.questions if asked.possible)
    counts = {one.what: one.found for one in asked.requirements if one.unit == "examples"}
    assert counts == {"profiles: churned = 1": 1_869, "profiles: churned = 0": 7_043 - 1_869}
    assert found.trainable
    assert found.customers == 7_043
    assert all(a.kept_rows == a.read_rows == 7_043 and not a.nulled for a in found.accounts)


def workbook(name):
    path = SHARED / "telco_ibm_multitable" / f"Telco_customer_churn_{name}.xlsx"
    return pd.read_excel(path).set_index("Customer ID")


def test_the_two_editions_of_telco_agree_on_who_left_and_nearly_on_tenure(tmp_path):
    both = Read("telco-both", tmp_path)
    classic = pd.read_csv(SHARED / "telco_ibm" / "WA_Fn-UseC_-Telco-Customer-Churn.csv")
    classic = classic.set_index("customerID").sort_index()
    services = workbook("services").reindex(classic.index)
    assert (classic["Churn"] == workbook("status")["Churn Label"].reindex(classic.index)).all()
    differ = classic.index[classic["tenure"] != services["Tenure in Months"]]
    assert len(differ) == 11
    assert len(differ) / len(classic) == pytest.approx(0.002, abs=0.0005)

    assert both.customers == len(both.tables["profiles"]) == len(classic) == 7_043
    conflicts = both.tables["profile_conflicts"]
    assert set(conflicts["attribute"]) == {"tenure_months"}  # neither churned nor gender
    assert set(conflicts["customer_id"]) == {pseudonym(key, secret()) for key in differ}
    assert len(conflicts) == len(differ)
    assert both.tables["profiles"]["churned"].sum() == 1_869
