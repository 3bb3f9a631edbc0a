"""Which of today's personas is which of the last training's: kept, born, split, merged, vanished.

Two comparisons: today's customers grouped by the last training's centres, which tells whether a
persona is still defined as it was, and customers in common grouped as they were then, which tells
who moved and who is new. Personas are matched one to one so that their mean Jaccard similarity is
the largest in sum (Kuhn 1955, doi:10.1002/nav.3800020109).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from src.personas.space import FloatArray, IntArray
from src.personas.stability import jaccard

SAME = 1 / 3  # Jaccard of two groups of one size that share half of each
MOST = 0.5  # share of a persona's customers that makes another its origin, or what it went into
UNKNOWN = -1  # group of a customer who was not there, or had none

Fate = Literal["kept", "born", "split", "merged", "vanished"]


@dataclass(frozen=True)
class Event:
    """What became of one persona between two trainings.

    Parameters
    ----------
    fate
        ``kept``; ``born`` and ``split`` (off ``before``) are new; ``merged`` (into ``now``) and
        ``vanished`` are no more.
    before, now
        Positions among the last training's and today's personas; None where there is none.
    similarity
        Mean Jaccard similarity of the two, 0 to 1; of a new persona, that to ``before`` if any.
    shared, of
        Customers that tell it: of the persona (a new one's of today, else those of then who are
        still here), and those of them whom the most of its kind share: who had the same persona,
        or have it now.
    """

    fate: Fate
    before: int | None
    now: int | None
    similarity: float
    shared: int = 0
    of: int = 0


@dataclass(frozen=True, eq=False)
class Lineage:
    """What became of every persona, and how customers in common moved.

    Parameters
    ----------
    events
        One per persona of today, in their order, then one per persona that is no more.
    moves
        (before, now): customers in common by the persona they had and the one they have.
    """

    events: tuple[Event, ...]
    moves: IntArray

    @property
    def origins(self) -> tuple[int | None, ...]:
        """The persona of the last training that each of today's continues; None: it is new."""
        here = [event for event in self.events if event.fate in ("kept", "born", "split")]
        return tuple(event.before if event.fate == "kept" else None for event in here)


def lineage(now: IntArray, as_before: IntArray, then: IntArray, counts: tuple[int, int]) -> Lineage:
    """Match today's personas with those of the last training.

    Parameters
    ----------
    now
        Persona of each customer of today.
    as_before
        The same customers grouped today by the last training's centres; `UNKNOWN` throughout where
        its features are no more.
    then
        Their persona as the last training had it, `UNKNOWN` for who was not there.
    counts
        How many personas there were, and how many there are.
    """
    before_count, now_count = counts
    common = then != UNKNOWN
    moves = _crossed(then[common], now[common], counts)
    similarity = _similarity(now, as_before, then, counts)
    rows, columns = linear_sum_assignment(-similarity)
    pairs = {
        int(new): int(old)
        for old, new in zip(rows, columns, strict=True)
        if similarity[old, new] >= SAME
    }
    sizes = np.bincount(now, minlength=now_count)
    events = [
        _kept(pairs[new], new, moves, similarity)
        if new in pairs
        else _new(new, moves[:, new], int(sizes[new]), similarity[:, new])
        for new in range(now_count)
    ]
    events += [
        _gone(old, moves[old], similarity[old])
        for old in range(before_count)
        if old not in pairs.values()
    ]
    return Lineage(tuple(events), moves)


def _similarity(
    now: IntArray, as_before: IntArray, then: IntArray, counts: tuple[int, int]
) -> FloatArray:
    """Mean of what can be compared: (before, now)."""
    found = [
        jaccard(old[known], now[known], max(counts))[: counts[0], : counts[1]]
        for old in (as_before, then)
        if (known := old != UNKNOWN).any()
    ]
    empty: FloatArray = np.zeros(counts)
    return np.mean(found, axis=0) if found else empty


def _crossed(before: IntArray, now: IntArray, counts: tuple[int, int]) -> IntArray:
    table = np.zeros(counts, dtype=np.int64)
    np.add.at(table, (before, now), 1)
    return table


def _kept(old: int, new: int, moves: IntArray, similarity: FloatArray) -> Event:
    alike, went = float(similarity[old, new]), moves[old]
    return Event("kept", old, new, alike, int(went[new]), int(went.sum()))


def _new(new: int, came: IntArray, size: int, similarity: FloatArray) -> Event:
    """Tell of a persona that is new: split off where most of its customers were of one."""
    origin = int(came.argmax())
    if size and came[origin] >= MOST * size:
        return Event("split", origin, new, float(similarity[origin]), int(came[origin]), size)
    return Event("born", None, new, 0.0, int(came[origin]), size)


def _gone(old: int, went: IntArray, similarity: FloatArray) -> Event:
    """Tell of a persona that is no more: merged where most of its customers are now of one."""
    heir = int(went.argmax())
    if went.sum() and went[heir] >= MOST * went.sum():
        return Event("merged", old, heir, float(similarity[heir]), int(went[heir]), int(went.sum()))
    return Event("vanished", old, None, 0.0, int(went[heir]), int(went.sum()))
