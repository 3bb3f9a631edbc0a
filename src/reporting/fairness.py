"""How good the predictions are for each persona and each group of people, as a table."""

import pandas as pd

from src.reporting.findings import Findings
from src.reporting.formats import DASH, interval, number, percent
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
            Heading("Total spend predicted", "right 0%"),
        ),
        tuple(
            (
                f"{row['attribute']}: {row['value']}",
                number(row["n"]),
                percent(row["churn_rate"]),
                percent(row["churn_prob_mean"]),
                _shares(row, "gap"),
                interval(row["auc"], row["auc_low"], row["auc_high"]),
                number(row["auc_rule"], 3),
                _shares(row, "bias_share"),
            )
            for _, row in findings.by_group.iterrows()
        ),
    )


def _shares(row: pd.Series, name: str) -> str:
    value, low, high = (percent(row[key]) for key in (name, f"{name}_low", f"{name}_high"))
    return value if low == DASH else f"{value} ({low} to {high})"
