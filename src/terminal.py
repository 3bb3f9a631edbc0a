"""What commands print: of a training, personas and models; of a check, what can be asked."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from src.quality.quarantine import Account
from src.reporting.certainty import interval_sentence, total_sentences
from src.reporting.contacts import profit_sentences, uplift_sentences
from src.reporting.declared import NO_VALUE, DeclaredFindings, leak_sentence
from src.reporting.findings import Findings
from src.reporting.firmness import firmness
from src.reporting.formats import DASH, money, number, percent
from src.reporting.grades import grade_sentence
from src.reporting.language import speech
from src.reporting.people import decision_sentence
from src.reporting.questions import answer_rows
from src.reporting.waiting import waits_sentences
from src.stages.checking import Checked
from src.stages.erasing import Erased
from src.stages.finished import Trained
from src.tracking.registry import MODEL_NAME
from src.unify.consent import LeftOut
from src.unify.erasure import FORGOTTEN
from src.unify.overrides import FILE as OVERRIDES

CHURN_YARDSTICKS = "AUC: a coin .5, a prophet 1; log loss and calibration error: lower is better\n"
ACCOUNT = ("source", "read", "kept", "filtered", "quarantined", "repeats")


def show_training(console: Console, trained: Trained) -> None:
    """Print what a manager asks: who the customers are, whether to trust this, where to look."""
    found = trained.findings
    if isinstance(found, DeclaredFindings):
        _print_declared(console, found)
    else:
        _print_derived(console, found)
    for leak in [leak_sentence(found.allowed_leaks)] if found.allowed_leaks else []:
        console.print(leak, style="yellow")
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
    for sentence in firmness(found):
        console.print(sentence)
    if not found.stable:
        console.print(speech("en").say("answer.sketch").strip(), style="yellow")
    _print_churn(console, found)
    _print_clv(console, found)
    console.print(_horizon_note(found), *found.eligible)
    console.print(*waits_sentences(found)[:1])
    for line in (*profit_sentences(found), *(uplift_sentences(found) if found.uplift else ())):
        console.print(line)
    show_left_out(console, found.consents.told[:1])
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
        table = _table("persona", "customers", "churn", "leavers")
        for row in found.personas.to_dict("records"):
            table.add_row(
                str(row["persona"]),
                f"{number(row['customers_count'])} {percent(row['customers_share']):>4}",
                percent(row["churn_prob_mean"]),
                number(row["leavers"]),
            )
        console.print(table, "leavers: how many are expected to be lost\n")
    else:
        console.print("No personas: too few features say what customers do or pay.")
    console.print(NO_VALUE)
    show_left_out(console, found.consents.told[:1])
    for line in found.people[:2]:
        console.print(line)


def show_left_out(console: Console, left_out: Iterable[LeftOut]) -> None:
    """Print how many customers were left out, and why."""
    for one in left_out:
        console.print(str(one))


def show_check(console: Console, found: Checked) -> None:
    """Print which questions the data can answer, what is missing, and what became of the rows."""
    table = _table("question", "possible", "rule that fails", "needed", "found", "missing")
    table.columns[2].justify, table.columns[2].no_wrap = "left", False
    for name, possible, *unmet in answer_rows(found.questions):
        again = name in table.columns[0].cells
        table.add_row(*("", "") if again else (name, possible), *unmet)
    title = f"{found.dataset}: {number(found.customers)} customers"
    console.print(f"{title}, looking {found.horizon_days} days ahead", style="bold")
    console.print(table)
    forgotten = any(account.forgotten_rows for account in found.accounts)
    accounts = _table(*ACCOUNT, *(["forgotten"] if forgotten else []))
    for account in found.accounts:
        parts = [number(rows) for rows in _account(account)]
        accounts.add_row(account.source, *parts[: len(accounts.columns) - 1])
    console.print("What became of every row", style="bold")
    console.print(accounts)
    for line in (line for account in found.accounts for line in _oddities(account)):
        console.print(line)
    for line in found.people:
        console.print(line)
    console.print(
        "quarantined: key, time or amount cannot be used; nulled: any other value cannot\n"
        "rewritten: a code in another spelling; noted: odd, and kept"
    )


def show_erasure(console: Console, folder: Path, erased: Erased) -> None:
    """Print each place from which a person was taken, and where they still are."""
    table = _table("place", "rows removed")
    for place, rows in erased.places.items():
        table.add_row(place, number(rows))
    one = f"{erased.records} record{'s' if erased.records > 1 else ''}"
    console.print(f"One person, {one}: forgotten", style="bold")
    console.print(table if erased.places else "Nothing that was built held any row of theirs.")
    console.print(f"{folder / FORGOTTEN} keeps them out of later loads, without telling who.")
    if erased.shared:
        told = "E-mail addresses and telephone numbers of theirs that are others' too"
        console.print(f"{told}, and so keep nobody out: {erased.shared}")
    if erased.sources:
        still = _table("source", "where", "rows")
        still.columns[1].justify, still.columns[1].no_wrap = "left", False
        for (source, where), rows in erased.sources.items():
            still.add_row(source, where, number(rows))
        console.print("The sources still hold them: delete them there", style="bold")
        console.print(still)
    if erased.unread:
        console.print(f"The sources could not be read and may hold them: {erased.unread}")
    if erased.by_hand:
        console.print(f"{folder / OVERRIDES} names them: take the line out.", style="yellow")
    if erased.versions:
        versions = ", ".join(map(str, erased.versions))
        console.print(
            f"Due for retraining: {MODEL_NAME} version {versions}. python -m src.train {folder}"
        )


def _account(account: Account) -> tuple[int, ...]:
    """Return rows read, and the parts whose sum they are."""
    return (
        account.read_rows,
        account.kept_rows,
        account.filtered_rows,
        account.quarantined_rows,
        account.repeated_rows,
        account.forgotten_rows,
    )


def _oddities(account: Account) -> Iterator[str]:
    """Yield a line for each kind of oddity of a source."""
    kinds = {
        "quarantined": account.reasons,
        "nulled": account.nulled,
        "rewritten": account.rewritten,
        "noted": account.noted,
    }
    for kind, counts in kinds.items():
        if counts:
            told = ", ".join(f"{what} {number(times)}" for what, times in counts.items())
            yield f"{account.source} {kind}: {told}"
    if account.unheeded_rows:
        rows = number(account.unheeded_rows)
        yield f"{account.source}: {rows} that may withdraw a permission, but not whose or which"


def _print_personas(console: Console, found: Findings) -> None:
    table = _table("persona", "customers", "revenue", "spent each", "churn", "CLV", "at risk")
    for row in found.personas.to_dict("records"):
        table.add_row(
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
        table,
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
    table = _table("model", "AUC (95 %)", "log loss (95 %)", "cal. error")
    for row in models.to_dict("records"):
        table.add_row(
            str(row["model"]),
            _ranged(row, "auc", 3),
            _ranged(row, "log_loss", 3),
            number(row["calibration_error"], 3),
        )
    return table


def _print_clv(console: Console, found: Findings) -> None:
    table = _table("model", "Gini (95 %)", "error (95 %)", "bias")
    for row in found.clv_table.to_dict("records"):
        table.add_row(
            str(row["model"]),
            _ranged(row, "gini", 3),
            _ranged(row, "mae", 1),
            percent(row["bias_share"]),
        )
    console.print(f"What will they spend in {found.horizon_days} days?", style="bold")
    console.print(
        f"The same customers, {found.currency}.",
        table,
        "Gini: ranking, a coin 0, a prophet 1; error: mean absolute; bias: of the total",
    )
    console.print(interval_sentence(found))
    console.print(*total_sentences(found), "\n")


def _table(*heads: str) -> Table:
    """Make a table that fits 80 columns: the first one wraps, the others are numbers."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(heads[0])
    for head in heads[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    return table


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
