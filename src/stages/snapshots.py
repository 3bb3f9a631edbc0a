"""Customers described at several cutoffs, and what they did afterwards."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.asof import Asof, Frame
from src.engine import chunk_count, collect, in_chunks
from src.errors import DataError
from src.features.build import Recipe, build
from src.modeling.design import Design, FloatArray
from src.modeling.labels import outcomes
from src.modeling.start import HISTORY, Start, fit_start
from src.order_days import KEY

Progress = Callable[[str, float], None]

NOBODY = (
    "No customer had bought anything by the cutoff, so nobody can be described: on an order day "
    "more money comes in than goes back. Check what net is mapped to, or choose a later cutoff."
)


@dataclass(frozen=True, eq=False)
class Snapshots:
    """One row per (cutoff, customer) with an order day before the cutoff, sorted by both.

    Raises
    ------
    DataError
        There is no such customer.
    """

    design: Design
    cutoff_day: NDArray[np.int64]
    customer_id: NDArray[np.str_]
    _starts: dict[int, Start] = field(default_factory=dict, init=False)  # fitted so far

    def __post_init__(self) -> None:
        if not self.cutoff_day.size:
            raise DataError(NOBODY)

    def at(self, *cutoffs: int) -> "Snapshots":
        """Keep the rows of some cutoffs."""
        chosen = np.isin(self.cutoff_day, cutoffs)
        part = Snapshots(
            self.design.rows(chosen), self.cutoff_day[chosen], self.customer_id[chosen]
        )
        object.__setattr__(part, "_starts", self._starts)  # of whole cutoffs, so the same
        return part

    def start(self, cutoff: int) -> Start:
        """Fit a start to all customers of a cutoff: once, though several models begin there."""
        if cutoff not in self._starts:
            own = self.cutoff_day == cutoff
            self._starts[cutoff] = fit_start(self.design.select(HISTORY).rows(own))
        return self._starts[cutoff]

    def columns(self, names: Sequence[str]) -> FloatArray:
        """Return features as a matrix, in the order given.

        Raises
        ------
        DataError
            The data do not give one of them.
        """
        lacking(names, self.design.names)
        return self.design.select(names).values  # noqa: PD011  not a pandas object


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What the customers of some snapshots did in the horizon: one entry per row of theirs."""

    churned: FloatArray
    net_ahead: FloatArray


def lacking(needed: Iterable[str], given: Iterable[str]) -> None:
    """Check that a model finds the features it needs.

    Raises
    ------
    DataError
        The data do not give one of them.
    """
    missing = sorted(set(needed) - set(given))
    if missing:
        raise DataError(
            f"The model needs {', '.join(missing)}, which these tables do not give. Map what "
            "it was trained with, or train again."
        )


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return a progress whose 0 to 1 is ``start`` to ``end`` of the whole."""
    return lambda text, share: progress(text, start + share * (end - start))


def describe(
    tables: Mapping[str, Frame],
    asof: Asof,
    recipe: Recipe,
    customers: int,
    chunk: int,
    progress: Progress,
) -> Snapshots:
    """Compute the features of all customers at all cutoffs, ``chunk`` customers at a time."""
    return as_snapshots(feature_rows(tables, asof, recipe, (customers, chunk), progress))


def feature_rows(
    tables: Mapping[str, Frame],
    asof: Asof,
    recipe: Recipe,
    size: tuple[int, int],
    progress: Progress,
) -> pd.DataFrame:
    """Compute what `build` makes, ``size[1]`` of ``size[0]`` customers at a time."""
    chunks = chunk_count(*size)
    frames = []
    for done, own in enumerate(in_chunks(tables, *size)):
        progress("describing customers", done / chunks)
        frames.append(collect(build(own, asof, recipe)))
    return pd.concat(frames)


def as_snapshots(rows: pd.DataFrame) -> Snapshots:
    """Return feature rows, as `build` makes them, as snapshots."""
    rows = rows.sort_values(list(KEY), kind="stable")
    names = tuple(name for name in rows.columns if name not in KEY)
    return Snapshots(
        Design(names, rows[list(names)].to_numpy(np.float64)),
        rows["cutoff_day"].to_numpy(np.int64),
        rows["customer_id"].to_numpy(np.str_),
    )


def followed(orders: Frame, snapshots: Snapshots, horizon_days: int) -> Outcomes:
    """Look up what the customers of the snapshots did in the horizon after their cutoff."""
    asof = Asof(tuple(np.unique(snapshots.cutoff_day).tolist()))
    happened = collect(outcomes(orders, asof, horizon_days))
    rows = pd.DataFrame(
        {"cutoff_day": snapshots.cutoff_day, "customer_id": snapshots.customer_id.astype(object)}
    )
    found = rows.merge(happened, on=list(KEY), how="left")
    return Outcomes(
        churned=np.asarray(found["orders_ahead"].fillna(0) == 0, dtype=np.float64),
        net_ahead=np.asarray(found["net_ahead"].fillna(0.0), dtype=np.float64),
    )
