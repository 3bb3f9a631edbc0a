"""``python -m src.simulate [data/NAME]``: write a world whose truth is known."""

from pathlib import Path
from typing import Annotated

import typer

from src.config import FILE
from src.shell import console, run_shown
from src.sources.world.scenario import Scenario
from src.sources.world.simulation import simulate

DEFAULT = Path("data/world")


def main(  # noqa: PLR0913  typer reads the options of a command from its parameters
    folder: Annotated[Path, typer.Argument(help="Where raw/ and truth/ are written.")] = DEFAULT,
    *,
    people: Annotated[int, typer.Option(help="How many people.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 7,
    shuffle_outcomes: Annotated[
        bool, typer.Option("--shuffle-outcomes", help="Exchange the last 91 days: no signal.")
    ] = False,
    drift: Annotated[
        str | None, typer.Option(help="From this month (2024-05) rates and mix change.")
    ] = None,
    new_persona: Annotated[
        str | None, typer.Option(help="From this month (2024-05) a new type arrives.")
    ] = None,
    leak: Annotated[
        str | None, typer.Option(help="Name of a CRM attribute that holds the future.")
    ] = None,
) -> None:
    """Simulate people, what they do, and what six systems hold of them."""
    world = run_shown(
        lambda progress: simulate(
            folder, Scenario(people, seed, shuffle_outcomes, drift, new_persona, leak), progress
        )
    )
    rows = sum(rows for name, rows in world.rows.items() if name.startswith("raw/"))
    console.print(
        f"{people:,} people, {rows:,} rows in raw/, {world.faults:,} of them faulty;"
        f" the truth is in truth/.\nNext    python -m src.train {folder}"
    )
    if leak and f"\n{leak} = " not in (folder / FILE).read_text("utf-8"):
        told = f"To {folder / FILE}, [tables.crm_contacts.attributes], add {leak} = {leak!r}."
        console.print(told, markup=False)


if __name__ == "__main__":
    typer.run(main)
