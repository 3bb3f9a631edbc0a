"""Scores as files that other systems can load: all who were scored, and the contact list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.explain.reasons import Reason

TOP_REASONS = 3
REASONS = [f"reason_{place + 1}" for place in range(TOP_REASONS)]
PERSONAL = ("persona", "sub_persona", "persona_confidence")
CONTACT = "contact"
SCORES = "scores.parquet"
LISTED = "listed"  # of those who permit it, who is worth it; absent where nobody said what it costs


@dataclass(frozen=True, eq=False)
class Permits:
    """What each customer permits, in the order of the rows."""

    profile: NDArray[np.bool_]
    contact: NDArray[np.bool_]


def scores_table(
    customer_id: NDArray[np.str_],
    described_on: date,
    predictions: Mapping[str, Any],
    reasons: Sequence[Sequence[Reason]],
    permits: Permits,
) -> pd.DataFrame:
    """Put predictions in one table: one row per customer, most value at risk first.

    Where nothing is said of value, the likeliest to leave come first.

    Returns
    -------
    ``customer_id`` (pseudonymous), ``described_on``, ``churn_prob`` (0 to 1),
    ``clv``, ``clv_low`` and ``clv_high`` (its 80 % interval) and ``value_at_risk`` (currency, over
    the horizon), ``persona``, ``sub_persona`` (its part, if a number of groups was asked for),
    ``persona_confidence`` (0 to 1, low between two personas), and
    ``reason_1`` to ``reason_3``: the feature groups that moved the churn probability most, with
    their sign; all three empty for who permits no profile. ``contact``: whether the customer
    permits to be contacted. Beside these, as far as there are such: ``next_order_days`` or
    ``contract_end_days`` (null if later than the horizon), and ``uplift`` (-1 to 1).
    """
    table = pd.DataFrame({"customer_id": customer_id, "described_on": described_on, **predictions})
    for place, name in enumerate(REASONS):
        table[name] = [_told(own, place) for own in reasons]
    told = [name for name in (*PERSONAL, *REASONS) if name in table]
    table.loc[~permits.profile, told] = None
    table[CONTACT] = permits.contact
    first = "value_at_risk" if "value_at_risk" in table else "churn_prob"
    return table.sort_values([first, "customer_id"], ascending=[False, True], ignore_index=True)


def write_scores(table: pd.DataFrame, folder: Path) -> tuple[Path, Path]:
    """Write ``scores.parquet``, and of it ``scores.csv``: whom to contact."""
    folder.mkdir(parents=True, exist_ok=True)
    parquet, csv = folder / SCORES, folder / "scores.csv"
    table.to_parquet(parquet, index=False)
    listed = table[LISTED if LISTED in table else CONTACT]
    shown = table[listed].drop(columns=[CONTACT, LISTED], errors="ignore")
    shown.to_csv(csv, index=False, float_format="%.6g")
    return parquet, csv


def _told(reasons: Sequence[Reason], place: int) -> str | None:
    if place >= len(reasons):
        return None
    reason = reasons[place]
    return f"{reason['reason']} {reason['direction']} it"
