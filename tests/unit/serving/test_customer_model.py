from types import SimpleNamespace

import mlflow
import numpy as np
import pytest

from src.errors import DataError, StoreError
from src.serving import customer_model, package
from src.serving.bundle import FeatureField, Schema
from src.serving.rows import RequestError, checked_rows, shown_type

FEATURES = [
    FeatureField("recency_days", nullable=False, integer=False),
    FeatureField("gap_days", nullable=True, integer=False),
]
SCHEMA = Schema(
    version=1, dataset="demo", currency="EUR", horizon_days=91, features=tuple(FEATURES)
)


def _load(folder):
    return SimpleNamespace(schema=SCHEMA, folder=folder)


def _predict(_, X):  # noqa: N803
    if (X[:, 0] < 0).any():
        raise DataError("1 of 1 customers break recency_days >= 0.")
    clv = np.nan_to_num(X[:, 1])
    clv[X[:, 0] > 1e300] = np.inf
    persona = {"persona": ["A"] * len(X), "persona_confidence": np.ones(len(X))}
    ends = {"clv_low": clv / 2, "clv_high": clv * 2}
    money = {"clv": clv, **ends, "value_at_risk": clv}
    return {"churn_prob": X[:, 0] / 100, **money, **persona}


def _reasons(_, X, top):  # noqa: N803
    why = {"reason": "recency", "direction": "raises", "effect": 0.5}
    return [[why] * top for _ in X]


@pytest.fixture
def model(monkeypatch):
    """The model as MLflow makes it, with a bundle whose answers are known by hand."""
    stand_in = SimpleNamespace(predict=_predict, reasons=_reasons)
    monkeypatch.setattr(customer_model, "fitted", stand_in)
    monkeypatch.setattr(customer_model, "load", _load)
    monkeypatch.setattr(customer_model, "FEATURES", FEATURES)
    model = customer_model.CustomerModel()
    model.load_context(SimpleNamespace(artifacts={"bundle": "folder"}))
    return model


def _rows(*sent):
    return [shown_type(FEATURES)(**row) for row in sent]


def test_each_row_gets_its_answer_in_order(model):
    first = {"recency_days": 10, "gap_days": 5.0, "customer_id": "c1"}
    answers = model.predict(_rows(first, {"recency_days": 20, "gap_days": None}))
    assert [answer.model_dump() for answer in answers] == [
        {
            "customer_id": "c1",
            "churn_prob": 0.1,
            "clv": 5.0,
            "clv_low": 2.5,
            "clv_high": 10.0,
            "value_at_risk": 5.0,
            "persona": "A",
            "persona_confidence": 1.0,
            "uplift": None,
            "reasons": [],
        },
        {
            "customer_id": None,
            "churn_prob": 0.2,
            "clv": 0.0,
            "clv_low": 0.0,
            "clv_high": 0.0,
            "value_at_risk": 0.0,
            "persona": "A",
            "persona_confidence": 1.0,
            "uplift": None,
            "reasons": [],
        },
    ]


@pytest.mark.parametrize(("params", "top"), [(None, 0), ({}, 0), ({"reasons": 2}, 2)])
def test_as_many_reasons_as_asked_for(model, params, top):
    (answer,) = model.predict(_rows({"recency_days": 1, "gap_days": 1}), params)
    assert len(answer.reasons) == top


@pytest.mark.parametrize("top", [-1, 11, 10**30, None, 1.5])
def test_an_impossible_number_of_reasons(model, top):
    with pytest.raises(RequestError, match=r"params\.reasons must be a whole number, 0 to 10"):
        model.predict(_rows({"recency_days": 1, "gap_days": 1}), {"reasons": top})


@pytest.mark.parametrize(
    ("recency_days", "told"),
    [(-1, "break recency_days >= 0"), (1e308, r"inputs\[1\] contradicts itself")],
)
def test_values_that_contradict_each_other(model, recency_days, told):
    good = {"recency_days": 1, "gap_days": 1}
    with pytest.raises(RequestError, match=told):
        model.predict(_rows(good, good | {"recency_days": recency_days}))


@pytest.mark.parametrize(("churn_prob", "served"), [(0.4, True), (np.nan, False)])
def test_only_money_may_be_unknown(model, monkeypatch, churn_prob, served):
    """As where churn is declared: no price, no value, but a probability there must be."""
    nothing = np.array([np.nan])
    told = {"churn_prob": np.array([churn_prob]), "clv": nothing, "value_at_risk": nothing}
    monkeypatch.setattr(customer_model.fitted, "predict", lambda *_: dict(told))
    rows = _rows({"recency_days": 1, "gap_days": None})
    if served:
        (answer,) = model.predict(rows)
        assert (answer.churn_prob, answer.clv, answer.value_at_risk) == (0.4, None, None)
    else:
        with pytest.raises(RequestError, match="no finite prediction"):
            model.predict(rows)


def test_no_rows(model):
    with pytest.raises(RequestError, match="inputs holds 0 rows"):
        model.predict([])


def test_a_bundle_with_other_features_is_refused(monkeypatch, model):
    monkeypatch.setattr(customer_model, "FEATURES", FEATURES[:1])
    with pytest.raises(StoreError, match="different features"):
        model.load_context(SimpleNamespace(artifacts={"bundle": "folder"}))


def test_the_example_is_a_row_the_model_takes():
    (row,), params = package.example(SCHEMA)
    assert checked_rows(FEATURES).validate_python([row])[0].customer_id == "example"
    assert params == {"reasons": 3}


def test_the_config_is_what_the_model_file_reads():
    read = package.config(SCHEMA)["schema"]["features"]
    assert [FeatureField(**field) for field in read] == FEATURES
    assert package.MODEL_FILE.is_file()


def test_requirements_are_pinned():
    assert f"mlflow=={mlflow.__version__}" in package.requirements()
