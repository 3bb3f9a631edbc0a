"""Predictions for everybody at one moment, made where the feature rows are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from src.activation.export import TOP_REASONS, Permits, scores_table
from src.asof import Asof, Frame
from src.engine import chunk_count, in_chunks, mapped
from src.errors import DataError
from src.features.build import Recipe, build, names
from src.serving.bundle import AnyBundle, predict, reasons
from src.stages.permission import Permission
from src.stages.snapshots import NOBODY, Progress, lacking

PREDICTIONS = ["churn_prob", "clv", "clv_low", "clv_high", "value_at_risk", "persona"]
COLUMNS = {  # in SQL, as Spark is told
    "customer_id": "string",
    "churn_prob": "double",
    "clv": "double",
    "clv_low": "double",
    "clv_high": "double",
    "value_at_risk": "double",
    "persona": "string",
    "reasons": "array<struct<reason: string, direction: string, effect: double>>",
}


@dataclass(frozen=True, eq=False)
class Scoring:
    """The models, and what their customers are described with."""

    bundle: AnyBundle
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
    one row per customer who is to be described, sorted by ``customer_id``: `COLUMNS`

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


def _foretold(bundle: AnyBundle, rows: pd.DataFrame) -> pd.DataFrame:
    X = rows[list(bundle.schema.names)].to_numpy(np.float64)  # noqa: N806  a matrix of rows
    why = reasons(bundle, X, TOP_REASONS)
    found = {"customer_id": rows["customer_id"], **predict(bundle, X), "reasons": why}
    return pd.DataFrame(found).reindex(columns=list(COLUMNS))  # what is not said is null


def as_scores(
    found: pd.DataFrame, described_on: date, profiled: Permission, contact: Permission
) -> pd.DataFrame:
    """Return what `foretold` found as the table that is exported, with what customers permit."""
    customer_id = found["customer_id"].to_numpy(np.str_)
    permits = Permits(profiled.covers(customer_id), contact.covers(customer_id))
    predictions = {name: found[name] for name in PREDICTIONS if found[name].notna().any()}
    why = found["reasons"].to_list()
    return scores_table(customer_id, described_on, predictions, why, permits)
