"""Persona cards: who a group is, what it is worth, what it does, said and is moved by.

Every sentence is a claim that has its support (`src.personas.claims.supported`); where a chapter
has none, the card says so instead of saying something.
"""

from dataclasses import dataclass
from itertools import cycle

import pandas as pd
from markupsafe import Markup

from src.personas.evidence import Evidence
from src.personas.names import MIN_EFFECT
from src.personas.portrait import Portrait
from src.reporting.answer import likeliest_to_leave, most_at_stake, most_revenue
from src.reporting.chapters import Block, Subject, chapters
from src.reporting.faces import BAGS, EYES, MOUTHS, Face, drawn, level
from src.reporting.findings import Findings
from src.reporting.formats import number, percent, signed
from src.reporting.language import Speech, speech
from src.reporting.sentences import Sentence, Teller
from src.reporting.words import feature_words, strength

TONES = ("blue", "orange", "green", "purple", "pink", "slate")
STAYS, LEAVES = 0.75, 0.5  # chance to order again: a smile, a turned mouth
RECENT, LONG_AGO = 0.5, 1.5  # silence over the mean silence
BIG, SMALL = 1.25, 0.8  # order over the mean order


@dataclass(frozen=True)
class Contrast:
    """One feature of the persona against everyone else, in words."""

    what: str
    own: str
    others: str
    effect: str
    strength: str
    n: str


@dataclass(frozen=True)
class Card:
    """All that one card shows.

    ``shown`` is its name in the reader's language; ``bars`` are shares of customers and of revenue,
    in percent for drawing.
    """

    name: str
    shown: str
    tone: str
    face: Markup
    tags: tuple[str, ...]
    size: str
    bars: tuple[tuple[str, str, float], ...]
    figures: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    contrasts: tuple[Contrast, ...]


def cards(findings: Findings, said: Speech | None = None) -> tuple[Card, ...]:
    """Make a card per persona, in the order of the table."""
    teller = Teller(said or speech("en"), findings.currency)
    evidence = {named.name: named.contrasts for named in findings.contrasts}
    portraits = {one.persona: one for one in findings.portrayed.portraits}
    made = []
    rows = (row for _, row in findings.personas.iterrows())
    for place, (row, tone) in enumerate(zip(rows, cycle(TONES), strict=False), start=1):
        name = str(row["persona"])
        portrait = portraits.get(name, Portrait(name, (), ()))
        subject = Subject(f"p{place}", row, evidence.get(name, ()), portrait)
        made.append(_card(findings, subject, tone, teller))
    return tuple(made)


def _card(findings: Findings, subject: Subject, tone: str, teller: Teller) -> Card:
    row, said = subject.row, teller.speech
    name = str(row["persona"])
    return Card(
        name=name,
        shown=said.persona(name),
        tone=tone,
        face=_face(subject, said),
        tags=_tags(findings.personas, name, said),
        size=said.say("card.size", count=number(row["customers_count"])),
        bars=tuple(
            (said.say(f"card.{words}"), percent(row[column]), _width(row[column]))
            for words, column in (
                ("of_customers", "customers_share"),
                ("of_revenue", "revenue_share"),
            )
            if pd.notna(row[column])
        ),
        figures=_figures(findings, row, teller),
        blocks=tuple(chapters(findings, subject, teller)),
        contrasts=tuple(_contrast(line, teller) for line in subject.rows),
    )


def _width(share: float) -> float:
    return round(100 * max(0.0, min(1.0, share)), 1)


def _tags(table: pd.DataFrame, name: str, said: Speech) -> tuple[str, ...]:
    holders = {
        "revenue": most_revenue(table)["persona"],
        "stake": most_at_stake(table)["persona"],
        "leaver": likeliest_to_leave(table)["persona"],
    }
    return tuple(said.say(f"tag.{tag}") for tag, holder in holders.items() if holder == name)


def _figures(findings: Findings, row: pd.Series, teller: Teller) -> tuple[tuple[str, str], ...]:
    said, currency = teller.speech, findings.currency
    days = str(findings.horizon_days)
    return (
        (said.say("card.revenue_each"), said.money(row["revenue_per_customer"], currency)),
        (said.say("card.orders_each"), number(row["orders_per_customer"], 1)),
        (
            said.say("card.new_returning"),
            f"{number(row['new_count'])} / {number(row['returning_count'])}",
        ),
        (said.say("card.risk"), percent(row["churn_prob_mean"])),
        (said.say("card.spend_ahead", days=days), said.money(row["clv_mean"], currency)),
        (said.say("card.at_risk", days=days), said.money(row["value_at_risk_sum"], currency)),
    )


def _face(subject: Subject, said: Speech) -> Markup:
    """Draw what the numbers say; a trait that is not known is drawn in the middle."""
    row, known = subject.row, {one.feature: one for one in subject.rows}
    silence, order = known.get("recency_days"), known.get("net_mean")
    off = known.get("discount_share")
    face = Face(
        mouth=level(1 - row["churn_prob_mean"], LEAVES, STAYS),
        eyes=level(-_times(silence), -LONG_AGO, -RECENT),
        bag=level(_times(order), SMALL, BIG),
        tag=off is not None and off.beyond_chance and off.effect_size >= MIN_EFFECT,
    )
    words = said.say(
        "page.face_alt",
        name=said.persona(str(row["persona"])),
        mouth=said.say(f"page.mouth_{MOUTHS[face.mouth]}"),
        eyes=said.say(f"page.eyes_{EYES[face.eyes]}"),
        bag=said.say(f"page.bag_{BAGS[face.bag]}"),
        tag=said.say("page.tagged") if face.tag else "",
    )
    return drawn(face, words)


def _times(row: Evidence | None) -> float:
    """Return the persona's mean over that of all others, 1 where it is not known."""
    return 1.0 if row is None or row.others_mean <= 0 else row.mean / row.others_mean


def _contrast(row: Evidence, teller: Teller) -> Contrast:
    return Contrast(
        what=feature_words(row.feature, teller.speech),
        own=teller.amount(row.feature, row.mean),
        others=teller.amount(row.feature, row.others_mean),
        effect=f"{signed(row.effect_size)} ({signed(row.low)} … {signed(row.high)})",
        strength=teller.speech.say(f"strength.{strength(row.effect_size)}"),
        n=f"n = {number(row.n)} / {number(row.others_n)}",
    )


@dataclass(frozen=True)
class Plan:
    """One line of what to do: a persona, and the sentences to watch and to try, on its card."""

    persona: str
    watch: tuple[Sentence, ...]
    keeps: tuple[Sentence, ...]


def plans(shown: tuple[Card, ...]) -> tuple[Plan, ...]:
    """Return what to do about each persona; nothing where nothing carries a plan."""
    found = []
    for card in shown:
        own = {block.chapter: block.sentences for block in card.blocks}
        if own.get("watch") or own.get("keeps"):
            found.append(Plan(card.shown, own.get("watch", ()), own.get("keeps", ())))
    return tuple(found)
