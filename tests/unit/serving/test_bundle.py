"""What was saved is what was fitted, to the bit."""

import json
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from src.errors import StoreError
from src.modeling.baselines import run_rate_spend
from src.modeling.calibration import expit
from src.serving import bundle as fitted
from src.serving.schema import MODEL_FILE
from src.serving.stored import load, save


@pytest.fixture(scope="module")
def rows(invented):
    return invented(150, seed=11).design


@pytest.fixture(params=[91, 45])
def own(request, bundle):
    """The bundle, also as a short history makes it: with labels of 45 days."""
    days = request.param
    churn, clv = replace(bundle.churn, label_days=days), replace(bundle.clv, label_days=days)
    return replace(bundle, churn=churn, clv=clv, typical_start=-0.25)


def test_a_loaded_bundle_predicts_the_same_bits(own, rows, tmp_path):
    save(own, tmp_path)
    loaded = load(tmp_path)
    assert loaded.schema == own.schema
    before, after = (fitted.predict(each, rows.values) for each in (own, loaded))
    ends = {"clv_low", "clv_high"}
    assert before.keys() == {
        *("churn_prob", "clv", "value_at_risk", "persona", "persona_confidence"),
        *ends,
    }
    for name, values in before.items():
        assert_array_equal(values, after[name])
    assert_array_equal(fitted.effects(own, rows.values), fitted.effects(loaded, rows.values))
    assert fitted.reasons(own, rows.values, 2) == fitted.reasons(loaded, rows.values, 2)


def test_effects_add_up_after_loading(own, rows, tmp_path):
    save(own, tmp_path)
    loaded = load(tmp_path)
    effects = fitted.effects(loaded, rows.values).sum(axis=1)
    logit = loaded.churn.logit(rows, fitted.outlook_of(loaded, rows))
    assert_allclose(effects - effects.mean(), logit - logit.mean(), atol=1e-6)
    assert_array_equal(expit(logit), fitted.predict(loaded, rows.values)["churn_prob"])


def test_saving_twice_gives_the_same_bytes_and_they_are_text(bundle, tmp_path):
    for folder in ("one", "other"):
        save(bundle, tmp_path / folder)
    files = {file.name: file.read_bytes() for file in (tmp_path / "one").iterdir()}
    assert files == {file.name: file.read_bytes() for file in (tmp_path / "other").iterdir()}
    assert len(files) == 6
    assert json.loads(files["model.json"])["horizon_days"] == 91


def test_value_at_risk_is_the_run_rate_that_may_leave(bundle, rows):
    found = fitted.predict(bundle, rows.values)
    expected = found["churn_prob"] * run_rate_spend(rows, 91)
    assert_allclose(found["value_at_risk"], expected)


def test_one_row_is_told_what_it_is_told_in_a_crowd(bundle, rows):
    everybody, alone = (
        fitted.predict(bundle, rows.values[chosen]) for chosen in (slice(None), [7])
    )
    for name in ("churn_prob", "clv", "clv_low", "clv_high", "value_at_risk"):
        assert alone[name][0] == pytest.approx(everybody[name][7], rel=1e-12)
    assert alone["persona"] == everybody["persona"][7:8]


def test_personas_are_the_nearest_centres(bundle, rows):
    """The centres are (recent, big spender) and the opposite."""
    persona = np.array(fitted.predict(bundle, rows.values)["persona"])
    recency = rows.column("recency_days")
    assert recency[persona == "Fresh"].mean() < recency[persona == "Stale"].mean() / 3
    assert set(persona) == {"Fresh", "Stale"}


def test_another_version_of_the_schema_is_refused_with_what_to_do(bundle, tmp_path):
    save(bundle, tmp_path)
    file = tmp_path / MODEL_FILE
    saved = json.loads(file.read_text("utf-8"))
    saved["schema"] = {"version": 99, "unheard": "of"}
    file.write_text(json.dumps(saved), "utf-8")
    told = f"schema version 99, this code reads {fitted.SCHEMA_VERSION}. Train again"
    with pytest.raises(StoreError, match=told):
        load(tmp_path)
