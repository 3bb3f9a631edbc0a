"""A portrait: all that is claimed of one persona, whether it has enough support or not."""

from dataclasses import dataclass

from src.personas.claims import Chapter, Claim, kept
from src.personas.week import Week


@dataclass(frozen=True, eq=False)
class Portrait:
    """One persona.

    Parameters
    ----------
    persona
        Its name.
    claims
        All of them; `of` returns those that may be printed.
    stages
        Share of its customers in each of `src.personas.journey.STAGES`.
    week
        None where too few orders have an hour.
    """

    persona: str
    claims: tuple[Claim, ...]
    stages: tuple[float, ...]
    week: Week | None = None

    def of(self, chapter: Chapter) -> tuple[Claim, ...]:
        """Return the claims of a chapter that carry a sentence."""
        return kept(claim for claim in self.claims if claim.chapter == chapter)
