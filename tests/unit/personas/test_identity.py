from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from src.personas import fit as fitting
from src.personas.by_hand import ByHand
from src.personas.fit import Past, fit_personas
from src.personas.identity import known_again, settled
from src.personas.kept import read_kept, write_kept
from src.personas.space import coordinates, nearest

KINDS = {
    "orders_count": (20, 3, 4),
    "recency_days": (5, 12, 200),
    "discount_share": (0.1, 0.5, 0.1),
}
OWL = (60, 2, 0.02)
WEIGHTS = dict.fromkeys(KINDS, 1.0)
NOBODY: dict = {}


def shop(counts, seed, owls=0):
    """Customers of three planted kinds, and of a fourth that arrives later."""
    rng = np.random.default_rng(seed)
    kind = np.concatenate([np.repeat([0, 1, 2], counts), np.full(owls, 3)])
    columns = {
        name: np.array([*centres, OWL[place]])[kind] * rng.lognormal(0, 0.2, len(kind))
        for place, (name, centres) in enumerate(KINDS.items())
    }
    return pd.DataFrame(columns), kind, [f"c{row:03d}" for row in range(len(kind))]


def personas(features, before=None):
    past = Past(features, WEIGHTS, np.log(features["orders_count"].to_numpy()))
    with pytest.MonkeyPatch.context() as patch:  # one space: faster
        patch.setattr(fitting, "POWERS", (1.0,))
        last = settled(before, features)
        return fit_personas(features, past, 0, lambda _done, _total: None, 4, last)


def told_of(found):
    return [one.told for one in found.changes]


@pytest.fixture(scope="module")
def first():
    features, _, customers = shop((80, 70, 60), 0)
    return known_again(personas(features), features, customers, None, NOBODY)


@pytest.fixture(scope="module")
def later(first):
    """A month later: the same kinds, and a fourth."""
    features, kind, customers = shop((80, 70, 60), 1, owls=50)
    return personas(features, first.kept), features, kind, customers


def test_the_first_personas_get_ids(first):
    assert first.model.ids == ("p1", "p2", "p3")
    assert first.changes == ()
    assert len(first.kept.customers) == 210


def test_personas_stay_unless_strangers_come(first):
    assert settled(first.kept, shop((80, 70, 60), 2)[0]) is first.kept.model
    features, kind, _ = shop((80, 70, 60), 2, owls=50)
    more = settled(first.kept, features)  # with a centre where they are
    near = nearest(coordinates(more.space, features.to_numpy()), more.centroids)
    assert set(near[kind == 3]) == {3}
    assert (near[kind < 3] < 3).mean() > 0.98
    assert settled(first.kept, shop((80, 70, 60), 2)[0].drop(columns="recency_days")) is None
    assert settled(None, shop((80, 70, 60), 2)[0]) is None


def test_the_next_month_moves_centres_and_little_else(first):
    features, _, customers = shop((80, 70, 60), 3)
    again = known_again(personas(features, first.kept), features, customers, first.kept, NOBODY)
    assert sorted(again.model.names) == sorted(first.model.names)
    assert again.changes == ()
    assert again.model.space == first.model.space
    assert not np.allclose(again.model.centroids, first.model.centroids)


def test_names_and_ids_stay_and_a_planted_group_is_new(first, later, tmp_path):
    write_kept(first.kept, tmp_path)
    found, features, kind, customers = later
    again = known_again(found, features, customers, read_kept(tmp_path), NOBODY)
    names = dict(zip(first.model.ids, first.model.names, strict=True))
    ids = np.array(again.model.ids)[again.labels]
    had = first.kept.customers.set_index("customer_id")["persona"].reindex(customers)
    unchanged = kind < 3
    assert (ids == had.to_numpy())[unchanged].mean() > 0.95
    for one, name in zip(again.model.ids, again.model.names, strict=True):
        assert name == names.get(one, name)
    assert "p4" in ids[kind == 3]
    assert any("are new: no persona had most of them" in told for told in told_of(again))
    assert again.kept.born == 4


def test_people_name_personas_and_the_name_survives(first, later):
    found, features, _, customers = later
    told = {"p2": ByHand(name="Stock-up families", notes="Ask in June.")}
    again = known_again(found, features, customers, first.kept, told)
    place = again.model.ids.index("p2")
    assert again.model.names[place] == "Stock-up families"
    assert again.named[place].notes == "Ask in June."
    old = first.model.names[1]
    assert f"“{old}” are now called “Stock-up families”." in told_of(again)


def test_a_name_that_no_longer_holds_is_given_up(first, later):
    found, features, _, customers = later
    wrong = replace(first.kept, words=(("evening",),) * 3)
    again = known_again(found, features, customers, wrong, NOBODY)
    assert all("evening" not in name.lower() for name in again.model.names)


def test_who_was_erased_from_the_last_personas_is_no_error(first, later):
    found, features, _, customers = later
    erased = replace(first.kept, customers=first.kept.customers.iloc[1:])
    again = known_again(found, features, customers, erased, NOBODY)
    assert set(first.model.ids) <= set(again.model.ids)


def test_nothing_kept_is_nothing_read(tmp_path):
    write_kept(None, tmp_path)
    assert read_kept(tmp_path) is None
