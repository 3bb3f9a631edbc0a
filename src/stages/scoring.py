"""Predictions for everybody at one moment, made where the feature rows are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from src.activation.contacts import contact_first
from src.activation.export import TOP_REASONS, Permits, scores_table
from src.asof import Asof, Frame
from src.config import Contact
from src.engine import chunk_count, in_chunks, mapped
from src.errors import DataError
from src.features.build import Recipe, build, names
from src.modeling.design import FloatArray
from src.modeling.ranking import Ranking
from src.segments.scheme import Scheme, assigned
from src.serving.belonging import staying, sub_personas
from src.serving.bundle import (
    AnyBundle,
    Bundle,
    far,
    next_order_days,
    parts_near,
    predict,
    reasons,
)
from src.stages.permission import Permission
from src.stages.snapshots import NOBODY, Progress, lacking
from src.unify.consent import Consents

PREDICTIONS = ["churn_prob", "next_order_days", "contract_end_days"]
PREDICTIONS += ["clv", "clv_low", "clv_high", "value_at_risk"]
PREDICTIONS += ["uplift", "persona", "sub_persona", "persona_confidence"]
COLUMNS = {  # in SQL, as Spark is told
    "customer_id": "string",
    "churn_prob": "double",
    "next_order_days": "double",
    "contract_end_days": "double",
    "clv": "double",
    "clv_low": "double",
    "clv_high": "double",
    "value_at_risk": "double",
    "uplift": "double",
    "persona": "string",
    "sub_persona": "string",
    "persona_confidence": "double",
    "persona_far": "array<double>",
    "persona_parts": "array<bigint>",
    "reasons": "array<struct<reason: string, direction: string, effect: double>>",
}


@dataclass(frozen=True)
class Scored:
    """Finished scores: the files, how many customers were scored, as of when, who was left out.

    The Parquet file holds all who were scored, the CSV file whom of them to contact, ``segments``
    who is in which segment by rule.
    ``retraining_due`` is why the model is due for retraining, if it is; ``grades`` are its letters.
    Not ``segmented``: there are no segments by rule.
    """

    parquet: Path
    csv: Path
    segments: Path
    customers: int
    described_on: date
    consents: Consents
    retraining_due: str | None
    grades: Mapping[str, str]
    ranked: Ranking
    segmented: bool = True


@dataclass(frozen=True, eq=False)
class Scoring:
    """The models, what their customers are described with, and segments by rule."""

    bundle: AnyBundle
    recipe: Recipe
    schemes: tuple[Scheme, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """What comes back of a customer: `COLUMNS`, and the place in each scheme by its name."""
        return COLUMNS | {place(n): "bigint" for n in range(len(self.schemes))}


def place(number: int) -> str:
    """Name the column of a scheme."""
    return f"place_{number}"


def foretold(
    tables: Mapping[str, Frame],
    asof: Asof,
    model: Scoring,
    size: tuple[int, int],
    progress: Progress,
) -> pd.DataFrame:
    """Predict for everybody at one cutoff, ``size[1]`` of ``size[0]`` customers at a time.

    On Spark the models are sent to the feature rows, and only predictions come back.

    Returns
    -------
    one row per customer who is to be described, sorted by ``customer_id``: `Scoring.columns`

    Raises
    ------
    DataError
        There is no such customer, or the tables lack what the model needs.
    """
    lacking(model.bundle.schema.names, names(tables, model.recipe))
    work = partial(_foretold, model)
    found = []
    for done, own in enumerate(in_chunks(tables, *size)):
        progress("describing and predicting", done / chunk_count(*size))
        found.append(mapped(build(own, asof, model.recipe), work, model.columns))
    table = pd.concat(found).sort_values("customer_id", ignore_index=True)
    if table.empty:
        raise DataError(NOBODY)
    return table


def _foretold(model: Scoring, rows: pd.DataFrame) -> pd.DataFrame:
    bundle = model.bundle
    X = rows[list(bundle.schema.names)].to_numpy(np.float64)  # noqa: N806  a matrix of rows
    why = reasons(bundle, X, TOP_REASONS)
    known = {"customer_id": rows["customer_id"], "reasons": why}
    if not isinstance(bundle, Bundle):  # what is not said is null
        told = {**predict(bundle, X), "contract_end_days": bundle.end_days(X)}
        return pd.DataFrame({**known, **told}).reindex(columns=list(model.columns))
    told = {**predict(bundle, X), "next_order_days": _next_order_days(bundle, X)}
    told |= {"persona_far": list(far(bundle, X)), "persona_parts": list(parts_near(bundle, X))}
    places = assigned(rows.assign(**told), model.schemes, bundle.typical)
    own = {place(n): places[scheme.name] for n, scheme in enumerate(model.schemes)}
    rows_told = _in_parts(pd.DataFrame({**known, **told, **own}), bundle)
    return rows_told.reindex(columns=list(model.columns))


def _next_order_days(bundle: Bundle, X: FloatArray) -> FloatArray:  # noqa: N803
    """Return when half have ordered; nothing of a model made before that was known."""
    return np.full(len(X), np.nan) if bundle.hazard is None else next_order_days(bundle, X)


def unless_clearly_nearer(found: pd.DataFrame, bundle: AnyBundle, earlier: Path) -> pd.DataFrame:
    """Keep the persona that a customer had in earlier scores, unless another is clearly nearer.

    Parameters
    ----------
    found
        What `foretold` found.
    earlier
        Scores that were written before, if there are any: ``customer_id``, ``persona``.
    """
    if not isinstance(bundle, Bundle) or not bundle.personas.stable or not earlier.is_file():
        return found
    had = pd.read_parquet(earlier, columns=["customer_id", "persona"]).set_index("customer_id")
    previous = had["persona"].reindex(found["customer_id"].astype(str)).astype(object)
    known = previous.where(previous.notna(), None).tolist()
    distances = np.stack(found["persona_far"].tolist())
    names, sure = staying(bundle.personas, distances, known)
    return _in_parts(found.assign(persona=names, persona_confidence=sure), bundle)


def _in_parts(found: pd.DataFrame, bundle: Bundle) -> pd.DataFrame:
    """Tell the part of its persona that each customer is in."""
    parts = np.stack(found["persona_parts"].tolist())
    told = sub_personas(bundle.personas, found["persona"].tolist(), parts)
    return found.assign(sub_persona=pd.Series(told, index=found.index, dtype=object))


def as_scores(
    found: pd.DataFrame,
    described_on: date,
    permissions: tuple[Permission, Permission],
    terms: Contact | None,
) -> tuple[pd.DataFrame, Ranking]:
    """Return what `foretold` found as the table that is exported, and what it is ranked by.

    ``permissions`` are to be described by a persona, and to be contacted; ``terms`` are what
    contacting costs and achieves, if known.
    """
    customer_id = found["customer_id"].to_numpy(np.str_)
    profiled, contact = permissions
    permits = Permits(profiled.covers(customer_id), contact.covers(customer_id))
    predictions = {name: found[name] for name in PREDICTIONS if found[name].notna().any()}
    why = found["reasons"].to_list()
    table = scores_table(customer_id, described_on, predictions, why, permits)
    return contact_first(table, terms)
