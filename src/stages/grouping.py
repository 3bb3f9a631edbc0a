"""Personas of the customers of today, in a space that yesterday's outcomes have weighted.

Where customers do not form groups that stay, RFM segments stand in for personas, and say so.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from src.features.catalogue import PROFILE_GROUP
from src.modeling.boosting import contributions
from src.modeling.design import Design, FloatArray
from src.personas.by_hand import by_hand
from src.personas.choice import MOST
from src.personas.continued import Last, with_parts
from src.personas.divide import divide
from src.personas.division import Division
from src.personas.fit import FittedPersonas, Past, fit_personas
from src.personas.identity import known_again, settled
from src.personas.kept import read_kept
from src.personas.model import PersonaModel
from src.personas.relevance import relevance
from src.stages.fitting import Fitted
from src.stages.rfm_groups import as_segments
from src.stages.snapshots import Progress
from src.workspace import BUILT


def group(
    fitted: Fitted,
    groups: dict[str, tuple[str, ...]],
    seed: int,
    progress: Progress,
    folder: Path | None = None,
    asked: int | None = None,
) -> FittedPersonas:
    """Find personas among the customers described at the fit's moment.

    Parameters
    ----------
    folder
        Of the data set: the last training's personas keep their names, people's names are used.
    asked
        How many groups: no more personas, and fewer are divided further inside; None: as found.
    """
    before = read_kept(folder / BUILT) if folder else None
    told = by_hand(folder) if folder else {}
    behaviour = behaviour_of(fitted, groups)
    known = frame(fitted.design, behaviour)
    found = fit_personas(
        known,
        past_of(fitted, behaviour),
        seed,
        lambda done, total: progress("finding personas", done / total),
        most=min(MOST, asked or MOST),
        settled=_no_more(settled(before, known), asked),
    )
    if not found.model.stable:
        segments = as_segments(found, known, fitted.known)
        none = Division(asked, len(segments.model.names)) if asked else None
        return replace(segments, division=none)
    who = fitted.customer_id.tolist()
    found = known_again(found, known, who, before, told)
    last = Last(before, who) if before else None
    return found if asked is None else divided(found, known, asked, seed, last)


def divided(
    found: FittedPersonas, features: pd.DataFrame, asked: int, seed: int, last: Last | None = None
) -> FittedPersonas:
    """Divide personas inside until there are as many groups as asked, if so many can be."""
    labels = found.labels
    parts, division = divide(found.model, labels, features, asked, seed, last)
    model, kept = replace(found.model, parts=parts), found.kept
    if kept is not None:
        kept = with_parts(replace(kept, model=model), features, labels, division, last)
    return replace(found, model=model, division=division, kept=kept)


def _no_more(before: PersonaModel | None, asked: int | None) -> PersonaModel | None:
    return None if before and asked and len(before.centroids) > asked else before


def behaviour_of(fitted: Fitted, groups: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the features that personas are found in: who a person *is* (household, age) is not."""
    return [name for name in fitted.design.names if name not in groups.get(PROFILE_GROUP, ())]


def past_of(fitted: Fitted, behaviour: list[str]) -> Past:
    """Weigh each feature by what it said about spend after the newest labelled snapshot."""
    newest = fitted.training.rows(fitted.training.newest())
    importance = np.abs(contributions(fitted.clv.plain, newest.design)[:, :-1]).mean(axis=0)
    known, spent = frame(newest.design, behaviour), log_spend(newest.net_ahead)
    weights = dict(zip(newest.design.names, importance.tolist(), strict=True))
    return Past(known, relevance(known, spent, weights), spent)


def frame(design: Design, names: list[str]) -> pd.DataFrame:
    """Return some features as a table."""
    return pd.DataFrame(design.select(names).values, columns=names)


def log_spend(net: FloatArray) -> FloatArray:
    """Logarithm of one plus the spend; more returned than bought counts as none."""
    return np.asarray(np.log1p(np.maximum(net, 0.0)))
