import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from src.personas.fit import Past, fit_personas, points_in
from src.personas.model import PersonaModel, assign, confidence, far_from, settled
from src.personas.space import nearest

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
    past = Past(customers(), IMPORTANCE, np.log(customers()["net_sum"].to_numpy()))
    return fit_personas(customers(), past, 0, lambda _done, _total: None)


def rows(model, features):
    return features[list(model.space.features)].to_numpy()


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
    assert (assign(fitted.model, rows(fitted.model, customers())) == fitted.labels).all()


def test_saved_model_assigns_alike(fitted):
    saved = json.loads(json.dumps(fitted.model.to_dict()))
    loaded = PersonaModel.from_dict(saved)
    strangers = rows(loaded, customers().sample(frac=1, random_state=1) * 1.3)
    assert (assign(loaded, strangers) == assign(fitted.model, strangers)).all()
    assert loaded.names == fitted.model.names
    assert loaded.to_dict() == fitted.model.to_dict()


def test_largest_persona_comes_first(fitted):
    assert (np.diff(np.bincount(fitted.labels)) <= 0).all()


def test_fitting_again_gives_the_same_json(fitted):
    assert json.dumps(fit().model.to_dict()) == json.dumps(fitted.model.to_dict())


def test_customer_of_whom_nothing_is_known_gets_a_persona(fitted):
    nothing = np.full((1, len(fitted.model.space.features)), np.nan)
    assert assign(fitted.model, nothing)[0] in range(len(fitted.model.names))


def test_customers_between_two_personas_are_less_sure_of_theirs(fitted):
    model = fitted.model
    far = far_from(model, rows(model, customers()))
    sure = confidence(model, far, fitted.labels)
    assert sure.min() > 0.9  # planted far apart
    middle = model.centroids[:2].mean(axis=0, keepdims=True)
    halfway = np.sqrt(((middle - model.centroids) ** 2).sum(axis=1))[None, :]
    assert confidence(model, halfway, np.array([0]))[0] == model.stayed[-1] <= sure.min()


def test_small_moves_change_no_persona(fitted):
    """Customers halfway between two move a little from month to month."""
    model = fitted.model
    rng = np.random.default_rng(0)
    middle = model.centroids[[0, 1]].mean(axis=0)
    fresh, kept, before = 0, 0, None
    for _ in range(6):
        points = middle + rng.normal(0, 0.02, (200, len(middle)))
        far = np.sqrt(((points[:, None] - model.centroids) ** 2).sum(axis=2))
        if before is None:
            was, before = far.argmin(axis=1), far.argmin(axis=1)
            continue
        now = settled(far, before)
        fresh += (far.argmin(axis=1) != was).sum()
        kept += (now != before).sum()
        was, before = far.argmin(axis=1), now
    assert fresh > 200
    assert kept < fresh / 20


def test_who_has_clearly_moved_changes_persona(fitted):
    far = far_from(fitted.model, rows(fitted.model, customers()))
    elsewhere = (fitted.labels + 1) % 4
    assert (settled(far, elsewhere) == fitted.labels).mean() > 0.99
    points = points_in(fitted.model.space, customers())
    assert (nearest(points, fitted.model.centroids) == settled(far, fitted.labels)).all()


@pytest.mark.parametrize("seed", range(10))
def test_shuffled_columns_have_no_personas(seed):
    rng = np.random.default_rng(seed)
    mixed = customers().apply(lambda column: rng.permutation(column.to_numpy()))
    past = Past(mixed, IMPORTANCE, rng.normal(size=len(mixed)))
    found = fit_personas(mixed, past, seed, lambda _done, _total: None, most=3)
    assert not found.structure.exists
    assert not found.model.stable


def test_serving_needs_no_scikit_learn():
    script = "import sys, src.personas.model; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
