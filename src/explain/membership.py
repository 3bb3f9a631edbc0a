"""Why customers are in their group: effects of feature groups on a surrogate's score of it.

Six surrogates, each of a resample of the customers, are averaged: single models make unstable
reasons (METHODS §5). How stable they are is measured by what two halves of the six say of the same
customers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.modeling.design import Design, FloatArray
from src.modeling.surrogate import fit_surrogate, memberships

MODELS = 6
TOP = 3
LEARNT, TOLD = 2_000, 300  # customers that the surrogates learn from, and that are explained
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Membership:
    """Effects on belonging to each group.

    Parameters
    ----------
    names
        Of the groups of features.
    effects
        (rows, k, names), log-odds; above 0 speaks for the persona.
    levels
        (rows, k, names), 0 to 1: where the customer stands among these in the feature that moves
        the score most of those in the group.
    labels
        Persona of each row.
    jaccard, top_same
        Of two halves of the models: overlap of a customer's three strongest reasons for their own
        persona, and the share of customers whose strongest is the same; mean per persona, (k,).
    overlaps, same
        The same of each row: the overlap, and whether the strongest is the same, 0 or 1.
    """

    names: tuple[str, ...]
    effects: FloatArray
    levels: FloatArray
    labels: IntArray
    jaccard: FloatArray
    top_same: FloatArray
    overlaps: FloatArray
    same: FloatArray

    @property
    def jaccard_mean(self) -> float:
        """Mean overlap over the customers explained."""
        return float(self.jaccard[self.labels].mean())

    @property
    def top_same_mean(self) -> float:
        """Share of the customers explained whose strongest reason is the same."""
        return float(self.top_same[self.labels].mean())


def membership(
    design: Design, labels: IntArray, k: int, groups: Mapping[str, Sequence[str]], seed: int
) -> Membership | None:
    """Explain groups of customers; None where there is but one, or nothing to explain it by."""
    named = {g: [design.names.index(f) for f in members] for g, members in groups.items()}
    if k == 1 or not named or len(design) < k:
        return None
    rng = np.random.default_rng(seed)
    some = np.sort(rng.permutation(len(design))[:LEARNT])
    told = np.sort(rng.permutation(len(design))[:TOLD])
    shown = design.rows(told)
    single = np.stack(
        [_effects(design.rows(r), labels[r], k, shown, seed) for r in _bags(rng, some)]
    )
    effects = np.stack([single[..., c].sum(axis=-1) for c in named.values()], axis=-1)
    own = labels[told]
    halves = effects[: MODELS // 2].mean(axis=0), effects[MODELS // 2 :].mean(axis=0)
    jaccard, same = _agreement(*(half[np.arange(len(own)), own] for half in halves))
    return Membership(
        tuple(named),
        effects.mean(axis=0),
        _levels(shown, single.mean(axis=0), list(named.values())),
        own,
        _per_group(jaccard, own, k),
        _per_group(same, own, k),
        jaccard,
        same,
    )


def _bags(rng: np.random.Generator, rows: IntArray) -> list[IntArray]:
    return [rng.choice(rows, len(rows)) for _ in range(MODELS)]


def _effects(design: Design, labels: IntArray, k: int, shown: Design, seed: int) -> FloatArray:
    return memberships(fit_surrogate(design, labels, k, seed), shown, k)


def _levels(design: Design, effects: FloatArray, columns: list[list[int]]) -> FloatArray:
    rank = design.values.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    levels: FloatArray = rank / max(len(design) - 1, 1)
    strength = np.abs(effects).mean(axis=0)  # (k, features)
    found = np.empty((len(design), effects.shape[1], len(columns)))
    for place, own in enumerate(columns):
        for group in range(effects.shape[1]):
            found[:, group, place] = levels[:, own[int(strength[group, own].argmax())]]
    return found


def _agreement(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the overlap of each row's strongest reasons, and whether the strongest is the same."""
    tops = [np.argsort(-np.abs(one), axis=1, kind="stable")[:, :TOP] for one in (first, second)]
    both = (tops[0][:, :, None] == tops[1][:, None, :]).any(axis=2).sum(axis=1)
    size = tops[0].shape[1]
    return both / (2 * size - both), (tops[0][:, 0] == tops[1][:, 0]).astype(np.float64)


def _per_group(values: FloatArray, labels: IntArray, k: int) -> FloatArray:
    counts = np.bincount(labels, minlength=k)
    sums = np.bincount(labels, weights=values, minlength=k)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
