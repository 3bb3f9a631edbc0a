"""Scores as files that other systems can load: one row per customer, Parquet and CSV."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from src.explain.reasons import Reason

TOP_REASONS = 3


def scores_table(
    customer_id: Sequence[str],
    described_on: date,
    predictions: Mapping[str, Any],
    reasons: Sequence[Sequence[Reason]],
) -> pd.DataFrame:
    """Put predictions in one table: one row per customer, most value at risk first.

    Returns
    -------
    ``customer_id`` (pseudonymous), ``described_on``, ``churn_prob`` (0 to 1),
    ``clv`` and ``value_at_risk`` (currency, over the horizon), ``persona``, and ``reason_1`` to
    ``reason_3``: the feature groups that moved the churn probability most, with their sign.
    """
    table = pd.DataFrame({"customer_id": customer_id, "described_on": described_on, **predictions})
    for place in range(TOP_REASONS):
        table[f"reason_{place + 1}"] = [_told(own, place) for own in reasons]
    return table.sort_values(
        ["value_at_risk", "customer_id"], ascending=[False, True], ignore_index=True
    )


def write_scores(table: pd.DataFrame, folder: Path) -> tuple[Path, Path]:
    """Write ``scores.parquet`` and ``scores.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    parquet, csv = folder / "scores.parquet", folder / "scores.csv"
    table.to_parquet(parquet, index=False)
    table.to_csv(csv, index=False, float_format="%.6g")
    return parquet, csv


def _told(reasons: Sequence[Reason], place: int) -> str | None:
    if place >= len(reasons):
        return None
    reason = reasons[place]
    return f"{reason['reason']} {reason['direction']} it"
