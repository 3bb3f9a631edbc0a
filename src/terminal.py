"""What a finished training prints: personas, the model beside the rules, where to look next."""

from collections.abc import Hashable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from src.pipeline import Trained
from src.reporting.findings import Findings
from src.reporting.formats import interval, money, number, percent
from src.tracking.registry import MODEL_NAME


def show_training(console: Console, trained: Trained) -> None:
    """Print what a manager asks: who the customers are, whether to trust this, where to look."""
    found = trained.findings
    console.print(_personas(found))
    console.print(_churn(found))
    console.print(_clv(found))
    console.print(_horizon_note(found))
    console.print(found.reason, style="green" if found.promoted else "bold red")
    console.print(
        f"Report: {trained.report}\n"
        f"Model:  {MODEL_NAME} version {trained.version}, run {trained.run_id}\n"
        "Next:   make serve (predictions) · make ui (runs) · python -m src.score (every customer)"
    )


def _personas(found: Findings) -> Table:
    table = Table(
        title=f"{found.dataset}: {number(found.customers)} customers on {found.described_on}",
        title_justify="left",
    )
    table.add_column("Persona", overflow="fold")
    for head in ("customers", "revenue", "each spent", "orders", "churn", "CLV", "at risk"):
        table.add_column(head, justify="right")
    for row in found.personas.to_dict("records"):
        table.add_row(
            str(row["persona"]),
            f"{number(row['customers_count'])} ({percent(row['customers_share'])})",
            percent(row["revenue_share"]),
            money(row["revenue_per_customer"], found.currency),
            number(row["orders_per_customer"], 1),
            percent(row["churn_prob_mean"]),
            money(row["clv_mean"], found.currency),
            money(row["value_at_risk_sum"], found.currency),
        )
    return table


def _churn(found: Findings) -> Table:
    title = (
        f"Who will not order in {found.horizon_days} days? Judged on {number(len(found.judged))} "
        f"customers from {found.judged_on}; {percent(found.churn_rate)} did not"
    )
    table = Table(title=title, title_justify="left")
    _columns(table, "AUC (coin .5)", "log loss (lower is better)", "calibration error")
    for row in found.churn_table.to_dict("records"):
        table.add_row(
            str(row["model"]),
            _ranged(row, "auc"),
            _ranged(row, "log_loss"),
            number(row["calibration_error"], 3),
        )
    return table


def _clv(found: Findings) -> Table:
    title = f"What will they spend in {found.horizon_days} days? Same customers, {found.currency}"
    table = Table(title=title, title_justify="left")
    _columns(table, "Gini (coin 0, prophet 1)", "mean absolute error", "bias of the total")
    for row in found.clv_table.to_dict("records"):
        table.add_row(
            str(row["model"]),
            _ranged(row, "gini"),
            interval(row["mae"], row["mae_low"], row["mae_high"], 1),
            percent(row["bias_share"]),
        )
    return table


def _columns(table: Table, *heads: str) -> None:
    table.add_column("model")
    for head in heads:
        table.add_column(head, justify="right")


def _ranged(row: Mapping[Hashable, Any], name: str) -> str:
    return interval(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _horizon_note(found: Findings) -> str:
    note = (
        f"A customer counts as churned after {found.horizon_days} days without an order; of such "
        f"silences, {percent(found.returned_share)} ended with an order later."
    )
    if found.label_days < found.horizon_days:
        note += (
            f" The history is short: learnt from {found.label_days}-day labels, carried to "
            f"{found.horizon_days} days by the Pareto/NBD model."
        )
    return note
