"""The gate before learning: what seems to know the outcome stops a training, unless it is allowed.

One concept for every kind of churn. Of dated features it is known that they end at the cutoff, so
only what has no date is examined; a label has no time at all, so there everything is.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from src.asof import Frame
from src.errors import LeakError
from src.features.build import Recipe
from src.features.profile import told_by
from src.modeling.alone import Columns
from src.modeling.leakage import Leak, leaks
from src.stages.snapshots import Outcomes, Snapshots


def checked_leaks(found: Iterable[Leak], allowed: Collection[str]) -> tuple[Leak, ...]:
    """Return the leaks that are allowed.

    Raises
    ------
    LeakError
        Some are not; it says which columns, what was found, and what to do.
    """
    every = tuple(found)
    barred = [leak for leak in every if leak.column not in allowed]
    if not barred:
        return every
    told = "\n".join(f"  {leak.column}: {leak.found}" for leak in barred)
    options = " ".join(f"--allow-leak {leak.column}" for leak in barred)
    raise LeakError(
        "Nothing was learnt, for this could hardly be known before customers left:\n"
        f"{told}\n"
        "Take it out of the manifest, or, where it has a date, map known_at beside it. If it was "
        f"known beforehand, say so: {options}"
    )


def told_leaks(
    judged: Snapshots,
    happened: Outcomes,
    tables: Mapping[str, Frame],
    recipe: Recipe,
    allowed: Collection[str],
) -> tuple[Leak, ...]:
    """Examine what has no date of the judged customers; return the leaks that are allowed.

    Raises
    ------
    LeakError
        Some are not.
    """
    if "profiles" not in tables or len(np.unique(happened.churned)) == 1:
        return ()
    made_of = told_by(tables["profiles"], recipe.norms.common)
    columns = columns_of(judged.design.names, made_of, whole=False)
    return checked_leaks(leaks(judged.design, happened.churned, columns), allowed)


def columns_of(names: Collection[str], told_by: dict[str, str], *, whole: bool) -> Columns:
    """Return columns with their features, of those that a design has.

    Parameters
    ----------
    told_by : feature of profiles -> the column that it is made of
    whole : every other feature is a column of its own, too
    """
    columns: dict[str, list[str]] = {}
    for name in names:
        if whole or name in told_by:
            columns.setdefault(told_by.get(name, name), []).append(name)
    return columns
