"""How good the predictions are for each persona and each group of people, as a table."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from src.reporting.formats import DASH, interval, money, number, percent
from src.reporting.leaving import ChurnFindings
from src.reporting.tables import Heading, TextTable


def by_group(findings: ChurnFindings) -> TextTable:
    """Print the predictions of each group beside what happened, and beside the simple rule.

    Where nothing is said of value, the last column is left out.
    """
    words = findings.leaving
    rule = "recency" if words.rule_column == "recency_days" else f"the {words.rule}"
    table = TextTable(
        "For whom it is how good: predictions of each group, with 95% intervals",
        (
            Heading("Group"),
            Heading("n", "customers"),
            Heading(words.left.capitalize(), "of them"),
            Heading("Predicted", "mean"),
            Heading("Too high by", "right 0%"),
            Heading("AUC", "coin 0.5, perfect 1"),
            Heading(f"AUC of {rule} alone"),
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
    if findings.by_group.empty or findings.by_group["spend_gap"].notna().any():
        return table
    rows = tuple(row[:-1] for row in table.rows)
    return replace(table, headings=table.headings[:-1], rows=rows)


def _ranged(row: pd.Series, name: str, shown: Callable[[float], str]) -> str:
    value, low, high = (shown(row[key]) for key in (name, f"{name}_low", f"{name}_high"))
    return value if low == DASH else f"{value} ({low} to {high})"
