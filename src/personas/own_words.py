"""Themes of a persona, and how many of it wrote at all, as claims."""

from collections.abc import Iterator
from typing import cast

from src.personas.claims import Chapter, Claim, Slot, Support, of_difference
from src.personas.difference import wilson
from src.personas.themes import Theme, Written

SEPARATOR = ","  # no word has one
TROUBLE = "trouble"  # the chapter of what was written to the support desk


def own_words(written: Written) -> Iterator[Claim]:
    """Say what the persona writes of more often than others, and how many of it wrote."""
    yield from (_writes(theme) for theme in written.themes)
    yield from (_wrote(about, count, written.customers) for about, count in written.wrote)


def _writes(theme: Theme) -> Claim:
    first, *further = theme.words
    slots = {
        "own": Slot("share", theme.found.own),
        "others": Slot("share", theme.found.others),
        "word": Slot("quote", first),
    }
    if further:
        slots["further"] = Slot("quote", SEPARATOR.join(further))
    support = of_difference(theme.found, "weighted_share", "share", _table(theme.about))
    says = "writes_with" if further else "writes"
    return Claim(cast("Chapter", theme.about), f"words-{first}", says, slots, support)


def _wrote(about: str, count: int, customers: int) -> Claim:
    share = count / customers
    slots = {
        "answered": Slot("number", count),
        "customers": Slot("number", customers),
        "share": Slot("share", share),
    }
    support = Support("share", "share", share, *wilson(share, customers), customers, _table(about))
    return Claim(cast("Chapter", about), "wrote", "wrote", slots, support)


def _table(about: str) -> str:
    return "tickets" if about == TROUBLE else "feedback"
