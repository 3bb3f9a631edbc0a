"""What is printed of a person who was forgotten."""

from pathlib import Path

from rich.console import Console

from src.reporting.formats import number
from src.stages.erasing import Erased
from src.terminal.lines import table
from src.tracking.registry import MODEL_NAME
from src.unify.erasure import FORGOTTEN
from src.unify.overrides import FILE as OVERRIDES


def show_erasure(console: Console, folder: Path, erased: Erased) -> None:
    """Print each place from which a person was taken, and where they still are."""
    places = table("place", "rows removed")
    for place, rows in erased.places.items():
        places.add_row(place, number(rows))
    one = f"{erased.records} record{'s' if erased.records > 1 else ''}"
    console.print(f"One person, {one}: forgotten", style="bold")
    console.print(places if erased.places else "Nothing that was built held any row of theirs.")
    console.print(f"{folder / FORGOTTEN} keeps them out of later loads, without telling who.")
    if erased.shared:
        told = "E-mail addresses and telephone numbers of theirs that are others' too"
        console.print(f"{told}, and so keep nobody out: {erased.shared}")
    if erased.let_in:
        console.print(
            "What an address of theirs withdrew held for others who have it, too"
            f" ({erased.let_in}), and is forgotten: write in consents, by keys of their own, what"
            " those do not permit.",
            style="yellow",
        )
    if erased.sources:
        still = table("source", "where", "rows")
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
