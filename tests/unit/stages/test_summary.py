"""What the report is told: sums that must agree between stages."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from src.asof import day_number
from src.explain.contributions import start_part
from src.features.build import groups
from src.features.norms import Norms
from src.features.profile import attributes
from src.personas import fit
from src.quality.quarantine import Account
from src.segments.kpis import kpis
from src.serving.bundle import predict
from src.stages import explaining
from src.stages.bundling import bundled
from src.stages.fitting import Fit
from src.stages.grouping import group
from src.stages.judgement import judge
from src.stages.permission import Permission
from src.stages.snapshots import Outcomes, followed
from src.stages.summary import Gathered, findings, scored, sources_table
from src.unify.consent import LeftOut


@pytest.fixture(scope="module")
def gathered(market, judged, shipped):
    now = market.snapshots.at(market.plan.judged.now)
    judgement = judge(judged, followed(market.tables["orders"], now, 91), Fit(91, 7, 1))
    named = groups(market.tables)
    with pytest.MonkeyPatch.context() as patch:  # fewer spaces to choose from: faster
        patch.setattr(fit, "POWERS", (1.0,))
        personas = group(shipped, named, 7, lambda _what, _share: None)
    return Gathered(
        ingested=market.ingested,
        plan=market.plan,
        judged=judged,
        judgement=judgement,
        shipped=shipped,
        personas=personas,
        bundle=bundled(shipped, personas.model, named, Norms(), market.manifest),
        undated=attributes(market.tables["profiles"]),
        month_ago=market.snapshots.at(market.plan.month_ago),
        permission=Permission(market.tables, LeftOut("learnt from", 400, 0, 0), whole=True),
    )


@pytest.fixture(scope="module")
def found(market, gathered):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explaining, "VALUE_ROWS", 40)
        return findings(market.manifest, gathered, seed=7)


def test_dates_are_those_of_the_plan(found, now):
    assert day_number(found.judged_on) == now
    assert day_number(found.described_on) == now + 91
    assert found.last_day.isoformat() == "2021-05-30"
    assert (found.horizon_days, found.label_days, found.customers) == (91, 91, 400)
    assert found.undated == ("family_size",)


def test_personas_add_up_to_all_customers_and_all_their_money(found, gathered, invented):
    orders = invented(400, seed=21).orders
    table, today = found.personas, gathered.shipped.design
    assert table["customers_count"].sum() == 400
    assert table["revenue_sum"].sum() == pytest.approx(orders["net"].sum())
    assert table["revenue_sum"].is_monotonic_decreasing
    told = predict(gathered.bundle, today.values)
    assert table["clv_sum"].sum() == pytest.approx(told["clv"].sum())
    weighted = (table["churn_prob_mean"] * table["customers_count"]).sum() / 400
    assert weighted == pytest.approx(told["churn_prob"].mean())
    assert set(table["persona"]) == {persona.name for persona in found.contrasts}


def test_the_judged_are_told_what_the_served_function_would_tell_them(gathered):
    """Of the same fit, whatever then happens: the prediction, and both ends of its interval."""
    shipped = gathered.shipped
    happened = np.arange(400.0)
    known = judge(shipped, Outcomes(happened % 2, happened), Fit(91, 7, 1)).customers
    told = predict(gathered.bundle, shipped.design.values)
    for name in ("churn_prob", "clv", "clv_low", "clv_high"):
        assert_array_equal(told[name], known[name], err_msg=name)


def test_totals_are_the_sums_of_what_customers_were_told(found, gathered):
    judged, ahead = found.total_judged, found.total_ahead
    assert judged.predicted == pytest.approx(found.judged["clv"].sum())
    assert judged.earned == pytest.approx(found.judged["net_ahead"].sum())
    assert ahead.predicted == pytest.approx(found.personas["clv_sum"].sum())
    assert judged.low < judged.predicted < judged.high
    bias = found.clv_table["bias_share"].iloc[0]
    assert bias == pytest.approx(judged.predicted / judged.earned - 1)
    assert gathered.judged.level.factor == gathered.judged.clv.scale != 1


def test_who_somebody_is_makes_no_persona(gathered):
    assert "family_size" in gathered.bundle.schema.names
    assert "family_size" not in gathered.personas.model.space.features


def test_personas_say_something_about_what_customers_then_spent(found):
    assert 0.05 < found.eta_squared < 1
    spend, churn = found.useful
    assert (spend.about, churn.about) == ("spend", "churn")
    assert spend.low < spend.explained == found.eta_squared < spend.high
    assert spend.n == len(found.judged)


def test_the_judged_and_the_rate_agree(found):
    assert found.churn_rate == pytest.approx(found.judged["churned"].mean())
    assert found.churn_table["n"].iloc[0] == len(found.judged)


def test_effects_come_with_the_persona_of_the_same_customer(found, gathered):
    """All 400 fit into the sample of churn, in order; value is explained for some of them."""
    told = predict(gathered.bundle, gathered.shipped.design.values)
    churn, value = found.churn_effects, found.clv_effects
    assert churn["persona"].tolist() == told["persona"]
    logit = np.log(told["churn_prob"] / (1 - told["churn_prob"]))
    effects = churn.drop(columns="persona").sum(axis=1)
    assert_allclose(effects - effects.mean(), logit - logit.mean(), atol=1e-6)
    assert len(value) == 40
    assert churn.columns.tolist() == value.columns.tolist() == ["persona", *gathered.bundle.groups]


def test_effects_of_the_start_count_from_the_typical_customer_of_today(gathered):
    part = start_part(gathered.shipped.churn, gathered.shipped.ahead)
    assert gathered.bundle.typical_start == pytest.approx(part.mean())
    assert abs(part.mean()) > 0.05


def test_fields_of_a_row_are_the_features_trained_on(gathered):
    fields = {field.name: field for field in gathered.bundle.schema.features}
    assert tuple(fields) == gathered.shipped.design.names
    assert {name for members in gathered.bundle.groups.values() for name in members} == set(fields)
    assert fields["orders_count"].integer
    assert not fields["net_sum"].integer
    assert fields["gap_mean_days"].nullable
    assert not fields["recency_days"].nullable


def test_a_persona_is_told_its_customers_own_figures(bundle, invented):
    design = invented(50, seed=3).design
    table = kpis(scored(bundle, design), by="persona")
    told = predict(bundle, design.values)
    fresh = np.array(told["persona"]) == "Fresh"
    assert table.loc["Fresh", "customers_count"] == fresh.sum()
    assert table.loc["Fresh", "revenue_sum"] == pytest.approx(design.column("net_sum")[fresh].sum())
    assert table.loc["Fresh", "value_at_risk_sum"] == pytest.approx(
        told["value_at_risk"][fresh].sum()
    )


def test_every_row_of_a_source_is_accounted_for():
    account = Account(
        source="orders",
        table="orders",
        where="orders.csv",
        read_rows=104,
        forgotten_rows=4,
        filtered_rows=10,
        kept_rows=80,
        quarantined_rows=7,
        repeated_rows=3,
        reasons={"net is missing": 7},
        nulled={"quantity": 4, "discount": 1},
        rewritten={"channel": 2, "category": 6},
        noted={"exact repeats": 8, "customer without a profile": 3},
    )
    assert sources_table([account]).to_dict("records") == [
        {
            "source": "orders",
            "read": 104,
            "kept": 80,
            "filtered": 10,
            "quarantined": 7,
            "repeats": 3,
            "forgotten": 4,
            "nulled": 5,
            "rewritten": 8,
            "noted": 11,
        }
    ]
