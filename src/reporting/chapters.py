"""The chapters of a persona's card: what is said in each, or why nothing is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from markupsafe import Markup

from src.personas.claims import Chapter, Claim, kept, trait
from src.personas.evidence import MIN_KNOWN, Evidence
from src.personas.portrait import Portrait
from src.reporting.findings import Findings
from src.reporting.sentences import Sentence, Teller
from src.reporting.strips import stage_bar, week_strip
from src.reporting.words import group_of, strongest

LINES = 5  # traits on the front of a card
FEW = 3  # sentences of any other chapter
PRICE = frozenset({"discounts", "coupons", "price level"})
CHANNELS = frozenset({"kind of activity", "devices", "visits", "campaigns", "opens and clicks"})
GROUPED: tuple[tuple[Chapter, frozenset[str]], ...] = (("price", PRICE), ("channels", CHANNELS))
NOTHING = Markup()
ATTITUDES: tuple[Chapter, ...] = ("drivers", "barriers", "mindset")
THEMES, SPOKE = ("writes", "writes_with"), ("turnout", "wrote")
LAST: tuple[tuple[Chapter, str], ...] = (
    ("member", "no_rule"),
    ("leaves", "no_leaves"),
    ("value", "no_value"),
    ("keeps", "no_keeps"),
    ("watch", "no_watch"),
    ("histories", "no_histories"),
)


@dataclass(frozen=True)
class Block:
    """A chapter of a card: sentences, or a note where nothing can be said; ``drawing`` if any."""

    chapter: str
    title: str
    sentences: tuple[Sentence, ...]
    note: str = ""
    drawing: Markup = NOTHING


@dataclass(frozen=True, eq=False)
class Subject:
    """One persona: its row, its contrasts and its portrait; ``owner`` begins its ids."""

    owner: str
    row: pd.Series
    rows: tuple[Evidence, ...]
    portrait: Portrait


def chapters(findings: Findings, subject: Subject, teller: Teller) -> Iterator[Block]:
    """Yield the chapters in the order in which they stand on the card."""
    portrait, owner, said = subject.portrait, subject.owner, teller.speech
    apart = [trait(row, "apart", "features") for row in strongest(subject.rows, LINES)]
    yield _block("apart", kept(apart), "nothing_apart", (teller, owner))
    for chapter, groups in GROUPED:
        rows = tuple(
            row
            for row in subject.rows
            if group_of(row.feature) in groups and not row.feature.endswith(("_sum", "_days"))
        )
        own = [trait(row, chapter, "features") for row in strongest(rows, FEW)]
        yield _block(chapter, kept(own), f"{chapter}_same", (teller, owner))
    if not findings.portrayed.portraits:
        return
    week = portrait.week
    note = "week_unknown" if week is None else "week_same"
    block = _block("week", portrait.of("week")[:FEW], note, (teller, owner))
    yield replace(block, drawing=week_strip(week, said)) if week else block
    block = _block("journey", portrait.of("journey")[:FEW], "journey_same", (teller, owner))
    yield replace(block, drawing=stage_bar(portrait.stages, said))
    if findings.portrayed.asked:
        for asked in ATTITUDES:
            yield _attitude(asked, subject, teller)
    else:
        yield Block("mindset", said.say("card.attitudes"), (), said.say("card.not_asked"))
    desk = "trouble_same" if findings.portrayed.served else "no_desk"
    yield _block("trouble", _told(portrait.of("trouble")), desk, (teller, owner))
    for last, empty in LAST:
        yield _block(last, portrait.of(last), empty, (teller, owner))


def _told(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Return a few answers, a few themes, what is named most, and how many spoke."""
    themes = [claim for claim in claims if claim.says in THEMES]
    last = [claim for says in ("most_named", *SPOKE) for claim in claims if claim.says == says]
    first = [claim for claim in claims if claim not in themes and claim not in last]
    return (*first[:FEW], *themes[:FEW], *last)


def _attitude(chapter: Chapter, subject: Subject, teller: Teller) -> Block:
    """Say what they said, and how many spoke."""
    claims = _told(subject.portrait.of(chapter))
    told = [claim for claim in claims if claim.says not in SPOKE]
    spoke = [claim for claim in claims if claim.says in SPOKE]
    enough = any(float(one.slots["answered"].value) >= MIN_KNOWN for one in spoke)  # type: ignore[arg-type]
    note = "said_same" if enough else "not_asked_this"
    sentences = teller.sentences(claims, subject.owner)
    title = teller.speech.say(f"card.{chapter}")
    return Block(chapter, title, sentences, "" if told else teller.speech.say(f"card.{note}"))


def _block(chapter: Chapter, claims: Sequence[Claim], empty: str, by: tuple[Teller, str]) -> Block:
    teller, owner = by
    said = teller.speech
    note = "" if claims else said.say(f"card.{empty}")
    note = said.say("card.histories_note") if chapter == "histories" and claims else note
    return Block(chapter, said.say(f"card.{chapter}"), teller.sentences(claims, owner), note)
