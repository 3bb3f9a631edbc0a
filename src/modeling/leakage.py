"""The leakage gate: columns that know the outcome, for they say more than could be known before it.

Dated tables sit the exam of `src.features.exam` and are cut off at the cutoff; what has no date can
only be judged by what it says. Two questions are asked of every such column, by cells of its values
(absence is one), each half of the customers by what the other half says:

- **Does it decide alone?** It takes away at least `DECIDES` of the uncertainty (log loss of the
  base rate). Before the event, all that is known together seldom takes away as much.
- **Is it certain for some?** In some of its cells at least `CERTAIN` met the *rarer* outcome, and
  these cells hold `HELD` of all who did. What people do is never so certain beforehand; what was
  written down afterwards (a reason to leave, a closing code) is. The common outcome is certain in
  places for honest reasons, so it is not asked about.

Both are thresholds of reason, chosen for no data set; what is honest all the same is allowed by
name. A third question is of all rows: are those of one outcome mostly copies of each other, as
after oversampling? Then the same row stands on both sides of every split.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from src.modeling.alone import Cells, Columns, cells_of, crossed_rates
from src.modeling.design import Design, FloatArray

DECIDES = 0.5
CERTAIN = 0.99
HELD = 0.1
CELL_MIN = 20  # customers in each half; fewer are certain by chance
COPIED, TIMES = 0.2, 5.0  # share of rows of one outcome that are copies, and of the other's share
ROWS = "rows"  # the column that a finding about all of them names


@dataclass(frozen=True)
class Leak:
    """A column, and what about it cannot have been known."""

    column: str
    found: str


def leaks(design: Design, churned: FloatArray, columns: Columns) -> tuple[Leak, ...]:
    """Examine columns, each a name with its features."""
    found = []
    for name, members in columns.items():
        words = tuple(_told(cells_of(design, members), churned))
        if words:
            found.append(Leak(name, " and ".join(words)))
    return tuple(found)


def copies(design: Design, churned: FloatArray) -> tuple[Leak, ...]:
    """Tell where rows of one outcome are copies of each other, and those of the other are not."""
    filled = np.where(np.isnan(design.values), -np.inf, design.values)
    _, place, count = np.unique(filled, axis=0, return_inverse=True, return_counts=True)
    copied = count[np.reshape(place, -1)] > 1
    shares = [float(copied[churned == outcome].mean()) for outcome in (1.0, 0.0)]
    most, least = max(shares), min(shares)
    if most < COPIED or most < TIMES * least:
        return ()
    who = "left" if most == shares[0] else "stayed"
    told = f"{most:.0%} of those who {who} have an exact twin, of the others {least:.0%}"
    return (Leak(ROWS, f"{told}: they were multiplied, so one stands on both sides of a split"),)


def _told(cells: Cells, churned: FloatArray) -> Iterator[str]:
    base = float(churned.mean())
    rate = crossed_rates(cells, churned)
    doubt = -(base * np.log(base) + (1 - base) * np.log(1 - base))
    left = float(-np.where(churned == 1, np.log(rate), np.log(1 - rate)).mean())
    explained = 1 - left / doubt
    if explained >= DECIDES:
        yield f"alone it takes away {explained:.0%} of the uncertainty about who left"
    rare = churned if base <= 0.5 else 1 - churned  # noqa: PLR2004  the rarer half
    certain = _certain(cells, rare)
    held = float(rare[certain].sum() / rare.sum())
    if held >= HELD and rare[certain].mean() >= CERTAIN:
        who = "left" if base <= 0.5 else "stayed"  # noqa: PLR2004  the same
        met = int(rare[certain].sum())
        yield (
            f"of {int(certain.sum()):,} customers with some of its values, {met:,} {who}:"
            f" {held:.0%} of all who did"
        )


def _certain(cells: Cells, rare: FloatArray) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Mark rows of cells that the other half of the customers calls certain."""
    half = np.random.default_rng(len(rare)).permutation(len(rare)) % 2 == 0
    size = int(cells.max()) + 1
    marked = np.zeros(len(rare), dtype=np.bool_)
    for own, other in ((half, ~half), (~half, half)):
        count = np.bincount(cells[other], minlength=size)
        met = np.bincount(cells[other], rare[other], minlength=size)
        sure = (count >= CELL_MIN) & (met >= CERTAIN * count)
        marked[own] = sure[cells[own]]
    return marked
