"""The mixture finds the kinds of pairs that were planted, told only how often patterns occur."""

from itertools import product

import numpy as np
import pytest

from src.unify.identity.mixture import Background, Observed, fit_mixture

NAMES = ("given_name", "family_name", "phone", "place", "email")
RANDOM = ((0.985, 0.010, 0.005), (0.98, 0.015, 0.005), (0.9995, 0.0005), (0.96, 0.03, 0.01),
          (0.999, 0.0005, 0.0005))  # fmt: skip
MATCH = ((0.06, 0.08, 0.86), (0.01, 0.09, 0.90), (0.05, 0.95), (0.1, 0.2, 0.7), (0.1, 0.2, 0.7))
KIN = (RANDOM[0], (0.01, 0.04, 0.95), (0.4, 0.6), (0.05, 0.15, 0.80), (0.58, 0.02, 0.4))
NAMESAKE = ((0.01, 0.04, 0.95), (0.01, 0.04, 0.95), RANDOM[2], RANDOM[3], (0.8, 0.2, 0.0005))
SIZES = {"match": 5000, "kin": 2500, "namesake": 1500, "stranger": 4_000_000}
UNKNOWN = 0.2  # share of pairs one of which lacks the comparison's value


def planted(seed):
    """Return patterns of pairs looked at, and how many pairs of all classes have each."""
    rng = np.random.default_rng(seed)
    grid = np.array(list(product(*[range(-1, len(levels)) for levels in RANDOM])))
    counts = np.zeros(len(grid))
    for shares, size in zip((MATCH, KIN, NAMESAKE, RANDOM), SIZES.values(), strict=True):
        expected = np.full(len(grid), float(size))
        for column, levels in enumerate(shares):
            told = np.array([UNKNOWN, *[(1 - UNKNOWN) * share for share in levels]])
            expected *= told[grid[:, column] + 1]
        counts += rng.poisson(expected)
    looked_at = (grid > 0).any(axis=1) & (counts > 0)  # that agree in something
    return grid[looked_at], counts[looked_at]


def drawn():
    """Return levels among random pairs: a few of these are of one person."""
    share = SIZES["match"] / SIZES["stranger"]
    return [
        np.array(levels) * (1 - share) + np.array(match) * share
        for levels, match in zip(RANDOM, MATCH, strict=True)
    ]


def fit(names, patterns, counts, random, pairs):
    """Fit pairs of records of different sources, all of which know enough for every comparison."""
    across = np.zeros(len(patterns), dtype=np.int64)
    known = [pairs * (1 - UNKNOWN)] * len(names)
    background = Background(tuple(random), tuple(known), (pairs, 0.0), int(np.sqrt(2 * pairs)))
    return fit_mixture(Observed(tuple(names), patterns, across, counts), background)


def weights(fitted, patterns):
    return fitted.weights(patterns, np.zeros(len(patterns), dtype=np.int64))


@pytest.fixture(scope="module")
def fitted():
    return fit(NAMES, *planted(1), drawn(), SIZES["stranger"])


def test_there_are_as_many_pairs_of_a_kind_as_were_planted(fitted):
    for kind in ("match", "kin", "namesake"):
        assert fitted.pairs[kind][0] == pytest.approx(SIZES[kind], rel=0.1)


@pytest.mark.parametrize(
    ("kind", "shares"), [("match", MATCH), ("kin", KIN), ("namesake", NAMESAKE)]
)
def test_what_pairs_of_a_kind_agree_in_is_what_was_planted(fitted, kind, shares):
    for found, own in zip(fitted.shares[kind], shares, strict=True):
        assert found == pytest.approx(own, abs=0.06)


def test_matches_among_random_pairs_are_taken_out_of_them(fitted):
    """One in 800 random pairs is a match here: without that, telephones would say half as much."""
    phone = NAMES.index("phone")
    assert drawn()[phone][-1] > 3 * RANDOM[phone][-1]
    assert fitted.shares["stranger"][phone][-1] == pytest.approx(RANDOM[phone][-1], rel=0.2)


def test_the_odds_of_a_pattern_are_those_of_the_planted_pairs(fitted):
    """Counted by hand from what was planted: log2 of matches to others, for whole patterns."""
    patterns = np.array([[2, 2, 1, 2, 2], [0, 2, 1, 2, 2], [2, 2, 0, 0, 1], [-1, 2, 1, 2, -1]])
    told = weights(fitted, patterns)
    for other, shares in (("kin", KIN), ("namesake", NAMESAKE), ("stranger", RANDOM)):
        for row, pattern in enumerate(patterns):
            odds = SIZES["match"] / SIZES[other]
            for level, match, own in zip(pattern, MATCH, shares, strict=True):
                odds *= match[level] / own[level] if level >= 0 else 1
            if abs(np.log2(odds)) < 20:  # beyond, what is 1 in a million of few pairs decides
                assert told[other][row] == pytest.approx(np.log2(odds), abs=1.2), (other, pattern)


def test_a_family_is_no_person_and_two_of_one_name_are_two(fitted):
    same, family, names, unnamed = (
        min(weights)
        for weights in zip(
            *weights(
                fitted,
                np.array([[2, 2, 1, 2, 2], [0, 2, 1, 2, 2], [2, 2, 0, 0, 0], [-1, 2, -1, 2, -1]]),
            ).values(),
            strict=True,
        )
    )
    assert same > 5
    assert family < -1
    assert names < -1
    assert unnamed < 2  # a surname and a place: the partner as well as the person


def test_only_the_worst_of_the_disagreements_that_count_contradicts(fitted):
    patterns = np.array([[0, 2, 0, 2, 2], [0, 0, 0, 0, 0], [-1, 0, 0, 0, 0], [2, 2, 1, 2, 2]])
    told = fitted.contradiction(patterns, ["given_name"])
    assert told == pytest.approx([np.log2(0.06 / 0.985)] * 2 + [0, 0], abs=0.7)
    both = fitted.contradiction(patterns, ["given_name", "family_name"])
    assert both[1] == pytest.approx(np.log2(0.01 / 0.98), abs=0.7)


def test_where_nothing_is_one_person_nothing_is_found():
    """Strangers only, who share surnames by chance."""
    grid = np.array(list(product(range(3), range(3))))
    shares = np.outer(RANDOM[0], RANDOM[1]).ravel()
    looked_at = grid[:, 1] == 2
    found = fit(
        NAMES[:2], grid[looked_at], 1e6 * shares[looked_at],
        [np.array(RANDOM[0]), np.array(RANDOM[1])], 1e6,
    )  # fmt: skip
    assert found.pairs["match"][0] < 0.1 * 1e6 * shares[looked_at].sum()
