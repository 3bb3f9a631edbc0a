"""What one training leaves to the next about its personas, in ``built/`` of a data set.

``personas.json`` has centres, names and ids; ``personas.parquet`` the persona of each customer who
was learnt from, under their pseudonym: an erasure takes them out of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from src.personas.model import PersonaModel

STRANGE = 0.01
MODEL, CUSTOMERS = "personas.json", "personas.parquet"


@dataclass(frozen=True, eq=False)
class Kept:
    """Personas as a training left them.

    Parameters
    ----------
    words
        What each name is made of, as its evidence had it.
    born
        How many ids were ever given: a new persona gets the next one, an old id never comes back.
    reach
        Per persona, the distance from its centre that all but `STRANGE` of its customers stayed
        within.
    customers
        One row per customer: ``customer_id``, ``persona`` (its id) and, where personas were
        divided, ``part`` (its id; null in a persona that was not).
    part_words
        The same as ``words`` of the parts of personas, by their id.
    cut
        How many ids parts were ever given.
    """

    model: PersonaModel
    words: tuple[tuple[str, ...], ...]
    born: int
    reach: tuple[float, ...]
    customers: pd.DataFrame
    part_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cut: int = 0


def write_kept(kept: Kept | None, folder: Path) -> None:
    """Write personas for the next training; where none stay, those of the last are left alone."""
    if kept is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        "born": kept.born,
        "reach": kept.reach,
        "words": kept.words,
        "part_words": dict(kept.part_words),
        "cut": kept.cut,
        "model": kept.model.to_dict(),
    }
    (folder / MODEL).write_text(json.dumps(told, indent=1), "utf-8")
    kept.customers.to_parquet(folder / CUSTOMERS, index=False)


def read_kept(built: Path) -> Kept | None:
    """Read what the last training left; None if there was none, or of another version."""
    if not (built / MODEL).is_file() or not (built / CUSTOMERS).is_file():
        return None
    told = json.loads((built / MODEL).read_text("utf-8"))
    try:
        model, reach = PersonaModel.from_dict(told["model"]), tuple(told["reach"])
    except (KeyError, TypeError):  # written by another version: its personas cannot be compared
        return None
    words = tuple(tuple(own) for own in told["words"])
    customers = pd.read_parquet(built / CUSTOMERS)
    parts = {own: tuple(said) for own, said in told.get("part_words", {}).items()}
    return Kept(model, words, told["born"], reach, customers, parts, told.get("cut", 0))
