"""Parts of personas next month: the same ids and names, whatever has to be cut anew."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from src.personas import divide as dividing
from src.personas.continued import Last, with_parts
from src.personas.divide import divide
from src.personas.kept import Kept, read_kept, write_kept
from src.personas.model import PersonaModel
from src.personas.space import coordinates, fit_space
from src.personas.stability import Stability

FEATURES = ("orders_count", "net_mean", "recency_days")
MIDDLES = {  # of the signed logs; the first two kinds are one persona, the others another
    "few big orders": (3.6, 4.4, 1.0),
    "many small orders": (4.4, 3.6, 1.0),
    "gone": (1.0, 4.6, 6.0),
    "gone, of small orders": (1.0, 3.4, 6.0),
}
COUNTS = (350, 250, 220, 180)
KIND = np.repeat(range(4), COUNTS)
WHO = [f"c{row}" for row in range(len(KIND))]


@pytest.fixture(autouse=True)
def _untested(monkeypatch):
    """Only which part is which, not whether they stay: faster."""
    monkeypatch.setattr(
        dividing, "stability", lambda _points, own, *_: Stability((1.0,) * len(own), 1.0)
    )


def month(seed, kind=KIND):
    middles = np.array(list(MIDDLES.values()))[kind]
    noise = np.random.default_rng(seed).normal(0, 0.15, middles.shape)
    return pd.DataFrame(np.expm1(middles + noise), columns=list(FEATURES))


def personas(features, space=None):
    space = space or fit_space(features, dict.fromkeys(FEATURES, 1.0))
    points = coordinates(space, features.to_numpy())
    middles = np.array([points[(KIND < 2) == here].mean(axis=0) for here in (True, False)])
    return PersonaModel(space, middles, ("Present", "Gone"), stable=True, ids=("p1", "p2"))


def trained(features, asked=4, last=None, space=None):
    """Divide as a training does; what it leaves, and the id of each customer's part."""
    model, labels = personas(features, space), np.where(KIND < 2, 0, 1)
    parts, division = divide(model, labels, features, asked, 0, last)
    customers = pd.DataFrame({"customer_id": WHO, "persona": np.array(model.ids)[labels]})
    kept = Kept(replace(model, parts=parts), ((), ()), 2, (9.0, 9.0), customers)
    return with_parts(kept, features, labels, division, last)


def names(kept):
    return {own: one.names[at] for one in kept.model.parts for at, own in enumerate(one.ids)}


@pytest.fixture
def first():
    return trained(month(1))


def test_parts_get_ids_and_go_through_a_file(first, tmp_path):
    assert sorted(names(first)) == ["s1", "s2", "s3", "s4"]
    write_kept(first, tmp_path)
    again = read_kept(tmp_path)
    assert names(again) == names(first)
    assert (dict(again.part_words), again.cut) == (dict(first.part_words), 4)
    assert again.customers["part"].tolist() == first.customers["part"].tolist()


@pytest.mark.parametrize("same_space", [True, False], ids=["moved", "cut anew"])
def test_next_month_they_have_the_same_ids_and_names(first, same_space):
    space = first.model.space if same_space else None
    later = trained(month(2), last=Last(first, WHO), space=space)
    assert (later.customers["part"] == first.customers["part"]).mean() > 0.99
    assert names(later) == names(first)
    assert later.cut == 4


def test_a_part_more_is_new_and_the_others_are_who_they_were():
    fewer = trained(month(1), asked=3)
    more = trained(month(2), asked=4, last=Last(fewer, WHO), space=fewer.model.space)
    assert {own for own in names(fewer) if own in names(more)} == set(names(fewer))
    assert set(names(more)) - set(names(fewer)) == {"s3", "s4"}
    back = trained(month(3), asked=3, last=Last(more, WHO), space=fewer.model.space)
    assert set(names(back)) == set(names(fewer))
