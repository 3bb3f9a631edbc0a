"""Churn by subscription end to end, without a single order: planted hazards are found again."""

import numpy as np
import pandas as pd
import pytest

from src.modeling import declared, metrics
from src.pipeline import score, train
from src.unify.customers import pseudonym, secret

N, DAYS = 900, 540
START = pd.Timestamp("2023-01-01")
HAZARD = {"basic": 0.006, "plus": 0.0008}  # of an end, per day
DEAR = {10.0: 0.4, 30.0: 2.0}  # price per month, and times so much
A_DAY = 12 / 365  # of a month's price
MANIFEST = """\
name = "club"
currency = "EUR"
taken_on = 2024-06-23
settings = { threads = 1, snapshots_max = 3, horizon_days = 60 }

[churn]
kind = "subscription"

[tables.subscriptions]
source = { path = "contracts.csv" }

[tables.subscriptions.columns]
customer_key = "member"
started_at = "began"
ended_at = "ended"
plan = "plan"
amount = "price"
period = "'month'"
end_reason = "why"

[contact]
cost = 3.0
success_rate = 0.3
"""


@pytest.fixture(scope="module")
def club(tmp_path_factory):
    """A trained project: its root, the contracts written, and what training said."""
    root = tmp_path_factory.mktemp("club")
    rng = np.random.default_rng(4)
    plan, price = rng.choice(list(HAZARD), N), rng.choice(list(DEAR), N)
    hazard = np.vectorize(HAZARD.get)(plan) * np.vectorize(DEAR.get)(price)
    began = rng.integers(0, DAYS - 100, N)
    ended = began + 1 + rng.exponential(1 / hazard).astype(int)
    contracts = pd.DataFrame({"member": [f"m{i}" for i in range(N)], "plan": plan, "price": price})
    contracts["hazard"] = hazard
    contracts["first"], contracts["last"] = began, ended
    dates = START + pd.to_timedelta(ended, unit="D")
    contracts["began"] = (START + pd.to_timedelta(began, unit="D")).strftime("%Y-%m-%d")
    contracts["ended"] = dates.strftime("%Y-%m-%d").where(ended < DAYS, "")
    contracts["why"] = np.where(ended < DAYS, rng.choice(["costs", "moved"], N, p=[0.7, 0.3]), "")
    folder = root / "data" / "club"
    folder.mkdir(parents=True)
    contracts.to_csv(folder / "contracts.csv", index=False)
    (folder / "dataset.toml").write_text(MANIFEST, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declared, "ROUNDS_MAX", 60)
        return root, contracts, train(folder, {}, root, lambda *_: None)


def running(contracts, day):
    return contracts[(contracts["first"] < day) & (contracts["last"] >= day)]


def test_those_under_contract_at_the_cutoff_are_judged_by_what_ended(club):
    _, contracts, trained = club
    findings = trained.findings
    judged_day = (pd.Timestamp(findings.judged_on) - START).days
    there = running(contracts, judged_day)
    ended = there["last"] < judged_day + 60
    assert len(findings.judged) == len(there)
    assert findings.judged["churned"].sum() == ended.sum()
    assert findings.churn_rate == pytest.approx(ended.mean())
    known = contracts.loc[there.index[ended], "why"].value_counts()
    assert dict(zip(findings.end_reasons["reason"], findings.end_reasons["n"], strict=True)) == (
        known.to_dict()
    )


def test_planted_hazards_are_found_again(club):
    _, contracts, trained = club
    findings = trained.findings
    judged_day = (pd.Timestamp(findings.judged_on) - START).days
    there = running(contracts, judged_day)
    truth = 1 - np.exp(-60 * there["hazard"].to_numpy())
    best = metrics.log_loss((there["last"] < judged_day + 60).to_numpy(float), truth)
    ours = findings.churn_table.iloc[0]
    assert ours["log_loss"] < best + 0.03
    assert ours["auc"] > 0.7
    assert findings.grades[0].days[0] > findings.grades[0].days[-1]  # several cutoffs


def test_value_is_what_contracts_pay_while_they_are_expected_to_run(club):
    """Written down: days until an end that comes at random, (1 - exp(-60 h)) / h of 60."""
    _, contracts, trained = club
    found = trained.findings
    judged_day = (pd.Timestamp(found.judged_on) - START).days
    there = running(contracts, judged_day)
    days = np.minimum(there["last"] - judged_day, 60)
    assert found.valued.earned == pytest.approx((there["price"] * A_DAY * days).sum())
    assert found.valued.kept_up == pytest.approx(there["price"].sum() * A_DAY * 60)
    paid = A_DAY * there["price"] * (1 - np.exp(-60 * there["hazard"])) / there["hazard"]
    truth = paid.sum()
    assert found.valued.predicted == pytest.approx(truth, rel=0.02)
    models = found.valued.table.set_index("model")
    assert models["rmse"]["this model"] < models["rmse"]["price kept up"]
    assert models["gini"]["this model"] > models["gini"]["price kept up"]


def test_when_contracts_end_is_told_and_came_true(club):
    _, contracts, trained = club
    judged_day = (pd.Timestamp(trained.findings.judged_on) - START).days
    there = running(contracts, judged_day)
    for one in trained.findings.moments:
        assert one.happened == (there["last"] - judged_day >= one.day).mean()
        assert one.predicted == pytest.approx(one.happened, abs=0.05)
    assert trained.findings.moments[-1].day == 60
    assert "Share still under contract" in trained.report.read_text("utf-8")


def test_only_who_is_still_under_contract_is_scored(club):
    _, contracts, trained = club
    still = contracts.loc[contracts["last"] >= DAYS, "member"]
    assert trained.findings.customers == len(still)
    assert f"{N - len(still)} who had one are gone" in trained.findings.eligible[1]


def test_scores_tell_value_and_list_who_is_worth_a_contact(club):
    """A contact keeps .3 of 60 days' price: more than it costs where price and risk are high."""
    root, contracts, trained = club
    assert trained.findings.promoted
    scored = score(root / "data" / "club", {}, root, lambda *_: None)
    table = pd.read_parquet(scored.parquet).set_index("customer_id")
    own = contracts.set_index(contracts["member"].map(lambda key: pseudonym(key, secret())))
    own = own[own["last"] >= DAYS]
    assert set(table.index) == set(own.index)
    own = own.reindex(table.index)
    full = 60 * A_DAY * own["price"]
    assert table["value_at_risk"].to_numpy() == pytest.approx(full * table["churn_prob"])
    assert (table["clv"] < full).all()
    assert (table["clv"] > full * (1 - table["churn_prob"])).all()  # who leaves pays until then
    worth = 0.3 * full * (1 - np.exp(-60 * own["hazard"])) > 3
    assert worth.equals((own["plan"] == "basic") & (own["price"] == 30))
    assert (table["listed"] == worth).mean() > 0.9
    assert trained.findings.profit.contacts == table["listed"].sum()
