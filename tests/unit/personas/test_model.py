import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from src.personas.fit import fit_personas
from src.personas.model import PersonaModel, assign

PLANTED = np.repeat([0, 1, 2, 3], [150, 120, 90, 60])


def customers():
    """Four planted kinds: loyal, occasional, lapsed, bargain hunters; a third have no known gap."""
    rng = np.random.default_rng(5)
    orders, recency, discount = [20, 3, 3, 6], [5, 10, 200, 10], [0.05, 0.05, 0.05, 0.6]
    spend = np.array(orders)[PLANTED] * rng.lognormal(3, 0.2, len(PLANTED))
    gaps = np.where(rng.random(len(PLANTED)) < 0.3, np.nan, rng.lognormal(3, 0.2, len(PLANTED)))
    return pd.DataFrame(
        {
            "orders_count": np.array(orders)[PLANTED] * rng.lognormal(0, 0.2, len(PLANTED)),
            "net_sum": spend,
            "recency_days": np.array(recency)[PLANTED] * rng.lognormal(0, 0.3, len(PLANTED)),
            "discount_share": np.array(discount)[PLANTED] * rng.uniform(0.8, 1.2, len(PLANTED)),
            "gap_mean_days": gaps,
        }
    )


IMPORTANCE = dict.fromkeys(customers().columns, 1.0) | {"gap_mean_days": 0.0}


def fit():
    return fit_personas(customers(), IMPORTANCE, None, 0, lambda _done, _total: None)


@pytest.fixture(scope="module")
def fitted():
    return fit()


def test_planted_kinds_are_found_and_named(fitted):
    assert adjusted_rand_score(PLANTED, fitted.labels) > 0.95
    assert fitted.model.stable
    names = np.array(fitted.model.names)[[fitted.labels[kind == PLANTED][0] for kind in range(4)]]
    assert "requent" in names[0]
    assert "ow-spending" in names[1] or "ccasional" in names[1]
    assert "uiet" in names[2]
    assert "bargain hunters" in names[3]


def test_customers_fitted_on_are_assigned_as_fitted(fitted):
    assert (assign(fitted.model, customers().to_numpy()) == fitted.labels).all()


def test_saved_model_assigns_alike(fitted):
    saved = json.loads(json.dumps(fitted.model.to_dict()))
    loaded = PersonaModel.from_dict(saved)
    strangers = customers().sample(frac=1, random_state=1).to_numpy() * 1.3
    assert (assign(loaded, strangers) == assign(fitted.model, strangers)).all()
    assert loaded.names == fitted.model.names
    assert loaded.to_dict() == fitted.model.to_dict()


def test_largest_persona_comes_first(fitted):
    assert (np.diff(np.bincount(fitted.labels)) <= 0).all()


def test_fitting_again_gives_the_same_json(fitted):
    assert json.dumps(fit().model.to_dict()) == json.dumps(fitted.model.to_dict())


def test_customer_of_whom_nothing_is_known_gets_a_persona(fitted):
    assert assign(fitted.model, np.full((1, 5), np.nan))[0] in range(len(fitted.model.names))


def test_serving_needs_no_scikit_learn():
    script = "import sys, src.personas.model; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
