"""Churn by subscription end to end, without a single order: planted hazards are found again."""

import numpy as np
import pandas as pd
import pytest

from src.modeling import declared, metrics
from src.pipeline import score, train
from src.unify.customers import pseudonym, secret

N, DAYS = 900, 540
START = pd.Timestamp("2023-01-01")
HAZARD = {"basic": 0.006, "plus": 0.0005}  # of an end, per day
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
end_reason = "why"
"""


@pytest.fixture(scope="module")
def club(tmp_path_factory):
    """A trained project: its root, the contracts written, and what training said."""
    root = tmp_path_factory.mktemp("club")
    rng = np.random.default_rng(4)
    plan = rng.choice(list(HAZARD), N)
    began = rng.integers(0, DAYS - 100, N)
    ended = began + 1 + rng.exponential(1 / np.vectorize(HAZARD.get)(plan)).astype(int)
    contracts = pd.DataFrame({"member": [f"m{i}" for i in range(N)], "plan": plan})
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
    truth = 1 - np.exp(-60 * there["plan"].map(HAZARD).to_numpy())
    best = metrics.log_loss((there["last"] < judged_day + 60).to_numpy(float), truth)
    ours = findings.churn_table.iloc[0]
    assert ours["log_loss"] < best + 0.03
    assert ours["auc"] > 0.7
    assert findings.grades[0].days[0] > findings.grades[0].days[-1]  # several cutoffs


def test_only_who_is_still_under_contract_is_scored(club):
    root, contracts, trained = club
    assert trained.findings.customers == (contracts["last"] >= DAYS).sum()
    gone = N - trained.findings.customers
    assert f"{gone} who had one are gone" in trained.findings.eligible[1]
    if not trained.findings.promoted:  # one column tells all there is, so the rule is as good
        assert "best single column" in trained.findings.reason
        return
    table = pd.read_parquet(score(root / "data" / "club", {}, root, lambda *_: None).parquet)
    still = contracts.loc[contracts["last"] >= DAYS, "member"]
    assert set(table["customer_id"]) == {pseudonym(member, secret()) for member in still}
