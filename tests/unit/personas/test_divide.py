"""Parts of personas: planted ones are found and stay, noise is cut into sketches."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from src.personas import divide as dividing
from src.personas.divide import divide
from src.personas.model import PersonaModel, assign, part_in
from src.personas.space import fit_space
from src.personas.stability import Stability

FEATURES = ("orders_count", "net_mean", "recency_days", "discount_share")
MIDDLES = {  # of the signed logs; the first two kinds are one persona, the third is another
    "few big orders": (3.6, 4.4, 1.0, 1.0),
    "many small orders": (4.4, 3.6, 1.0, 1.0),
    "gone": (1.0, 4.0, 6.0, 1.0),
}
COUNTS = (350, 250, 400)
KIND = np.random.default_rng(1).permutation(np.repeat([0, 1, 2], COUNTS))


@pytest.fixture(scope="module")
def features():
    middles = np.array(list(MIDDLES.values()))[KIND]
    noise = np.random.default_rng(3).normal(0, 0.15, middles.shape)
    return pd.DataFrame(np.expm1(middles + noise), columns=list(FEATURES))


@pytest.fixture(scope="module")
def model(features):
    space = fit_space(features, dict.fromkeys(FEATURES, 1.0))
    own = PersonaModel(space, np.zeros((2, 4)), ("Present", "Gone"), stable=True)
    points = dividing.coordinates(space, features.to_numpy())
    centroids = np.array([points[inside].mean(axis=0) for inside in (KIND < 2, KIND == 2)])
    return PersonaModel(own.space, centroids, own.names, stable=True)


@pytest.fixture(scope="module")
def four(model, features):
    return divide(model, assign(model, features.to_numpy()), features, 4, seed=0)


@pytest.fixture
def untested(monkeypatch):
    """Only where parts are, not whether they stay: faster."""
    monkeypatch.setattr(
        dividing, "stability", lambda _points, own, *_: Stability((1.0,) * len(own), 1.0)
    )


def names_of(model, parts, features):
    whose = PersonaModel(model.space, model.centroids, model.names, stable=True, parts=parts)
    labels, near = assign(whose, features.to_numpy()), part_in(whose, features.to_numpy())
    return np.array([parts[one].names[own[one]] for one, own in zip(labels, near, strict=True)])


@pytest.mark.usefixtures("untested")
def test_the_persona_of_two_kinds_is_divided_into_them_and_the_other_is_not(model, features):
    parts, found = divide(model, assign(model, features.to_numpy()), features, 3, seed=0)
    assert [len(one.names) for one in parts] == [2, 1]
    assert parts[1].names == ("Gone",)
    assert adjusted_rand_score(KIND, names_of(model, parts, features)) > 0.98
    assert found.groups == found.asked == 3
    assert [one.persona for one in found.subs] == ["Present", "Present"]
    assert [one.customers for one in found.subs] == pytest.approx([350, 250], abs=5)
    assert sum(one.share for one in found.subs) == pytest.approx(0.6)


def test_planted_parts_stay_and_a_piece_of_noise_is_a_sketch(four):
    _, found = four
    planted = [one for one in found.subs if one.persona == "Present"]
    cut = [one for one in found.subs if one.persona == "Gone"]
    assert [one.stays for one in planted] == [True, True]
    assert min(one.jaccard for one in planted) > 0.95
    assert [one.stays for one in cut] == [False, False]


def test_a_part_that_is_not_found_again_is_a_sketch(model, features, monkeypatch):
    monkeypatch.setattr(dividing, "stability", lambda *_: Stability((0.76, 0.74), 0.8))
    _, found = divide(model, assign(model, features.to_numpy()), features, 3, seed=0)
    assert [(one.jaccard, one.stays) for one in found.subs] == [(0.76, True), (0.74, False)]


def test_a_part_is_named_against_the_rest_of_its_persona(four):
    parts, found = four
    big, many = (one for one in found.subs if one.persona == "Present")
    told = {row.feature: row for row in big.named.contrasts}
    assert told["net_mean"].effect_size > 2
    assert told["orders_count"].effect_size < -2
    assert (told["net_mean"].n, told["net_mean"].others_n) == (big.customers, many.customers)
    assert parts[0].names == (f"Present: {big.named.name}", f"Present: {many.named.name}")
    every = [name for one in parts for name in one.names]
    assert len(set(every)) == len(every)


@pytest.mark.usefixtures("untested")
def test_no_part_is_under_the_floor_and_what_was_possible_is_told(model, features):
    parts, found = divide(model, assign(model, features.to_numpy()), features, 20, seed=0)
    assert 4 < found.groups < 20
    assert sum(len(one.names) for one in parts) == found.groups
    assert min(one.customers for one in found.subs) >= 50
    assert sum(one.customers for one in found.subs) == 1000


@pytest.mark.usefixtures("untested")
def test_a_few_odd_customers_are_no_part_and_in_nobody_s_way(model, features):
    odd = np.flatnonzero(KIND < 2)[:30]
    with_odd = features.copy()
    with_odd.loc[odd, "discount_share"] = 400.0
    space = fit_space(with_odd, dict.fromkeys(FEATURES, 1.0))
    own = PersonaModel(space, model.centroids, model.names, stable=True)
    parts, found = divide(own, np.where(KIND < 2, 0, 1), with_odd, 3, seed=0)
    assert [len(one.names) for one in parts] == [2, 1]
    assert min(one.customers for one in found.subs) > 200


@pytest.mark.usefixtures("untested")
def test_customers_all_alike_are_not_divided(model, features):
    alike = features.assign(**{name: features[name].median() for name in FEATURES})
    parts, found = divide(model, np.minimum(KIND, 1), alike, 4, seed=0)
    assert found.subs == ()
    assert [one.names for one in parts] == [("Present",), ("Gone",)]


def test_as_many_as_there_are_personas_divides_nothing(model, features):
    parts, found = divide(model, assign(model, features.to_numpy()), features, 2, seed=0)
    assert found.subs == ()
    assert found.groups == 2
    assert (names_of(model, parts, features) == np.where(KIND < 2, "Present", "Gone")).all()


def test_a_saved_model_finds_the_same_parts_and_an_older_one_has_none(model, four, features):
    own = PersonaModel(model.space, model.centroids, model.names, stable=True, parts=four[0])
    rows, saved = features.to_numpy(), json.loads(json.dumps(own.to_dict()))
    again = PersonaModel.from_dict(saved)
    assert (part_in(again, rows) == part_in(own, rows)).all()
    assert [one.names for one in again.parts] == [one.names for one in own.parts]
    del saved["parts"]
    assert part_in(PersonaModel.from_dict(saved), rows).shape == (1000, 0)
