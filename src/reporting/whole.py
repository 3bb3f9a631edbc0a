"""Sentences about all personas together, each with what it rests on; without that, none."""

from collections.abc import Iterator

from src.personas.claims import Chapter, Claim, Kind, Slot, supported
from src.reporting.findings import Findings
from src.reporting.language import Speech
from src.reporting.membership_figures import telling
from src.reporting.sentences import Sentence, Teller

OWNER = "all"  # begins the ids of these sentences


def about_all(findings: Findings, said: Speech) -> dict[str, tuple[Sentence, ...]]:
    """Return the sentences of each chapter: ``map``, ``firm``, ``why_in``; none if unsupported."""
    teller = Teller(said, findings.currency)
    found: dict[str, tuple[Sentence, ...]] = {"map": (), "firm": (), "why_in": ()}
    for claim in _claims(findings, said):
        found[claim.chapter] += (teller.sentence(claim, OWNER),)
    return found


def _claims(findings: Findings, said: Speech) -> Iterator[Claim]:
    land = findings.portrayed.landscape
    for place, way in enumerate(("right", "up") if land else ()):
        words = said.listed(telling(land.axes[place], said)) if land else ""
        yield from _claim(findings, "map", way, {"features": Slot("text", words)})
    yield from _claim(findings, "firm", "jaccard")
    yield from _claim(findings, "firm", "rand")
    yield from _claim(findings, "firm", "spend")
    yield from _claim(findings, "why_in", "overlap")
    yield from _claim(findings, "why_in", "same")


def _claim(
    findings: Findings, chapter: Chapter, about: str, gaps: dict[str, Slot] | None = None
) -> Iterator[Claim]:
    rests = findings.rests.get(about)
    if rests is not None and supported(rests):
        kind: Kind = "share" if rests.unit == "share" else "factor"
        slots = {"value": Slot(kind, rests.estimate), **(gaps or {})}
        yield Claim(chapter, about, f"all_{about}", slots, rests)
