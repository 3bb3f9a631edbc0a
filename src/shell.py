"""What commands and notebooks share: progress that is shown, and errors as one message."""

import logging
import sys
import warnings
from collections.abc import Callable
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from src.errors import ProjectError

Result = TypeVar("Result")
console = Console(highlight=False, markup=False)


def run_shown(work: Callable[[Callable[[str, float], None]], Result]) -> Result:
    """Run work that reports its progress; show that on a bar.

    Raises
    ------
    typer.Exit
        With the code of a foreseen error, whose message has been printed. A bug still shows its
        traceback.
    """
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="mlflow")
    columns = (
        TextColumn("[bold]{task.description:<36}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    screen = Console(stderr=True)
    silent = not screen.is_terminal  # a log wants the answer or the error, nothing else
    try:
        with Progress(*columns, console=screen, transient=True, disable=silent) as bar:
            task = bar.add_task("starting", total=1.0)
            return work(lambda text, share: bar.update(task, description=text, completed=share))
    except ProjectError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; earlier results are as they were.\n")
        raise typer.Exit(130) from None


def progress_line(text: str, share: float) -> None:
    """Show progress on one line that is written over: for a notebook, where bars need more."""
    sys.stdout.write(f"\r{text:<36} {share:>4.0%}")
