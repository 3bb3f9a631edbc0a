"""Uplift end to end: half of a shop's customers were planted to be moved by letters, half not."""

import numpy as np
import pandas as pd
import pytest
from mlflow.pyfunc import load_model

from src.modeling.design import Design
from src.modeling.ranking import BY_UPLIFT
from src.pipeline import score, train
from src.serving.stored import load
from src.tracking.registry import champion_bundle
from src.tracking.store import open_store
from src.unify.customers import pseudonym, secret

MOVED = 0.6  # of those who are fond of letters order because of one, within four weeks
FIRST, SENT_DAYS = pd.Timestamp("2023-11-01"), range(150, 360, 28)  # one window each
CONTACT = """
[contact]
cost = 5.0
success_rate = 0.1
value = 40
contacts_max = 80
"""


def write_letters(folder):
    """Add who is fond of letters, letters of two arms drawn by lot, and the orders they brought."""
    rng, raw = np.random.default_rng(11), folder / "raw"
    people, orders = pd.read_csv(raw / "profiles.csv"), pd.read_csv(raw / "orders.csv")
    people["fond"] = rng.integers(0, 2, len(people))
    people.to_csv(raw / "profiles.csv", index=False)
    sent = people[["email", "fond"]].merge(pd.DataFrame({"day": list(SENT_DAYS)}), how="cross")
    sent["arm"] = rng.choice(["treated", "control"], len(sent))
    when = FIRST + pd.to_timedelta(sent["day"], unit="D")
    sent["sent"], sent["campaign"] = (
        when.dt.strftime("%Y-%m-%d"),
        sent["day"].map("letter {}".format),
    )
    sent.drop(columns="fond").to_csv(raw / "messages.csv", index=False)
    moved = (sent["arm"] == "treated") & (sent["fond"] == 1) & (rng.random(len(sent)) < MOVED)
    days = sent.loc[moved, "day"] + rng.integers(0, 28, moved.sum())
    brought = orders.head(1).drop(columns=["email", "ordered", "receipt"]).assign(amount=20.0)
    brought = sent.loc[moved, ["email"]].merge(brought, how="cross")
    brought["ordered"] = (FIRST + pd.to_timedelta(days.to_numpy(), unit="D")).strftime("%Y-%m-%d")
    brought["receipt"] = [f"letter {place}" for place in range(len(brought))]
    pd.concat([orders, brought]).to_csv(raw / "orders.csv", index=False)
    manifest = (
        (folder / "dataset.toml")
        .read_text("utf-8")
        .replace('channel = "channel" }', 'arm = "arm" }')
    )
    manifest = manifest.replace('born_year = "born"', 'born_year = "born"\nfond = "fond"')
    (folder / "dataset.toml").write_text(manifest + CONTACT, "utf-8")


@pytest.fixture(scope="module")
def letters(write_shop, tmp_path_factory):
    """A shop trained on and scored: its root, what was found, scores with what was planted."""
    root = tmp_path_factory.mktemp("letters")
    folder = root / "data" / "shop"
    write_shop(folder)
    write_letters(folder)
    trained = train(folder, {}, root, lambda *_: None)
    scored = score(folder, {}, root, lambda *_: None)
    people = pd.read_csv(folder / "raw" / "profiles.csv")
    fond = people.set_index(people["email"].map(lambda key: pseudonym(key, secret())))["fond"]
    table = pd.read_parquet(scored.parquet).set_index("customer_id")
    return root, trained, scored, table.assign(fond=fond.reindex(table.index))


def test_uplift_is_usable_and_says_so(letters):
    _, trained, scored, _ = letters
    found = trained.findings
    assert found.uplift.verdict.usable
    overall = found.uplift.overall  # half are fond, of whom those are moved who would not order
    assert overall.effect == pytest.approx(MOVED / 2 * (1 - overall.control_rate), abs=0.06)
    assert found.profit.by_uplift
    assert scored.ranked.why == BY_UPLIFT
    assert BY_UPLIFT in trained.report.read_text("utf-8")


def test_who_is_moved_comes_first_and_nobody_else_is_listed(letters):
    *_, scored, table = letters
    fond = table.sort_values("uplift", ascending=False)["fond"]
    assert fond.head(80).mean() > 0.95
    assert table["uplift"].between(-1, 1).all()
    means = table.groupby("fond")["uplift"].mean()
    assert means[1] > 0.25
    assert abs(means[0]) < 0.15
    listed = table.loc[pd.read_csv(scored.csv)["customer_id"]]
    assert len(listed) == 80
    assert listed["fond"].mean() > 0.95
    assert listed["expected_profit"].to_numpy() == pytest.approx(40 * listed["uplift"] - 5)
    assert listed["expected_profit"].is_monotonic_decreasing


def test_the_served_model_says_the_same(letters):
    root, trained, *_ = letters
    folder = champion_bundle(open_store(root), "shop")
    bundle = load(folder)
    assert bundle.uplift.learner == trained.findings.uplift.verdict.learner
    row = {field.name: 1.0 for field in bundle.schema.features}
    sent = [row | {"fond": fond} for fond in (1.0, 0.0)]
    expected = bundle.uplift.uplift(
        Design(tuple(row), np.array([list(one.values()) for one in sent]))
    )
    answers = load_model(str(folder.parents[1])).predict(sent)
    told = [one if isinstance(one, dict) else one.model_dump() for one in answers]
    assert [one["uplift"] for one in told] == pytest.approx(expected)
    assert told[0]["uplift"] > told[1]["uplift"]
