"""Churn by label end to end, from one table: trained, judged, told, served, scored, and stopped."""

import html
import json

import numpy as np
import pandas as pd
import pytest
from mlflow.pyfunc import load_model

from src.errors import LeakError
from src.modeling import declared
from src.modeling.ranking import BY_RISK
from src.pipeline import check, score, train
from src.serving.stored import load
from src.tracking.registry import MODEL_NAME, champion_bundle
from src.tracking.store import open_store
from src.unify.customers import pseudonym, secret

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
fee = "fee"

[tables.profiles.categories]
membership = "state"
tariff = "tariff"
"""
LEAK = 'farewell = "farewell"\n'  # a category
BEHAVIOUR = 'behaviour = ["visits_count", "months", "tariff"]\n'
PRICED = (  # a year of the monthly fee; one row has none
    'left = ["cancelled"]\nvalue = "fee"\nvalue_periods = 12\n\n'
    "[contact]\ncost = 5.0\nsuccess_rate = 0.1\nmargin = 0.5\ncontacts_max = 60"
)


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
    fee = np.round(np.where(tariff == "month", 40, 25) + rng.gamma(2, 5, N), 2).astype(object)
    fee[0] = ""
    members = pd.DataFrame(
        {
            "member": [f"m{i}" for i in range(N)],
            "sex": rng.choice(["f", "m"], N),
            "visits": visits,
            "months": months,
            "parking": rng.integers(0, 2, N),
            "fee": fee,
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
            MANIFEST.replace("BEHAVIOUR", BEHAVIOUR).replace('left = ["cancelled"]', PRICED),
            "utf-8",
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


def test_the_report_begins_with_who_the_customers_are_and_which_group_is_in_danger(gym):
    *_, honest = gym
    groups = honest.findings.personas.sort_values("churn_prob_mean")
    page = html.unescape(honest.report.read_text("utf-8"))
    first = page[page.index('id="answer"') : page.index('id="judged"')]
    danger = first[first.index("Which group is in danger?") :]
    worst = groups.iloc[-1]
    assert f"the {worst['customers_count']:,} of “{worst['persona']}”." in danger
    assert f"<strong>{worst['churn_prob_mean']:.0%}</strong>" in danger
    assert f"<strong>{len(groups)} groups</strong>" in first
    assert f"of {honest.findings.customers:,} customers" in first
    dearest = groups.sort_values("value_at_risk_sum")["persona"].iloc[-1]
    assert f"is at stake with “{dearest}”" in danger


def test_who_left_is_gone_and_whose_label_is_unknown_is_scored(gym):
    root, members, *_ = gym
    scored = score(root / "data" / "gym", {}, root, quiet)
    table = pd.read_parquet(scored.parquet)
    assert len(table) == scored.customers == int((members["state"] != "cancelled").sum())
    assert table["churn_prob"].between(0, 1).all()
    assert table["persona_confidence"].between(0, 1).all()
    assert table["persona"].notna().all()
    assert (
        table["reason_1"]
        .str.fullmatch(r"(visits count|months|parking|tariff|fee) (raises|lowers) it")
        .all()
    )


def test_value_is_the_fee_of_who_stays_and_the_list_what_a_contact_earns(gym):
    """By hand: twelve fees, kept by who stays; .1 x .5 of what is at stake, less 5; 60 at most."""
    root, members, *_ = gym
    scored = score(root / "data" / "gym", {}, root, quiet)
    fees = pd.to_numeric(members["fee"]).set_axis(
        [pseudonym(member, secret()) for member in members["member"]]
    )
    table = pd.read_parquet(scored.parquet).set_index("customer_id")
    year, prob = 12 * fees.reindex(table.index), table["churn_prob"]
    assert table["clv"].to_numpy() == pytest.approx((year * (1 - prob)).to_numpy(), nan_ok=True)
    assert table["value_at_risk"].to_numpy() == pytest.approx((year * prob).to_numpy(), nan_ok=True)
    profit = 0.1 * 0.5 * year * prob - 5
    assert table["expected_profit"].to_numpy() == pytest.approx(profit.to_numpy(), nan_ok=True)
    best = profit.nlargest(60)
    listed = pd.read_csv(scored.csv)["customer_id"].tolist()
    assert listed == best[best > 0].index.tolist()
    assert scored.ranked.why == BY_RISK
    assert not scored.segmented


def test_report_and_card_tell_value_and_contacts_or_what_they_need(gym):
    root, members, *_, (with_leak, _, card_without), honest = gym
    left = int((members["state"] == "cancelled").sum())
    assert "Nothing is said of lifetime value" in card_without
    assert "set cost and success_rate under [contact]" in card_without
    assert with_leak.findings.profit is None
    findings = honest.findings
    stayed = members["state"][20:] != "cancelled"
    kept = 12 * pd.to_numeric(members["fee"])[20:][stayed].sum()
    assert findings.valued.earned == pytest.approx(kept)
    assert findings.valued.predicted == pytest.approx(kept, rel=0.05)
    assert findings.profit.unvalued == 1
    ours, *others = findings.profit.judged
    best = next(one for one in others if one.name == "perfect foresight")
    assert 0 < ours.profit < best.profit
    for text in (
        honest.report.read_text("utf-8"),
        (root / "data" / "gym" / "built" / "model_card.md").read_text("utf-8"),
    ):
        assert f"580 customers whose label is known; {left} left" in text
        assert "the probability to stay times fee times 12" in text
        assert "Whom to contact: " in text
        assert "uplift is not usable here" in text
        assert "Out of fold such a list" in text


def test_the_served_model_says_what_the_bundle_says(gym):
    root = gym[0]
    folder = champion_bundle(open_store(root), "gym")
    bundle = load(folder)
    row = {field.name: 1.0 for field in bundle.schema.features}
    served = load_model(str(folder.parents[1]))
    (answer,) = served.predict([{"customer_id": "x", **row}], params={"reasons": 2})
    told = answer if isinstance(answer, dict) else json.loads(answer.model_dump_json())
    expected = bundle.predict(np.ones((1, len(row))))
    for name in ("churn_prob", "clv", "value_at_risk"):
        assert told[name] == pytest.approx(expected[name][0])
    assert told["clv_low"] is None
    assert told["uplift"] is None
    assert len(told["reasons"]) == 2
    (unpriced,) = served.predict([{"customer_id": "x", **row, "fee": None}])
    told = unpriced if isinstance(unpriced, dict) else json.loads(unpriced.model_dump_json())
    assert (told["clv"], told["value_at_risk"]) == (None, None)
    assert 0 < told["churn_prob"] < 1


def test_a_check_asks_what_a_training_would_answer(gym):
    found = check(gym[0] / "data" / "gym", {}, quiet)
    (asked,) = (question for question in found.questions if question.name == "churn by label")
    counts = {one.what: one.found for one in asked.requirements if one.unit == "examples"}
    left = int((gym[1]["state"] == "cancelled").sum())
    assert counts == {"profiles: churned = 1": left, "profiles: churned = 0": N - 20 - left}
    assert found.trainable == asked.possible == (left >= 200)
