"""What several commands print: tables that fit a terminal, and who was left out."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from src.unify.consent import LeftOut


def show_left_out(console: Console, left_out: Iterable[LeftOut]) -> None:
    """Print how many customers were left out, and why."""
    for one in left_out:
        console.print(str(one))


def table(*heads: str) -> Table:
    """Make a table that fits 80 columns: the first one wraps, the others are numbers."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(heads[0])
    for head in heads[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    return table
