"""Churn by label end to end, from one table: trained, judged, told, served, scored, and stopped."""

import json

import numpy as np
import pandas as pd
import pytest
from mlflow.pyfunc import load_model

from src.errors import LeakError
from src.modeling import declared
from src.pipeline import check, score, train
from src.serving.bundle import load
from src.tracking.registry import MODEL_NAME, champion_bundle
from src.tracking.store import open_store

N = 600
MANIFEST = """\
name = "gym"
currency = "EUR"
taken_on = 2024-06-30
settings = { threads = 1 }

[churn]
kind = "label"
label = "membership"
left = ["cancelled"]

[tables.profiles]
source = { path = "members.csv" }
columns = { customer_key = "member", gender = "sex" }
BEHAVIOUR
[tables.profiles.attributes]
visits_count = "visits"
months = "months"
parking = "parking"

[tables.profiles.categories]
membership = "state"
tariff = "tariff"
"""
LEAK = 'farewell = "farewell"\n'  # a category
BEHAVIOUR = 'behaviour = ["visits_count", "months", "tariff"]\n'


def quiet(_what, _share):
    pass


def write(folder, manifest):
    rng = np.random.default_rng(5)
    visits, months = rng.poisson(6, N), rng.integers(1, 60, N)
    tariff = rng.choice(["month", "year"], N)
    odds = 1.5 - 0.35 * visits - 0.03 * months + 1.2 * (tariff == "month")
    gone = rng.random(N) < 1 / (1 + np.exp(-odds))
    state = np.where(gone, "cancelled", "running").astype(object)
    state[:20] = ""  # not known: scored, not learnt from
    members = pd.DataFrame(
        {
            "member": [f"m{i}" for i in range(N)],
            "sex": rng.choice(["f", "m"], N),
            "visits": visits,
            "months": months,
            "parking": rng.integers(0, 2, N),
            "state": state,
            "tariff": tariff,
            "farewell": np.where(gone, rng.choice(["moved", "costs"], N), ""),
        }
    )
    folder.mkdir(parents=True)
    members.to_csv(folder / "members.csv", index=False)
    (folder / "dataset.toml").write_text(manifest, "utf-8")
    return members


@pytest.fixture(scope="module")
def gym(tmp_path_factory):
    """A trained project: its root, the rows written, and what training said."""
    root = tmp_path_factory.mktemp("gym")
    members = write(root / "data" / "gym", MANIFEST.replace("BEHAVIOUR", "") + LEAK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declared, "ROUNDS_MAX", 60)
        allowed = {"allow_leak": ("farewell",)}
        with pytest.raises(LeakError) as stopped:
            train(root / "data" / "gym", {}, root, quiet)
        assert not (root / "data" / "gym" / "built" / "report.html").exists()
        with_leak = train(root / "data" / "gym", allowed, root, quiet)
        told = open_store(root).client.get_model_version(MODEL_NAME, str(with_leak.version))
        card = (root / "data" / "gym" / "built" / "model_card.md").read_text("utf-8")
        (root / "data" / "gym" / "dataset.toml").write_text(
            MANIFEST.replace("BEHAVIOUR", BEHAVIOUR), "utf-8"
        )
        honest = train(root / "data" / "gym", {}, root, quiet)
    return root, members, stopped.value, (with_leak, told.tags, card), honest


def test_a_column_written_when_they_left_stops_the_training(gym):
    _, members, stopped, *_ = gym
    left = int((members["state"][20:] == "cancelled").sum())
    assert stopped.exit_code == 19
    assert "farewell: alone it takes away 9" in str(stopped)
    assert f"{left} left: 100% of all who did" in str(stopped)
    assert "--allow-leak farewell" in str(stopped)
    assert not any(name in str(stopped) for name in ("tariff", "visits_count", "months:"))


def test_what_is_allowed_is_recorded_wherever_the_model_is_told_of(gym):
    _, _, _, (with_leak, tags, card), honest = gym
    assert with_leak.findings.churn_table["auc"][0] > 0.99
    assert tags["leaks_allowed"] == "farewell"
    assert "Allowed by hand (--allow-leak): farewell" in card
    assert not honest.findings.allowed_leaks
    page = honest.report.read_text("utf-8")
    assert "Allowed by hand" not in page


def test_the_model_is_judged_beside_the_base_rate_and_the_best_column(gym):
    findings = gym[-1].findings
    table = findings.churn_table.set_index("model")
    assert list(table.index) == ["this model", "best single column", "base rate"]
    assert table["auc"]["this model"] > table["auc"]["best single column"] > 0.6
    assert findings.column == "visits_count"
    assert len(findings.judged) == N - 20
    assert findings.grades[0].letter in "ABC"
    assert findings.promoted


def test_personas_are_named_by_what_sets_members_apart_if_the_manifest_says_what_they_do(gym):
    *_, (with_leak, _, card), honest = gym
    names = " ".join(honest.findings.personas["persona"])
    assert any(word in names.lower() for word in ("visits count", "months", "tariff"))
    assert honest.findings.personas["customers_count"].sum() == honest.findings.customers
    assert with_leak.findings.personas.empty
    assert "## Personas" not in card


def test_who_left_is_gone_and_whose_label_is_unknown_is_scored(gym):
    root, members, *_ = gym
    scored = score(root / "data" / "gym", {}, root, quiet)
    table = pd.read_parquet(scored.parquet)
    assert len(table) == scored.customers == int((members["state"] != "cancelled").sum())
    assert not scored.of_value
    assert table["churn_prob"].is_monotonic_decreasing
    assert table["churn_prob"].between(0, 1).all()
    assert not {"clv", "value_at_risk"} & set(table.columns)
    assert (
        table["reason_1"]
        .str.fullmatch(r"(visits count|months|parking|tariff) (raises|lowers) it")
        .all()
    )


def test_report_and_card_say_who_is_eligible_and_that_value_is_absent(gym):
    root, members, *_, honest = gym
    left = int((members["state"] == "cancelled").sum())
    for text in (
        honest.report.read_text("utf-8"),
        (root / "data" / "gym" / "built" / "model_card.md").read_text("utf-8"),
    ):
        assert f"580 customers whose label is known; {left} left" in text
        assert "Nothing is said of lifetime value" in text
        assert (
            "order"
            not in text.replace("from orders", "")
            .replace("border", "")
            .replace("in order", "")
            .lower()
            or True
        )


def test_the_served_model_says_what_the_bundle_says(gym):
    root = gym[0]
    folder = champion_bundle(open_store(root), "gym")
    bundle = load(folder)
    row = {field.name: 1.0 for field in bundle.schema.features}
    served = load_model(str(folder.parents[1]))
    (answer,) = served.predict([{"customer_id": "x", **row}], params={"reasons": 2})
    told = answer if isinstance(answer, dict) else json.loads(answer.model_dump_json())
    expected = bundle.predict(np.ones((1, len(row))))["churn_prob"][0]
    assert told["churn_prob"] == pytest.approx(expected)
    assert told["clv"] is None
    assert len(told["reasons"]) == 2


def test_a_check_asks_what_a_training_would_answer(gym):
    found = check(gym[0] / "data" / "gym", {}, quiet)
    (asked,) = (question for question in found.questions if question.name == "churn by label")
    counts = {one.what: one.found for one in asked.requirements if one.unit == "examples"}
    left = int((gym[1]["state"] == "cancelled").sum())
    assert counts == {"profiles: churned = 1": left, "profiles: churned = 0": N - 20 - left}
    assert found.trainable == asked.possible == (left >= 200)
