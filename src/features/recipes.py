"""The recipe of a data set: its own features, examined, and its population statistics."""

from collections.abc import Mapping
from pathlib import Path

from src.asof import Frame
from src.features.build import Recipe, families
from src.features.exam import examined
from src.features.norms import fit_norms
from src.features.own import own_families


def recipe_of(folder: Path, tables: Mapping[str, Frame], cutoff: int) -> Recipe:
    """Fit what customers are described with to what was known before the earliest cutoff.

    Parameters
    ----------
    folder : of the data set, with its own feature files if it has any
    tables : canonical, of those who may be learnt from

    Raises
    ------
    FeatureError
        A feature of the data set's own cannot be computed, or fails the exam.
    """
    own = examined(own_families(folder), tables, cutoff)
    return Recipe(fit_norms(tables, cutoff, families(tables, Recipe(own=own))), own)
