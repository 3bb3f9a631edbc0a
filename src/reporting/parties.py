"""Whose data the predictions of churn live on: a table, and a sentence."""

from collections.abc import Iterator

import pandas as pd

from src.reporting.findings import Findings
from src.reporting.formats import interval, number, percent
from src.reporting.tables import Heading, TextTable

WHO = {
    "zero": "stated by the customer",
    "first": "observed by us",
    "second": "observed by a partner",
    "third": "bought",
}


def parties(findings: Findings) -> TextTable:
    """Print what each party's data move, and what is left without them."""
    ours = findings.churn_table.iloc[0]
    return TextTable(
        "Whose data the predictions of going quiet live on",
        (
            Heading("Data"),
            Heading("Features"),
            Heading("Share", "of all that moves it"),
            Heading("AUC without", f"{number(ours['auc'], 3)} with all"),
            Heading("AUC lost", "95% interval"),
            Heading("Log loss without", f"{number(ours['log_loss'], 3)} with all"),
        ),
        tuple(
            (
                f"{_named(row)}, {WHO[str(row['party'])]}",
                number(row["features"]),
                percent(row["share"]),
                number(row["auc_without"], 3),
                interval(row["auc_lost"], row["auc_lost_low"], row["auc_lost_high"]),
                number(row["log_loss_without"], 3),
            )
            for _, row in findings.parties.iterrows()
        ),
    )


def party_sentence(findings: Findings) -> str:
    """Say whose data matter; empty where it was not computed."""
    table = findings.parties
    if table.empty:
        return ""
    if len(table) == 1:
        party = str(table["party"].iloc[0])
        return f"All predictions are made of {party}-party data ({WHO[party]})."
    most = table.nlargest(1, "share").iloc[0]
    return (
        f"{_named(most)} data ({WHO[str(most['party'])]}) make {percent(most['share'])} of what"
        f" moves the predictions of going quiet. Fitted again {'; '.join(_without(table))}."
    )


def _without(table: pd.DataFrame) -> Iterator[str]:
    """Yield what leaving out each party does to the ranking, as far as chance lets it be told."""
    for _, row in table.iterrows():
        how = "the ranking is no worse beyond chance"
        if row["auc_lost_low"] > 0:
            how = f"the AUC falls by {number(row['auc_lost'], 3)}"
        elif row["auc_lost_high"] < 0:
            how = f"the AUC rises by {number(-row['auc_lost'], 3)}"
        yield f"without {row['party']}-party data, {how}"


def _named(row: pd.Series) -> str:
    return f"{str(row['party']).capitalize()}-party"
