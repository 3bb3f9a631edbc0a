"""What a report is told of a scheme: key figures of its segments, and who moved between them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.segments.kpis import segment_kpis
from src.segments.scheme import Scheme

Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Told:
    """One scheme.

    Parameters
    ----------
    name, family
        Of the scheme.
    table
        One row per segment that has customers, in the order of the rules, *not known* last:
        ``segment``, ``reason`` and the columns of `src.segments.kpis.segment_kpis`.
    moves
        Customers known at both cutoffs: one row per segment then, one column per segment now.
    """

    name: str
    family: str
    table: pd.DataFrame
    moves: pd.DataFrame

    @property
    def tells_apart(self) -> bool:
        """Whether customers are in more than one segment."""
        return len(self.table) > 1

    @property
    def moved_share(self) -> float:
        """Share of the customers known at both cutoffs who changed; NaN if there are none."""
        everybody = self.moves.to_numpy().sum()
        return float(1 - np.trace(self.moves) / everybody) if everybody else float("nan")


@dataclass(frozen=True, eq=False)
class Segments:
    """All schemes of a training: those that the data allow, what others lack, and since when."""

    told: tuple[Told, ...] = ()
    absent: tuple[Scheme, ...] = ()
    days: int = 0


NO_SEGMENTS = Segments()


def told_of(scheme: Scheme, customers: pd.DataFrame, now: Places, moves: pd.DataFrame) -> Told:
    """Summarise customers by their places in a scheme; ``customers`` as `segment_kpis` has them."""
    names, reasons = scheme.segments, dict(zip(scheme.segments, scheme.reasons, strict=True))
    own = customers.assign(segment=np.asarray(names, dtype=object)[now])
    table = segment_kpis(own, by="segment")
    table = table.reindex([name for name in names if name in table.index])
    told = [reasons[name] for name in table.index]
    table.insert(0, "reason", told)
    return Told(scheme.name, scheme.family, table.reset_index(), moves)


def movement(scheme: Scheme, now: pd.Series, then: pd.Series) -> pd.DataFrame:
    """Count who went from which segment to which, of those known at both cutoffs.

    Parameters
    ----------
    now, then : place in the scheme, by customer

    Returns
    -------
    square: one row per segment then, one column per segment now, of those with anybody at all
    """
    both = pd.DataFrame({"then": then, "now": now}).dropna().astype(np.int64)
    counts = np.zeros((len(scheme.segments),) * 2, dtype=np.int64)
    np.add.at(counts, (both["then"].to_numpy(), both["now"].to_numpy()), 1)
    used = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1))
    names = [scheme.segments[place] for place in used]
    return pd.DataFrame(counts[np.ix_(used, used)], index=names, columns=names)
