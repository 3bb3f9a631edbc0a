"""``python -m src.score [data/NAME]``: one row of predictions per customer, as Parquet and CSV."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from src.pipeline import score
from src.shell import console, run_shown
from src.terminal.lines import show_left_out

DEFAULT = Path("data/complete-journey")


def main(
    folder: Annotated[Path, typer.Argument(help="Folder with a dataset.toml.")] = DEFAULT,
    engine: Annotated[
        str | None, typer.Option(help="What works on the canonical tables: duckdb or spark.")
    ] = None,
) -> None:
    """Score every customer with the champion of the data set, as of the end of its data."""
    overrides = {"engine": engine, "today": date.today()}  # noqa: DTZ011  the day on the user's wall
    scored = run_shown(lambda progress: score(folder, overrides, Path.cwd(), progress))
    console.print(
        f"{scored.customers:,} customers scored as of {scored.described_on},"
        f" {scored.ranked.first} first:\n  {scored.csv}\n  {scored.parquet}"
    )
    if scored.ranked.why:
        console.print(scored.ranked.why)
    if scored.segmented:
        console.print(f"Who is in which segment by rule, and why:\n  {scored.segments}")
    if scored.grades:
        letters = ", ".join(f"{about} {letter}" for about, letter in scored.grades.items())
        console.print(f"The model's grades beside the best simple rule, A to D: {letters}")
    show_left_out(console, scored.consents)
    if scored.retraining_due:
        due = f"The model is due for retraining ({scored.retraining_due})"
        console.print(f"{due}: python -m src.train {folder}", style="yellow")


if __name__ == "__main__":
    typer.run(main)
