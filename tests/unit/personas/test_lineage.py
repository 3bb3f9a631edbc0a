import numpy as np

from src.personas.lineage import UNKNOWN, lineage


def groups(*sizes):
    return np.repeat(np.arange(len(sizes)), sizes)


def fates(found):
    return [(event.fate, event.before, event.now) for event in found.events]


def test_personas_are_matched_whatever_their_order():
    then = groups(50, 30, 20)
    now = np.array([2, 0, 1])[then]
    found = lineage(now, then, then, (3, 3))
    assert found.origins == (1, 2, 0)
    assert fates(found) == [("kept", 1, 0), ("kept", 2, 1), ("kept", 0, 2)]


def test_customers_who_move_do_not_end_a_persona():
    then = groups(50, 50)
    now = then.copy()
    now[:15] = 1
    found = lineage(now, now, then, (2, 2))
    assert found.origins == (0, 1)
    assert found.moves.tolist() == [[35, 15], [0, 50]]


def test_new_people_of_a_new_kind_are_born():
    then = np.concatenate([groups(50, 50), np.full(30, UNKNOWN)])
    now = groups(50, 50, 30)
    as_before = np.concatenate([groups(50, 50), np.ones(30, dtype=int)])  # nearest of the old
    assert fates(lineage(now, as_before, then, (2, 3)))[2] == ("born", None, 2)


def test_half_of_a_persona_that_leaves_it_is_split_off():
    then = groups(60, 50)
    now = np.concatenate([np.repeat([0, 2], [35, 25]), np.ones(50, dtype=int)])
    found = lineage(now, then, then, (2, 3))
    assert fates(found) == [("kept", 0, 0), ("kept", 1, 1), ("split", 0, 2)]


def test_two_that_became_one_are_merged():
    then = groups(60, 40, 50)
    now = np.array([0, 0, 1])[then]
    found = lineage(now, then, then, (3, 2))
    assert fates(found)[2] == ("merged", 1, 0)
    assert found.origins == (0, 2)  # one for each of today's


def test_one_whose_customers_scatter_has_vanished():
    then = groups(60, 60, 60, 9)
    now = np.concatenate([groups(60, 60, 60), np.repeat([0, 1, 2], 3)])
    assert fates(lineage(now, then, then, (4, 3)))[3] == ("vanished", 3, None)


def test_without_features_or_customers_in_common_all_are_new():
    nobody = np.full(60, UNKNOWN)
    found = lineage(groups(30, 30), nobody, nobody, (2, 2))
    assert [event.fate for event in found.events] == ["born", "born", "vanished", "vanished"]
    assert found.origins == (None, None)


def test_the_last_centres_alone_are_enough():
    found = lineage(groups(30, 30), groups(30, 30), np.full(60, UNKNOWN), (2, 2))
    assert found.origins == (0, 1)
    assert found.moves.sum() == 0
