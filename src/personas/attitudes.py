"""Drivers, barriers, mindset and trouble of a persona, as claims, from what its customers said.

What a question is about is told by its name, as the manifest maps it: one that holds ``barrier``
asks what keeps from buying, ``driver`` or ``reason`` what makes one buy; all others, scores among
them, tell how one thinks.
"""

from collections.abc import Iterator
from typing import Literal

from src.personas.claims import Claim, Slot, Support, of_difference, supported
from src.personas.difference import wilson
from src.personas.voices import Heard, Turnout, Voice

Asked = Literal["drivers", "barriers", "mindset"]
ABOUT: tuple[tuple[str, Asked], ...] = (
    ("barrier", "barriers"),
    ("hinder", "barriers"),
    ("keeps you from", "barriers"),
    ("driver", "drivers"),
    ("reason", "drivers"),
    ("motive", "drivers"),
)
RATED = "satisfaction"  # with a support case; whether those who had none answer says nothing


def about(question: str) -> Asked:
    """Tell what a question asks for.

    >>> about("Purchase barrier"), about("driver"), about("nps")
    ('barriers', 'drivers', 'mindset')
    """
    words = question.lower()
    return next((chapter for word, chapter in ABOUT if word in words), "mindset")


def attitudes(heard: Heard) -> Iterator[Claim]:
    """Say what a persona names more often than all others, and how it rates otherwise.

    Where it names nothing more often beyond chance, what it names most is said, as no difference.
    """
    told: set[str] = set()
    for voice in sorted(heard.voices, key=lambda one: -one.found.value):
        if voice.sort == "score":
            yield _rated(voice)
        elif voice.found.value > 0:
            claim = _named(voice)
            told |= {voice.question} if supported(claim.support) else set()
            yield claim
    chosen = [voice for voice in heard.voices if voice.sort == "choice"]
    for question in sorted({voice.question for voice in chosen} - told):
        own = [voice for voice in chosen if voice.question == question]
        yield _most_named(max(own, key=lambda voice: voice.found.own))


def turnouts(heard: Heard) -> Iterator[Claim]:
    """Say of each question how many of the persona answered."""
    for turnout in heard.turnout:
        if turnout.question != RATED:
            yield _answered(turnout)


def _named(voice: Voice) -> Claim:
    found, topic = voice.found, voice.sort == "topic"
    slots = {
        "own": Slot("share", found.own),
        "others": Slot("share", found.others),
        "answer": Slot("term", voice.answer),
        "question": Slot("term", voice.question),
    }
    chapter = "trouble" if topic else about(voice.question)
    statistic = "share_of_customers" if topic else "weighted_share"
    support = of_difference(found, statistic, "share", "tickets" if topic else "feedback")
    subject = f"{voice.question}-{voice.answer}"
    says = "had_ticket" if topic else f"names_{chapter}"
    return Claim(chapter, subject, says, slots, support)


def _most_named(voice: Voice) -> Claim:
    found = voice.found
    low, high = wilson(found.own, found.effective)
    slots = {
        "own": Slot("share", found.own),
        "others": Slot("share", found.others),
        "named": Slot("term", voice.answer),
        "question": Slot("term", voice.question),
    }
    support = Support("weighted_mean_share", "share", found.own, low, high, found.n, "feedback")
    return Claim(about(voice.question), f"most-{voice.question}", "most_named", slots, support)


def _rated(voice: Voice) -> Claim:
    found, desk = voice.found, voice.question == RATED
    slots = {
        "own": Slot("score", found.own),
        "others": Slot("score", found.others),
        "question": Slot("term", voice.question),
    }
    says = "rates_higher" if found.value > 0 else "rates_lower"
    support = of_difference(found, "weighted_mean", "score", "tickets" if desk else "feedback")
    return Claim("trouble" if desk else "mindset", voice.question, says, slots, support)


def _answered(turnout: Turnout) -> Claim:
    share = turnout.answered / turnout.customers
    low, high = wilson(share, turnout.customers)
    slots = {
        "question": Slot("term", turnout.question),
        "answered": Slot("number", turnout.answered),
        "customers": Slot("number", turnout.customers),
        "share": Slot("share", share),
    }
    support = Support("share", "share", share, low, high, turnout.customers, "feedback")
    return Claim(about(turnout.question), f"turnout-{turnout.question}", "turnout", slots, support)
