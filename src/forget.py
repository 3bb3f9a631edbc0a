"""``python -m src.forget data/NAME KEY``: take a person out of all that was built, for good."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from src.shell import console, run_shown
from src.stages.erasing import forget
from src.terminal.erasures import show_erasure


def main(
    folder: Annotated[Path, typer.Argument(help="Folder with a dataset.toml.")],
    key: Annotated[str, typer.Argument(help="The person's key, as a source writes it.")],
    keys: Annotated[
        str | None, typer.Option(help="What it numbers, where the manifest has several keys.")
    ] = None,
) -> None:
    """Remove a person from tables, scores and rows set aside, and keep them out of later loads."""
    today = date.today()  # noqa: DTZ011  the day on the user's wall
    reason = f"erasure {today.isoformat()}"
    erased = run_shown(lambda progress: forget(folder, (key, keys), reason, Path.cwd(), progress))
    show_erasure(console, folder, erased)


if __name__ == "__main__":
    typer.run(main)
