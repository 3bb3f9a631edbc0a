"""Pairs become persons, the surest first; expected partitions are worked out by hand."""

import numpy as np
import pytest

from src.unify.identity import clusters
from src.unify.identity.clusters import cluster
from src.unify.identity.weighing import RULES, Pairs

APART = "apart"


def pairs_of(*rows):
    """Return pairs of (left, right, weight), (left, right, rule) or (left, right, APART)."""
    left, right, told = zip(*rows, strict=True)
    return Pairs(
        np.array(left),
        np.array(right),
        np.array([w if isinstance(w, (int, float)) else 0.0 for w in told]),
        np.array([RULES.index(w) if w in RULES else 0 for w in told], dtype=np.int8),
        np.array([w == APART for w in told]),
    )


def persons(pairs, records, once=(), sources=None, least=1.0):
    found = cluster(pairs, sources or ["s"] * records, once, least)
    return found.member.tolist(), found


def test_records_are_joined_through_others_and_named_by_the_lowest():
    member, found = persons(pairs_of((3, 4, 2.0), (1, 4, 5.0), (0, 2, 1.0)), 6)
    assert member == [0, 1, 0, 1, 1, 5]
    assert found.joined.all()
    assert found.refused == 0


def test_pairs_under_the_least_weight_join_nobody():
    member, found = persons(pairs_of((0, 1, 0.99), (1, 2, 1.0)), 3)
    assert member == [0, 1, 1]
    assert found.joined.tolist() == [False, True]


def test_a_rule_holds_whatever_the_pair_weighs_and_comes_first():
    """Record 1 may be with 0 or with 2, not with both: the rule decides, not the weight."""
    rows = ((0, 1, 40.0), (1, 2, "mailbox"), (0, 2, APART))
    member, found = persons(pairs_of(*rows), 3)
    assert member == [0, 1, 1]
    assert found.refused == 1


def test_the_surest_pair_goes_first_in_whatever_order_pairs_stand():
    rows = [(0, 1, 3.0), (1, 2, 9.0), (0, 2, APART)]
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        member, found = persons(pairs_of(*[rows[i] for i in order]), 3)
        assert member == [0, 1, 1]
        assert found.refused == 1


def test_two_that_are_known_apart_never_meet_through_others():
    """0 and 5 are two people; a chain 0-1-2 and 3-4-5 would be closed by 2-3."""
    chain = ((0, 1, 9.0), (1, 2, 8.0), (3, 4, 7.0), (4, 5, 6.0), (2, 3, 5.0), (0, 5, APART))
    member, found = persons(pairs_of(*chain), 6)
    assert member == [0, 0, 0, 3, 3, 3]
    assert found.joined.tolist() == [True, True, True, True, False, False]


def test_a_pair_that_is_apart_is_not_joined_however_likely():
    pairs = pairs_of((0, 1, 50.0))
    pairs.apart[0] = True
    assert persons(pairs, 2)[0] == [0, 1]


def test_a_source_in_which_people_stand_once_has_no_two_records_of_one():
    rows = ((0, 1, 9.0), (1, 2, 8.0), (2, 3, 7.0))
    sources = ["crm", "till", "crm", "till"]
    assert persons(pairs_of(*rows), 4, {"crm"}, sources)[0] == [0, 0, 2, 2]
    assert persons(pairs_of(*rows), 4, {"crm", "till"}, sources)[0] == [0, 0, 2, 2]
    assert persons(pairs_of(*rows), 4, set(), sources)[0] == [0, 0, 0, 0]


def test_a_chain_of_too_many_records_is_cut_at_its_weakest_link(monkeypatch):
    monkeypatch.setattr(clusters, "RECORDS_MAX", 4)
    rows = ((0, 1, 9.0), (1, 2, 8.0), (2, 3, 2.0), (3, 4, 7.0), (4, 5, 6.0))
    member, found = persons(pairs_of(*rows), 6)
    assert member == [0, 0, 0, 3, 3, 3]
    assert found.refused == 1


@pytest.mark.parametrize("seed", range(5))
def test_no_cluster_breaks_a_rule_and_no_pair_is_left_that_could_join(seed):
    """Checked from outside on random pairs, by looking at every cluster."""
    rng = np.random.default_rng(seed)
    left = rng.integers(0, 59, 150)
    right = left + 1 + rng.integers(0, 60 - left - 1)
    told = [APART if rng.random() < 0.2 else float(w) for w in rng.normal(1, 3, 150)]
    pairs = pairs_of(*zip(left.tolist(), right.tolist(), told, strict=True))
    sources = [("crm", "till", "shop")[i] for i in rng.integers(0, 3, 60)]
    member, found = persons(pairs, 60, {"crm"}, sources)
    groups = {}
    for record, person in enumerate(member):
        groups.setdefault(person, []).append(record)

    def two(one, other):
        both = set(one) | set(other)
        split = any(
            {a, b} <= both
            for a, b, apart in zip(left.tolist(), right.tolist(), pairs.apart, strict=True)
            if apart
        )
        return split or sum(sources[record] == "crm" for record in both) > 1

    assert not any(two(group, group) for group in groups.values())
    for a, b, weight, apart in zip(left, right, pairs.weight, pairs.apart, strict=True):
        if weight >= 1.0 and not apart and member[a] != member[b]:
            assert two(groups[member[a]], groups[member[b]])
    assert 0 < found.refused < 150
