"""What kinds of pairs there are, learnt without labels: the same person, kin, namesakes, strangers.

Two classes, as Fellegi and Sunter (1969, doi:10.1080/01621459.1969.10501049) have them, take a
family for one person: surname, house, telephone and mailbox all agree, and count as if they did so
independently. *Kin* agree in what a household shares and are strangers in the rest; *namesakes*
agree in their names, and in mailboxes made of them, and are strangers in the rest. What strangers
agree in is known from pairs drawn at random, and how many there are from the number of records;
everything else is fitted by expectation maximisation on counts of pairs with the same pattern.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Patterns = NDArray[np.int64]
MATCH, STRANGER = "match", "stranger"
LEARNT = {  # class -> comparisons in which its pairs are not like strangers
    "kin": frozenset({"family_name", "place", "phone", "email"}),
    "namesake": frozenset({"given_name", "family_name", "email", "gender"}),
}
OTHERS = (*LEARNT, STRANGER)
ROUNDS_MAX, SETTLED = 200, 1e-5
LEAST_SHARE = 1e-9
PSEUDO_PAIRS = 0.5  # spread over the levels of a comparison, so that none is impossible
CLEANED_LEAST = 0.02  # of a level's share among random pairs: all others may be matches


@dataclass(frozen=True, eq=False)
class Mixture:
    """The fitted kinds of pairs.

    Parameters
    ----------
    names : comparisons
    pairs : class -> how many pairs there are
    shares : class -> per comparison, the share of its pairs on each level, other first, same last
    """

    names: tuple[str, ...]
    pairs: Mapping[str, float]
    shares: Mapping[str, tuple[Floats, ...]]

    def weights(self, patterns: Patterns) -> dict[str, Floats]:
        """Return class -> log2 of how much likelier a match is than that class, per pattern."""
        match = _log_likelihood(patterns, self.shares[MATCH]) + np.log(self.pairs[MATCH])
        return {
            other: (match - _log_likelihood(patterns, shares) - np.log(self.pairs[other]))
            / np.log(2)
            for other, shares in self.shares.items()
            if other != MATCH
        }

    def contradiction(self, patterns: Patterns, names: Sequence[str]) -> Floats:
        """Return log2 of how rare in one person the worst of these disagreements is, <= 0."""
        against = np.zeros(len(patterns))
        for column, name in enumerate(self.names):
            if name in names:
                match, stranger = self.shares[MATCH][column], self.shares[STRANGER][column]
                ratio = np.log2(np.maximum(match, LEAST_SHARE) / stranger)
                level = patterns[:, column]
                own = np.where(level < 0, 0.0, ratio[np.maximum(level, 0)])
                against = np.minimum(against, own)
        return against


def fit_mixture(
    names: Sequence[str], patterns: Patterns, counts: Floats, random: Sequence[Floats], pairs: float
) -> Mixture:
    """Fit the mixture to pairs that share a key.

    Parameters
    ----------
    patterns : (pattern, comparison) level, 0 = other, the highest = same, -1 = absent
    counts : pairs with that pattern
    random : per comparison, the share of random pairs on each level
    pairs : how many pairs of records there are, looked at or not
    """
    columns = range(len(names))
    shares = {MATCH: [_expected(levels) for levels in random]}
    for other, learnt in LEARNT.items():
        shares[other] = [(shares[MATCH] if names[c] in learnt else random)[c] for c in columns]
    shares[STRANGER] = list(random)
    size = {MATCH: 0.1 * counts.sum(), "kin": 0.01 * counts.sum(), "namesake": 0.01 * counts.sum()}
    size[STRANGER] = pairs
    for _ in range(ROUNDS_MAX):
        before = size[MATCH]
        belongs = _responsibilities(patterns, size, shares) * counts
        for row, kind in enumerate(shares):
            if kind == STRANGER:
                continue
            size[kind] = max(float(belongs[row].sum()), LEAST_SHARE)
            for c in columns:
                if kind == MATCH or names[c] in LEARNT[kind]:
                    shares[kind][c] = _levels(patterns[:, c], belongs[row], len(random[c]))
        _restrain(names, shares, random, size[MATCH] / pairs)
        if abs(size[MATCH] - before) <= SETTLED * size[MATCH]:
            break
    return Mixture(tuple(names), size, {kind: tuple(found) for kind, found in shares.items()})


def _expected(levels: Floats) -> Floats:
    """Return where the fit begins: of a match nine in ten agree, and hardly any are other."""
    rest = 0.1 / max(len(levels) - 1, 1)
    return np.array([min(rest, 0.05), *[rest] * (len(levels) - 2), 0.9])


def _log_likelihood(patterns: Patterns, shares: Sequence[Floats]) -> Floats:
    total = np.zeros(len(patterns))
    for column, levels in enumerate(shares):
        level = patterns[:, column]
        told = np.log(np.maximum(levels, LEAST_SHARE))[np.maximum(level, 0)]
        total += np.where(level < 0, 0.0, told)
    return total


def _responsibilities(
    patterns: Patterns, size: Mapping[str, float], shares: Mapping[str, Sequence[Floats]]
) -> Floats:
    logs = np.stack(
        [np.log(size[kind]) + _log_likelihood(patterns, shares[kind]) for kind in shares]
    )
    likelihood = np.exp(logs - logs.max(axis=0))
    return np.asarray(likelihood / likelihood.sum(axis=0))


def _levels(level: Patterns, pairs: Floats, count: int) -> Floats:
    known = level >= 0
    found = np.bincount(level[known], weights=pairs[known], minlength=count) + PSEUDO_PAIRS / count
    return np.asarray(found / found.sum())


def _restrain(
    names: Sequence[str], shares: dict[str, list[Floats]], random: Sequence[Floats], matching: float
) -> None:
    """Take the matches out of the random pairs, and give each class what it has like strangers."""
    for column, name in enumerate(names):
        drawn = random[column]
        clean = np.maximum(drawn - matching * shares[MATCH][column], CLEANED_LEAST * drawn)
        shares[STRANGER][column] = clean / clean.sum()
        for kind, learnt in LEARNT.items():
            if name not in learnt:
                shares[kind][column] = shares[STRANGER][column]
        if name == "email":  # one mailbox for two namesakes is chance
            own = shares["namesake"][column].copy()
            own[-1] = shares[STRANGER][column][-1]
            shares["namesake"][column] = own / own.sum()
