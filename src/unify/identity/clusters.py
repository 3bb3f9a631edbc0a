"""Pairs become persons: the surest pair first, and never against what is known to be two."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.unify.identity.weighing import Pairs

RECORDS_MAX = 200  # of one person: a larger cluster is a chain of mistakes
CERTAIN = 1_000.0  # log2 odds: rules go first


@dataclass(frozen=True, eq=False)
class Clusters:
    """Persons.

    Parameters
    ----------
    member : per record, the lowest record of its person
    joined : per pair, whether it holds two records of a person together
    refused : pairs likely enough that would have joined what is known to be two people, or too many
    """

    member: NDArray[np.int64]
    joined: NDArray[np.bool_]
    refused: int


def cluster(
    pairs: Pairs, sources: Sequence[str], once: Collection[str], weight_least: float
) -> Clusters:
    """Join records from the likeliest pair down.

    Parameters
    ----------
    sources : of each record
    once : sources in which a person stands at most once
    weight_least : log2 odds from which a pair is one person
    """
    sure = np.where(pairs.rule > 0, np.maximum(pairs.weight, 0.0) + CERTAIN, pairs.weight)
    likely = np.flatnonzero((sure >= weight_least) & ~pairs.apart)
    order = likely[np.lexsort((pairs.right[likely], pairs.left[likely], -sure[likely]))]
    groups = _Groups(sources, set(once), pairs)
    joined = np.zeros(len(sure), dtype=np.bool_)
    refused = 0
    left, right = pairs.left.tolist(), pairs.right.tolist()
    for pair in order.tolist():
        told = groups.join(left[pair], right[pair])
        joined[pair] = told
        refused += not told
    return Clusters(groups.lowest(), joined, refused)


class _Groups:
    """Disjoint sets that remember who may not be with whom."""

    def __init__(self, sources: Sequence[str], once: set[str], pairs: Pairs) -> None:
        self.parent = list(range(len(sources)))
        self.size = [1] * len(sources)
        self.single = {i: {s} for i, s in enumerate(sources) if s in once} if once else {}
        self.apart: dict[int, set[int]] = {}
        for one, two in zip(
            pairs.left[pairs.apart].tolist(), pairs.right[pairs.apart].tolist(), strict=True
        ):
            self.apart.setdefault(one, set()).add(two)
            self.apart.setdefault(two, set()).add(one)

    def root(self, record: int) -> int:
        parent = self.parent
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    def join(self, one: int, two: int) -> bool:
        """Join the persons of two records; tell whether they are one now."""
        big, small = self.root(one), self.root(two)
        if big == small:
            return True
        if self.size[big] < self.size[small]:
            big, small = small, big
        if self._different(big, small):
            return False
        self.parent[small] = big
        self.size[big] += self.size[small]
        if small in self.apart:
            self.apart.setdefault(big, set()).update(self.apart.pop(small))
        if small in self.single:
            self.single.setdefault(big, set()).update(self.single.pop(small))
        return True

    def _different(self, big: int, small: int) -> bool:
        if self.size[big] + self.size[small] > RECORDS_MAX:
            return True
        if not self.single.get(big, set()).isdisjoint(self.single.get(small, ())):
            return True
        return any(self.root(other) == big for other in self.apart.get(small, ())) or any(
            self.root(other) == small for other in self.apart.get(big, ())
        )

    def lowest(self) -> NDArray[np.int64]:
        """Return per record the lowest record of its person."""
        roots = np.array([self.root(record) for record in range(len(self.parent))], dtype=np.int64)
        low = np.full(len(roots), len(roots), dtype=np.int64)
        np.minimum.at(low, roots, np.arange(len(roots)))
        return low[roots] if len(roots) else roots
