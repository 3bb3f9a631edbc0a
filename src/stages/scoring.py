"""Predictions for everybody at one moment, made where the feature rows are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from src.activation.export import TOP_REASONS, Permits, scores_table
from src.asof import Asof, Frame
from src.engine import chunk_count, in_chunks, mapped
from src.errors import DataError
from src.features.build import Recipe, build, names
from src.personas.model import PersonaModel
from src.serving.belonging import staying
from src.serving.bundle import Bundle, far, predict, reasons
from src.stages.permission import Permission
from src.stages.snapshots import NOBODY, Progress, lacking

PREDICTIONS = [
    *("churn_prob", "clv", "clv_low", "clv_high", "value_at_risk"),
    *("persona", "persona_confidence"),
]
COLUMNS = {  # in SQL, as Spark is told
    "customer_id": "string",
    "churn_prob": "double",
    "clv": "double",
    "clv_low": "double",
    "clv_high": "double",
    "value_at_risk": "double",
    "persona": "string",
    "persona_confidence": "double",
    "persona_far": "array<double>",
    "reasons": "array<struct<reason: string, direction: string, effect: double>>",
}


@dataclass(frozen=True, eq=False)
class Scoring:
    """The models, and what their customers are described with."""

    bundle: Bundle
    recipe: Recipe


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
    one row per customer with an order day before the cutoff, sorted by ``customer_id``: `COLUMNS`

    Raises
    ------
    DataError
        There is no such customer, or the tables lack what the model needs.
    """
    lacking(model.bundle.schema.names, names(tables, model.recipe))
    work = partial(_foretold, model.bundle)
    found = []
    for done, own in enumerate(in_chunks(tables, *size)):
        progress("describing and predicting", done / chunk_count(*size))
        found.append(mapped(build(own, asof, model.recipe), work, COLUMNS))
    table = pd.concat(found).sort_values("customer_id", ignore_index=True)
    if table.empty:
        raise DataError(NOBODY)
    return table


def _foretold(bundle: Bundle, rows: pd.DataFrame) -> pd.DataFrame:
    X = rows[list(bundle.schema.names)].to_numpy(np.float64)  # noqa: N806  a matrix of rows
    told = {"reasons": reasons(bundle, X, TOP_REASONS), "persona_far": list(far(bundle, X))}
    return pd.DataFrame({"customer_id": rows["customer_id"], **predict(bundle, X), **told})


def unless_clearly_nearer(
    found: pd.DataFrame, personas: PersonaModel, earlier: Path
) -> pd.DataFrame:
    """Keep the persona that a customer had in earlier scores, unless another is clearly nearer.

    Parameters
    ----------
    found
        What `foretold` found.
    earlier
        Scores that were written before, if there are any: ``customer_id``, ``persona``.
    """
    if not personas.stable or not earlier.is_file():
        return found
    had = pd.read_parquet(earlier, columns=["customer_id", "persona"]).set_index("customer_id")
    previous = had["persona"].reindex(found["customer_id"].astype(str)).astype(object)
    names, sure = staying(
        personas, np.stack(found["persona_far"].tolist()), previous.where(previous.notna()).tolist()
    )
    return found.assign(persona=names, persona_confidence=sure)


def as_scores(
    found: pd.DataFrame, described_on: date, profiled: Permission, contact: Permission
) -> pd.DataFrame:
    """Return what `foretold` found as the table that is exported, with what customers permit."""
    customer_id = found["customer_id"].to_numpy(np.str_)
    permits = Permits(profiled.covers(customer_id), contact.covers(customer_id))
    predictions = {name: found[name] for name in PREDICTIONS}
    why = found["reasons"].to_list()
    return scores_table(customer_id, described_on, predictions, why, permits)
