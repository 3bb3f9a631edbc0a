"""What a check prints: what can be asked of the data, and what became of every row."""

from collections.abc import Iterator

from rich.console import Console

from src.quality.quarantine import Account
from src.reporting.formats import number
from src.reporting.questions import answer_rows
from src.stages.checking import Checked
from src.terminal.lines import table

ACCOUNT = ("source", "read", "kept", "filtered", "quarantined", "repeats")


def show_check(console: Console, found: Checked) -> None:
    """Print which questions the data can answer, what is missing, and what became of the rows."""
    asked = table("question", "possible", "rule that fails", "needed", "found", "missing")
    asked.columns[2].justify, asked.columns[2].no_wrap = "left", False
    for name, possible, *unmet in answer_rows(found.questions):
        again = name in asked.columns[0].cells
        asked.add_row(*("", "") if again else (name, possible), *unmet)
    title = f"{found.dataset}: {number(found.customers)} customers"
    console.print(f"{title}, looking {found.horizon_days} days ahead", style="bold")
    console.print(asked)
    forgotten = any(account.forgotten_rows for account in found.accounts)
    accounts = table(*ACCOUNT, *(["forgotten"] if forgotten else []))
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
