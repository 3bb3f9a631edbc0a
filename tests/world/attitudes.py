"""What people of each planted type think, and whether their card would say so.

Customers are grouped by their true type, so that it does not hinge on how well personas are found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from src.asof import Asof
from src.engine import collect
from src.opening import Opened
from src.personas.attitudes import about, attitudes
from src.personas.claims import kept
from src.personas.own_words import own_words
from src.personas.themes import themes
from src.personas.voices import fifths, listen
from src.reporting.chapters import FEW, THEMES
from src.sources.world import design as d
from src.sources.world.own_words import SENTENCES
from src.stages.hearing import said, written
from tests.world.records import resolved

PLANTED = {  # question -> answers, and how a person of each type chooses among them
    "barrier": (d.BARRIERS, d.BARRIER_SHARE),
    "driver": (d.DRIVERS, d.DRIVER_SHARE),
    "mindset": (d.MINDSETS, d.MINDSET_SHARE),
}
AS_MAPPED = {"none": "nothing"}  # by the manifest


@dataclass(frozen=True)
class Told:
    """One fact per row: ``type``, ``question``, ``answer``; whether planted, printed, written."""

    facts: pd.DataFrame
    customers: int

    @property
    def named(self) -> float:
        """Share of planted facts that are printed on the right card."""
        return float(self.facts.loc[self.facts["planted"], "printed"].mean())

    @property
    def written(self) -> float:
        """Share of planted barriers and drivers of which a word is printed on the right card."""
        asked = self.facts["question"].isin(SENTENCES)
        return float(self.facts.loc[self.facts["planted"] & asked, "written"].mean())

    @property
    def written_right(self) -> float:
        """Share of printed words that are true: such people have it more than all others."""
        return float(self.facts.loc[self.facts["written"], "true"].mean())

    @property
    def right(self) -> float:
        """Share of what is printed that is true: such people choose it more than all others."""
        return float(self.facts.loc[self.facts["printed"], "true"].mean())


def told(data: Opened) -> Told:
    """Group the customers of a world by type, and see what their cards would say."""
    records = resolved(data.ingested.tables["identity_links"], data.folder)
    asof = Asof((data.ingested.last_day + 1,))
    spend = collect(data.tables["orders"].select("customer_id", "net"))
    types = _types(records, data.folder)
    net = spend.groupby("customer_id")["net"].sum().reindex(types.index).fillna(0.0)
    who = types.index.to_numpy(np.str_)
    heard, wrote = said(data.tables, asof, who), written(data.tables, asof, who)
    kind = types.map(d.TYPES.index).to_numpy(np.int64)
    present = np.unique(kind)
    labels = np.searchsorted(present, kind)
    fifth = fifths(net.to_numpy(np.float64))
    found = listen(heard, labels, fifth, len(present))
    words = themes(wrote, labels, fifth, len(present))
    rows = [row for one in zip(present, found, words, strict=True) for row in _facts(*one)]
    return Told(pd.DataFrame(rows), len(types))


def _facts(kind: int, heard, wrote) -> Iterator[dict]:
    told = _words(wrote)
    printed: dict[str, list[str]] = {}
    for claim in kept(attitudes(heard)):
        if claim.says.startswith("names_"):
            printed.setdefault(claim.chapter, []).append(claim.slots["answer"].value)
    for question, (answers, shares) in PLANTED.items():
        own = shares[kind]
        others = np.delete(shares[:6], kind, axis=0) if kind < 6 else shares[:6]
        everyone = np.average(others, axis=0, weights=np.delete(d.SHARE[:6], kind))
        for place, answer in enumerate(answers):
            yield {
                "type": d.TYPES[kind],
                "question": question,
                "answer": answer,
                "planted": place == own.argmax(),
                "written": any(
                    word in sentences[place].lower()
                    for sentences in SENTENCES.get(question, {}).values()
                    for word in told.get(about(question), [])
                ),
                "true": own[place] > everyone[place],
                "printed": AS_MAPPED.get(answer, answer) in printed.get(about(question), [])[:FEW],
            }


def _words(wrote) -> dict[str, list[str]]:
    """Return the words that a card tells, by chapter."""
    printed: dict[str, list[str]] = {}
    for claim in kept(own_words(wrote)):
        if claim.says in THEMES and len(printed.setdefault(claim.chapter, [])) < FEW:
            printed[claim.chapter].append(claim.slots["word"].value)
    return printed


def _types(records: pd.DataFrame, folder: Path) -> "pd.Series[str]":
    """Return the type of every customer who is one person, by pseudonym."""
    pairs = records[["customer_id", "person"]].drop_duplicates()
    alone = pairs[~pairs.duplicated("customer_id", keep=False)].drop_duplicates("person")
    people = pd.read_parquet(folder / "truth" / "people.parquet", columns=["person", "type"])
    return alone.merge(people, on="person").set_index("customer_id")["type"].sort_index()
