"""What personas are divided into, where more groups were asked for than there are personas."""

from dataclasses import dataclass

from src.personas.names import PersonaName


@dataclass(frozen=True, eq=False)
class SubPersona:
    """A part of a persona.

    Parameters
    ----------
    persona
        Name of the whole.
    named
        Its own name, and what sets it apart from the rest of the persona.
    customers, share
        How many, and of all customers, 0 to 1.
    jaccard
        How much of it is found again in resampled customers of the persona, 0 to 1.
    stays
        Whether that is enough, and the persona's parts are more than chance; if not, a sketch.
    within, resampled
        What 95 % of the resamples lie within, and of how many customers; 0 is not known.
    """

    persona: str
    named: PersonaName
    customers: int
    share: float
    jaccard: float
    stays: bool
    within: tuple[float, float] = (float("nan"), float("nan"))
    resampled: int = 0


@dataclass(frozen=True, eq=False)
class Division:
    """What was made of the wish for so many groups.

    Parameters
    ----------
    groups
        How many there are: parts, and personas that are not divided; less than ``asked`` where
        another would be too small, more where there were more personas.
    subs
        Parts of divided personas, in the order of the personas, the largest of each first.
    """

    asked: int
    groups: int
    subs: tuple[SubPersona, ...] = ()
