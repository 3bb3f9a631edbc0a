"""Whose data a prediction lives on, where it is known: orders tell, a family's size does not."""

from dataclasses import replace

import numpy as np
import pytest

from src.manifest import parse_manifest
from src.modeling import metrics
from src.quality.quarantine import Account
from src.stages import ledger as stage
from src.stages.fitting import Fit
from src.stages.ledger import ledger, parties_of
from src.stages.snapshots import followed

HOW = Fit(horizon_days=91, seed=7, threads=1)


def source(table, party, **more):
    columns = {
        "orders": {"customer_key": "c", "ordered_at": "a", "net": "n"},
        "messages": {"customer_key": "c", "sent_at": "a"},
        "profiles": {"customer_key": "c"},
    }[table]
    grain = {"grain": ["r"]} if table == "orders" else {}
    return {"table": table, "source": {"path": "x.csv"}, "columns": columns, "party": party} | (
        grain | more
    )


def account(name, table, kept):
    return Account(name, table, "x.csv", kept, 0, kept, 0, 0, {}, {}, {}, {})


def test_a_feature_is_of_the_party_that_gave_most_of_its_rows():
    tables = {
        "till": source("orders", "first"),
        "web": source("orders", "first"),
        "market": source("orders", "second"),
        "mails": source("messages", "first"),
        "card": source("profiles", "zero", attributes={"age_years": "a", "kids_count": "k"}),
        "broker": source("profiles", "third", attributes={"income": "i", "kids_count": "k"}),
    }
    manifest = parse_manifest({"name": "x", "currency": "EUR", "tables": tables}, "x")
    kept = {"till": 40, "web": 40, "market": 70, "mails": 5, "card": 10, "broker": 11}
    accounts = [account(name, tables[name]["table"], rows) for name, rows in kept.items()]
    names = ("net_sum", "messages_count", "age_years", "income", "kids_count")
    made_of = {"net_sum": "orders", "messages_count": "messages"}
    made_of |= dict.fromkeys(names[2:], "profiles")
    assert parties_of(manifest, accounts, made_of, names) == {
        "net_sum": "first",  # 80 rows against 70
        "messages_count": "first",
        "age_years": "zero",
        "income": "third",
        "kids_count": "third",  # 11 rows against 10
    }


@pytest.fixture(scope="module")
def happened(market):
    now = market.snapshots.at(market.plan.judged.now)
    return followed(market.tables["orders"], now, 91)


@pytest.fixture(scope="module")
def parties(judged):
    return {name: "zero" if name == "family_size" else "first" for name in judged.design.names}


@pytest.fixture(scope="module")
def found(judged, happened, parties):
    return ledger(judged, happened, parties, HOW).set_index("party")


def test_who_orders_tells_who_will_and_the_size_of_a_family_does_not(found, judged, happened):
    assert list(found.index) == ["zero", "first"]
    assert found["features"].to_dict() == {"zero": 1, "first": len(judged.design.names) - 1}
    assert found["share"].sum() == pytest.approx(1)
    assert found.loc["zero", "share"] < 0.15
    assert found.loc["zero", "auc_lost_low"] < 0.01
    assert found.loc["first", "auc_without"] == pytest.approx(0.5, abs=0.1)
    assert found.loc["first", "auc_lost_low"] > 0.05
    ours = judged.churn.prob(judged.design, judged.ahead)
    lost = metrics.auc(happened.churned, ours) - found["auc_without"]
    np.testing.assert_allclose(found["auc_lost"], lost)


def test_what_is_left_without_a_party_knows_nothing_of_it(found, judged, happened, parties):
    rng = np.random.default_rng(3)
    family = judged.design.names.index("family_size")

    def scrambled(design):
        values = rng.lognormal(size=design.values.shape)
        values[:, family] = design.values[:, family]
        return replace(design, values=values)

    def noise(values):
        return rng.normal(size=len(values))

    training, ahead = judged.training, judged.ahead
    blind = replace(
        judged,
        training=replace(
            training,
            design=scrambled(training.design),
            silent_logit=noise(training.silent_logit),
        ),
        design=scrambled(judged.design),
        ahead=replace(
            ahead,
            silent_logit=noise(ahead.silent_logit),
            silent_logit_full=noise(ahead.silent_logit),
        ),
    )
    again = ledger(blind, happened, parties, HOW).set_index("party")
    for column in ("auc_without", "log_loss_without"):
        assert again.loc["first", column] == found.loc["first", column]
        assert again.loc["zero", column] != found.loc["zero", column]


def test_the_outcome_itself_is_all_that_counts(judged, happened, parties):
    """Told by a third party, it moves most, and the rest is left as good as it was."""
    design, training = judged.design, judged.training
    at = design.names.index("family_size")

    def told(design, churned):
        values = design.values.copy()
        values[:, at] = churned * 9
        return replace(design, values=values)

    knows = replace(
        judged,
        training=replace(training, design=told(training.design, training.churned)),
        design=told(design, happened.churned),
    )
    knows = replace(knows, churn=stage.fit_churn(knows.training, 91, 7, 1))
    whose = parties | {"family_size": "third"}
    found = ledger(knows, happened, whose, HOW).set_index("party")
    assert found.loc["third", "share"] > 0.6
    assert found.loc["third", "auc_lost"] > 0.1
    assert found.loc["first", "auc_without"] == 1


def test_of_a_single_party_nothing_is_refitted(judged, happened, monkeypatch):
    monkeypatch.setattr(stage, "fit_churn", None)
    alone = ledger(judged, happened, dict.fromkeys(judged.design.names, "first"), HOW)
    assert alone["party"].tolist() == ["first"]
    assert alone["share"].tolist() == [1]
    assert alone["auc_without"].isna().all()
