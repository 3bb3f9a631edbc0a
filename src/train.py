"""``python -m src.train [data/NAME]``: train, judge, report and register a model of a data set."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from src.errors import NOT_READY
from src.pipeline import check, train
from src.shell import console, run_shown
from src.terminal.checks import show_check
from src.terminal.trainings import show_training

DEFAULT = Path("data/complete-journey")
DATES = ["%Y-%m-%d"]


def main(  # noqa: PLR0913  options of a command
    folder: Annotated[Path, typer.Argument(help="Folder with a dataset.toml.")] = DEFAULT,
    *,
    cutoff: Annotated[
        datetime | None,
        typer.Option(formats=DATES, help="Judge at this midnight; the latest possible if absent."),
    ] = None,
    horizon_days: Annotated[
        int | None, typer.Option(help="How far to predict; derived from the orders if absent.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of everything random.")] = None,
    engine: Annotated[
        str | None, typer.Option(help="What works on the canonical tables: duckdb or spark.")
    ] = None,
    allow_leak: Annotated[
        list[str] | None,
        typer.Option(help="Learn from a column although it seems to know who left; repeatable."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="What the report is written in: en or ja.")
    ] = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Tell what the data can answer, and stop.")
    ] = False,
) -> None:
    """Train on a data set: personas, churn and value, judged on its latest horizon.

    With --check, the exit code is 0 if the data suffice for all three, 16 if they do not.
    """
    overrides = {
        "cutoff": cutoff.date() if cutoff else None,
        "horizon_days": horizon_days,
        "seed": seed,
        "engine": engine,
        "allow_leak": tuple(allow_leak) if allow_leak else None,
        "language": language,
        "today": date.today(),  # noqa: DTZ011  the day on the user's wall
    }
    if check_only:
        found = run_shown(lambda progress: check(folder, overrides, progress))
        show_check(console, found)
        raise typer.Exit(0 if found.trainable else NOT_READY)
    root = Path.cwd()
    trained = run_shown(lambda progress: train(folder, overrides, root, progress))
    show_training(console, trained)


if __name__ == "__main__":
    typer.run(main)
