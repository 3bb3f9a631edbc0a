"""What kinds of pairs there are, learnt without labels: one person, kin, namesakes, strangers.

Two classes, as Fellegi and Sunter (1969, doi:10.1080/01621459.1969.10501049) have them, take a
family for one person: surname, house, telephone and mailbox all agree, and count as if they did so
independently. *Kin* agree in what a household shares and are strangers in the rest; *namesakes*
agree in their names, and in mailboxes made of them, and are strangers in the rest; *juniors* bear a
parent's name in the parent's house, *twins* share a house and a day of birth. What strangers
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
    "junior": frozenset({"phone", "email"}),
    "twin": frozenset({"phone", "email"}),
}
AS_MATCH = {  # class -> comparisons in which its pairs are like those of one person
    "junior": frozenset({"given_name", "family_name", "place", "gender"}),
    "twin": frozenset({"family_name", "place", "birth_date"}),
}
RARE_MAX = 0.003  # pairs of juniors, or of twins, per record: more would be mistakes in days
LEAST_PAIRS = 1e-6
OTHERS = (*LEARNT, STRANGER)
ROUNDS_MAX, SETTLED = 200, 1e-5
LEAST_SHARE = 1e-9
PSEUDO_PAIRS = 0.5  # spread over the levels of a comparison, so that none is impossible
EXPECTED_PAIRS = 10  # as many count as expected of a match: a handful of strangers teaches nothing
CLEANED_LEAST = 0.02  # of a level's share among random pairs: all others may be matches


@dataclass(frozen=True, eq=False)
class Observed:
    """Pairs of records that share a key, counted by what they agree in.

    Parameters
    ----------
    names : comparisons
    patterns : (pattern, comparison) level, 0 = other, the highest = same, -1 = absent
    within : per pattern, 1 if both records are of one source, else 0: a source mostly holds a
        person once, so few of its own pairs are one person
    counts : pairs with that pattern
    """

    names: tuple[str, ...]
    patterns: Patterns
    within: Patterns
    counts: Floats


@dataclass(frozen=True, eq=False)
class Background:
    """What is known of all records, looked at or not.

    Parameters
    ----------
    random : per comparison, the share of random pairs on each level
    known : per comparison, how many pairs know enough for it
    pairs : of different sources, and of one
    records : how many there are
    """

    random: tuple[Floats, ...]
    known: tuple[float, ...]
    pairs: tuple[float, float]
    records: int


@dataclass(frozen=True, eq=False)
class Mixture:
    """The fitted kinds of pairs.

    Parameters
    ----------
    names : comparisons
    pairs : class -> how many pairs there are of different sources, and of one
    shares : class -> per comparison, the share of its pairs on each level, other first, same last
    """

    names: tuple[str, ...]
    pairs: Mapping[str, Floats]
    shares: Mapping[str, tuple[Floats, ...]]

    def weights(self, patterns: Patterns, within: Patterns) -> dict[str, Floats]:
        """Return class -> log2 of how much likelier a match is than that class, per pattern."""
        logs = {
            kind: _log_likelihood(patterns, self.shares[kind]) + np.log(self.pairs[kind][within])
            for kind in self.shares
        }
        return {k: (logs[MATCH] - log) / np.log(2) for k, log in logs.items() if k != MATCH}

    def contradiction(self, patterns: Patterns, names: Sequence[str]) -> Floats:
        """Return log2 of how rare in one person the worst of these disagreements is, <= 0."""
        against = np.zeros(len(patterns))
        for column, name in enumerate(self.names):
            if name in names:
                match, stranger = self.shares[MATCH][column], self.shares[STRANGER][column]
                ratio = np.log2(np.maximum(match, LEAST_SHARE) / np.maximum(stranger, LEAST_SHARE))
                level = patterns[:, column]
                own = np.where(level < 0, 0.0, ratio[np.maximum(level, 0)])
                against = np.minimum(against, own)
        return against


def fit_mixture(observed: Observed, background: Background) -> Mixture:
    """Fit the mixture to pairs that share a key."""
    names, patterns, random = observed.names, observed.patterns, background.random
    shares, size = _start(observed, background)
    rare = RARE_MAX * background.records
    for _ in range(ROUNDS_MAX):
        before = size[MATCH].sum()
        belongs = _responsibilities(observed, size, shares) * observed.counts
        for row, kind in enumerate(shares):
            if kind == STRANGER:
                continue
            found = np.bincount(observed.within, weights=belongs[row], minlength=2)
            size[kind] = np.clip(found, LEAST_PAIRS, rare if kind in AS_MATCH else None)
            for c, name in enumerate(names):
                prior = _prior(kind, len(random[c]))
                if kind == MATCH or name in LEARNT[kind]:
                    shares[kind][c] = _levels(patterns[:, c], belongs[row], prior)
        matching = [
            belongs[0][patterns[:, c] >= 0].sum() / max(known, 1.0)
            for c, known in enumerate(background.known)
        ]
        _restrain(names, shares, random, matching)
        if abs(size[MATCH].sum() - before) <= SETTLED * before:
            break
    return Mixture(names, size, {kind: tuple(found) for kind, found in shares.items()})


def _start(
    observed: Observed, background: Background
) -> tuple[dict[str, list[Floats]], dict[str, Floats]]:
    """Return where the fit begins: what a class learns is most unlike what it is given."""
    random = background.random
    shares = {MATCH: [_expected(levels) for levels in random]}
    for other, learnt in LEARNT.items():
        alike = AS_MATCH.get(other, learnt)
        shares[other] = [
            shares[MATCH][c] if name in alike else random[c]
            for c, name in enumerate(observed.names)
        ]
    shares[STRANGER] = list(random)
    counted = np.bincount(observed.within, weights=observed.counts, minlength=2)
    pairs = counted + LEAST_PAIRS
    size: dict[str, Floats] = {
        kind: np.asarray((0.1 if kind == MATCH else 0.01) * pairs, dtype=np.float64)
        for kind in shares
    }
    size[STRANGER] = np.maximum(background.pairs, LEAST_PAIRS)
    return shares, size


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
    observed: Observed, size: Mapping[str, Floats], shares: Mapping[str, Sequence[Floats]]
) -> Floats:
    logs = np.stack(
        [
            np.log(size[kind][observed.within]) + _log_likelihood(observed.patterns, shares[kind])
            for kind in shares
        ]
    )
    likelihood = np.exp(logs - logs.max(axis=0))
    return np.asarray(likelihood / likelihood.sum(axis=0))


def _prior(kind: str, levels: int) -> Floats:
    """Return how many pairs count on each level before any is seen."""
    even = np.full(levels, PSEUDO_PAIRS / levels)
    return even + EXPECTED_PAIRS * _expected(even) if kind == MATCH else even


def _levels(level: Patterns, pairs: Floats, prior: Floats) -> Floats:
    known = level >= 0
    found = np.bincount(level[known], weights=pairs[known], minlength=len(prior)) + prior
    return np.asarray(found / found.sum())


def _restrain(
    names: Sequence[str],
    shares: dict[str, list[Floats]],
    random: Sequence[Floats],
    matching: Sequence[float],
) -> None:
    """Take the matches out of the random pairs, and give each class what it has like strangers."""
    for column, name in enumerate(names):
        drawn = random[column]
        matches = matching[column] * shares[MATCH][column]
        clean = np.maximum(drawn - matches, CLEANED_LEAST * drawn)
        shares[STRANGER][column] = clean / clean.sum()
        for kind, learnt in LEARNT.items():
            if name not in learnt:
                like = MATCH if name in AS_MATCH.get(kind, ()) else STRANGER
                shares[kind][column] = shares[like][column]
        if name == "email":  # one mailbox for two namesakes is chance
            own = shares["namesake"][column].copy()
            own[-1] = shares[STRANGER][column][-1]
            shares["namesake"][column] = own / own.sum()
