"""How good the predictions are for each persona and each group of people, as a table."""

from collections.abc import Callable

import pandas as pd

from src.reporting.findings import Findings
from src.reporting.formats import DASH, interval, money, number, percent
from src.reporting.tables import Heading, TextTable


def by_group(findings: Findings) -> TextTable:
    """Print the predictions of each group beside what happened, and beside recency alone."""
    return TextTable(
        "For whom it is how good: predictions of each group, with 95% intervals",
        (
            Heading("Group"),
            Heading("n", "customers"),
            Heading("Went quiet", "of them"),
            Heading("Predicted", "mean"),
            Heading("Too high by", "right 0%"),
            Heading("AUC", "coin 0.5, perfect 1"),
            Heading("AUC of recency alone"),
            Heading("Spend too high by", "each; right 0"),
        ),
        tuple(
            (
                f"{row['attribute']}: {row['value']}",
                number(row["n"]),
                percent(row["churn_rate"]),
                percent(row["churn_prob_mean"]),
                _ranged(row, "gap", percent),
                interval(row["auc"], row["auc_low"], row["auc_high"]),
                number(row["auc_rule"], 3),
                _ranged(row, "spend_gap", lambda amount: money(amount, findings.currency)),
            )
            for _, row in findings.by_group.iterrows()
        ),
    )


def _ranged(row: pd.Series, name: str, shown: Callable[[float], str]) -> str:
    value, low, high = (shown(row[key]) for key in (name, f"{name}_low", f"{name}_high"))
    return value if low == DASH else f"{value} ({low} to {high})"
