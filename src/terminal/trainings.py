"""What a training prints: who customers are, how good the models are, where to look."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from src.reporting.certainty import interval_sentence, total_sentences
from src.reporting.contacts import profit_sentences, uplift_sentences
from src.reporting.declared import WORTH, DeclaredFindings, leak_sentence
from src.reporting.declared_value import timing_sentences, value_sentences
from src.reporting.findings import Findings
from src.reporting.firmness import useful_sentence
from src.reporting.formats import DASH, money, number, percent
from src.reporting.grades import grade_sentence
from src.reporting.language import speech
from src.reporting.people import decision_sentence
from src.reporting.waiting import waits_sentences
from src.stages.finished import Trained
from src.terminal.lines import show_left_out, table
from src.tracking.registry import MODEL_NAME

CHURN_YARDSTICKS = "AUC: a coin .5, a prophet 1; log loss and calibration error: lower is better\n"


def show_training(console: Console, trained: Trained) -> None:
    """Print what a manager asks: who the customers are, whether to trust this, where to look."""
    found = trained.findings
    if isinstance(found, DeclaredFindings):
        _print_declared(console, found)
    else:
        _print_derived(console, found)
    if found.allowed_leaks:
        console.print(leak_sentence(found.allowed_leaks), style="yellow")
    for change in found.changes:
        console.print(f"Since the last load: {change}", style="yellow")
    for one in found.grades:
        told = grade_sentence(one, found.leaving)
        console.print(told, style="bold red" if one.failures else "bold")
    console.print(found.reason, style="green" if found.promoted else "bold red")
    console.print(
        f"\nReport  {trained.report}\n"
        f"Model   {MODEL_NAME} version {trained.version}, run {trained.run_id}\n"
        "Next    python -m src.score (every customer), make serve, make ui"
    )


def _print_derived(console: Console, found: Findings) -> None:
    """Print personas, churn without a contract, and value."""
    _print_personas(console, found)
    for one in found.useful[:1]:  # the report tells of churn and of changes by the month too
        console.print(useful_sentence(one, found))
    for change in found.persona_changes:
        console.print(change.told, style="yellow")
    if not found.stable:
        console.print(speech("en").say("answer.sketch").strip(), style="yellow")
    console.print()
    _print_churn(console, found)
    _print_clv(console, found)
    console.print(_horizon_note(found), *found.eligible)
    console.print(*waits_sentences(found)[:1], "\n")
    for line in (*profit_sentences(found), *(uplift_sentences(found) if found.uplift else ())):
        console.print(line)
    show_left_out(console, found.consents, 1)
    for line in found.people[:2]:
        console.print(line)
    if len(found.by_hand):
        console.print(f"{decision_sentence(found.by_hand)} The report shows how.")


def _print_declared(console: Console, found: DeclaredFindings) -> None:
    """Print churn by label or subscription: who is eligible, how good it is, who the groups are."""
    when = f" {found.ahead}" if found.horizon_days else ""
    console.print(f"{found.dataset}: {number(found.customers)} customers", style="bold")
    console.print(*found.eligible, sep="\n")
    console.print(f"\nWho will {found.leaving.leave}{when}?", style="bold")
    console.print(found.how_judged, _churn_models(found.churn_table), CHURN_YARDSTICKS)
    console.print(f"The best single column is {found.column}.")
    if len(found.personas):
        worth = WORTH if found.valued else ()
        groups = table(
            "persona", "customers", "churn", "leavers", *(one[0].lower() for one in worth)
        )
        for row in found.personas.to_dict("records"):
            groups.add_row(
                str(row["persona"]),
                f"{number(row['customers_count'])} {percent(row['customers_share']):>4}",
                percent(row["churn_prob_mean"]),
                number(row["leavers"]),
                *(money(row[name], found.currency) for *_, name in worth),
            )
        console.print(groups, "leavers: how many are expected to be lost\n")
    else:
        console.print("No personas: too few features say what customers do or pay.")
    console.print(*value_sentences(found))
    for line in (*timing_sentences(found), *profit_sentences(found)):
        console.print(line)
    show_left_out(console, found.consents, 1)
    for line in found.people[:2]:
        console.print(line)


def _print_personas(console: Console, found: Findings) -> None:
    shown = table("persona", "customers", "revenue", "spent each", "churn", "CLV", "at risk")
    for row in found.personas.to_dict("records"):
        shown.add_row(
            str(row["persona"]),
            f"{number(row['customers_count'])} {percent(row['customers_share']):>4}",
            percent(row["revenue_share"]),
            money(row["revenue_per_customer"], found.currency),
            percent(row["churn_prob_mean"]),
            money(row["clv_mean"], found.currency),
            money(row["value_at_risk_sum"], found.currency),
        )
    title = f"{found.dataset}: {number(found.customers)} customers on {found.described_on}"
    console.print(title, style="bold")
    console.print(
        shown,
        f"churn: mean probability of no order in {found.horizon_days} days; CLV: expected spend in "
        "them, each; at risk: churn probability times spend at the rate of the last 90 days, all\n",
    )


def _print_churn(console: Console, found: Findings) -> None:
    console.print(f"Who will not order in {found.horizon_days} days?", style="bold")
    console.print(
        f"Judged on {number(len(found.judged))} customers from {found.judged_on}; "
        f"{percent(found.churn_rate)} did not.",
        _churn_models(found.churn_table),
        CHURN_YARDSTICKS,
    )


def _churn_models(models: pd.DataFrame) -> Table:
    shown = table("model", "AUC (95 %)", "log loss (95 %)", "cal. error")
    for row in models.to_dict("records"):
        shown.add_row(
            str(row["model"]),
            _ranged(row, "auc", 3),
            _ranged(row, "log_loss", 3),
            number(row["calibration_error"], 3),
        )
    return shown


def _print_clv(console: Console, found: Findings) -> None:
    shown = table("model", "Gini (95 %)", "error (95 %)", "bias")
    for row in found.clv_table.to_dict("records"):
        shown.add_row(
            str(row["model"]),
            _ranged(row, "gini", 3),
            _ranged(row, "mae", 1),
            percent(row["bias_share"]),
        )
    console.print(f"What will they spend in {found.horizon_days} days?", style="bold")
    console.print(
        f"The same customers, {found.currency}.",
        shown,
        "Gini: ranking, a coin 0, a prophet 1; error: mean absolute; bias: of the total",
    )
    console.print(interval_sentence(found))
    console.print(*total_sentences(found), "\n")


def _ranged(row: Mapping[Hashable, Any], name: str, decimals: int) -> str:
    value, low, high = (number(row[key], decimals) for key in (name, f"{name}_low", f"{name}_high"))
    return value if low == DASH else f"{value} ({low}{DASH}{high})"


def _horizon_note(found: Findings) -> str:
    note = (
        f"A customer counts as churned after {found.horizon_days} days without an order; of such "
        f"silences, {percent(found.returned_share)} have ended with an order so far."
    )
    if found.label_days < found.horizon_days:
        note += (
            f" The history is short: learnt from {found.label_days}-day labels, carried to "
            f"{found.horizon_days} days by the Pareto/NBD model."
        )
    return note
