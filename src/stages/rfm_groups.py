"""RFM segments in the place of personas, where customers form no groups that stay."""

from dataclasses import replace

import numpy as np
import pandas as pd

from src.modeling.design import Design
from src.personas.fit import FittedPersonas, points_in
from src.personas.model import PersonaModel, assign
from src.personas.names import told_apart
from src.personas.space import fit_space
from src.segments.rfm import CELLS, fit_bins
from src.segments.typical import MEASURES

TWO = MEASURES[:2]  # names of segments go by recency and frequency
NEAR = np.array([(row, column) for row in range(5) for column in range(5)])


def as_segments(found: FittedPersonas, features: pd.DataFrame, design: Design) -> FittedPersonas:
    """Put RFM segments in the place of personas, with their evidence.

    Parameters
    ----------
    features : what personas were looked for in
    design : of the same customers, with what RFM goes by
    """
    model, rows = rfm_model(design), design.select(TWO).values  # noqa: PD011  no pandas object
    labels = assign(model, rows)
    named = told_apart(features, labels, model.names)
    return replace(found, model=model, labels=labels, named=named)


def rfm_model(design: Design) -> PersonaModel:
    """Return segments that have customers; a cell without any is part of the nearest of them."""
    rows = pd.DataFrame(design.select(TWO).values, columns=list(TWO))
    bins = fit_bins(*(design.column(name) for name in MEASURES))
    edges = bins.recency_days, bins.frequency
    cells = np.array(CELLS)[::-1]  # the few days of recency first
    places = [
        np.searchsorted(own, rows[name].to_numpy(), side="left")
        for own, name in zip(edges, TWO, strict=True)
    ]
    present = np.unique(cells[tuple(places)])
    filled = [_nearest(cells, cell, present) for cell in NEAR]
    names = sorted(set(filled))
    numbers = np.array([names.index(name) for name in filled]).reshape(cells.shape)
    space = fit_space(rows, dict.fromkeys(TWO, 1.0))
    labels, points = numbers[tuple(places)], points_in(space, rows)
    return PersonaModel(
        space=space,
        centroids=np.array([points[labels == one].mean(axis=0) for one in range(len(names))]),
        names=tuple(names),
        stable=False,
        edges=edges,
        cells=tuple(tuple(row) for row in numbers.tolist()),
    )


def _nearest(cells: np.ndarray, cell: np.ndarray, present: np.ndarray) -> str:
    """Return the segment of a cell, or of the nearest that has customers."""
    held = [other for other in NEAR if cells[tuple(other)] in present]
    return str(cells[tuple(min(held, key=lambda other: int(np.abs(other - cell).sum())))])
