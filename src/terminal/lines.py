"""What several commands print: tables that fit a terminal, and who was left out."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from src.unify.consent import Consents


def show_left_out(console: Console, consents: Consents, uses: int | None = None) -> None:
    """Print how many customers were left out of the first uses or of all, and why."""
    for one in consents.told[:uses]:
        console.print(str(one))
    if consents.nobodys:
        console.print(consents.nobodys)


def table(*heads: str) -> Table:
    """Make a table that fits 80 columns: the first one wraps, the others are numbers."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(heads[0])
    for head in heads[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    return table
