"""Who belongs to whom: partners, twins, and children named after their parent.

Kin is the person before, if of the same country. They share surname and address, and some a
mailbox; twins share the date of birth too, a junior the given name. What is left tells one from the
other: these are the people whom careless matching makes one.
"""

from dataclasses import dataclass, replace

import numpy as np

from src.sources.world.events import Flags, Ints
from src.sources.world.people import BORN_LAST, People

KINDS = ("none", "partner", "twin", "junior")
NONE, PARTNER, TWIN, JUNIOR = range(len(KINDS))
SHARE = (
    0.2,
    0.028,
    0.045,
)  # of the 29 % whose country the person before has
SHARED_MAILBOX = np.array([0.0, 0.35, 0.35, 0.1])  # share of these who use the other's everywhere
SAME_GENDER = 0.5  # share of twins
YEARS_LATER = (21, 40)  # a junior is born, less than the second: dates are 20 to 40 years apart


@dataclass(frozen=True, eq=False)
class Kin:
    """One entry per person: a position in ``KINDS``, and whether the other's mailbox is used."""

    kind: Ints
    one_mailbox: Flags

    def people(self) -> list[int]:
        """Return those who have kin before them, ascending."""
        found: list[int] = np.flatnonzero(self.kind != NONE).tolist()
        return found


def draw_kin(rng: np.random.Generator, people: People) -> tuple[People, Kin]:
    """Draw who is kin, and give them the years of birth and the genders that this asks for."""
    count = len(people)
    kind = np.searchsorted(np.cumsum(SHARE), rng.random(count), side="right") + 1
    kind[kind > JUNIOR] = NONE
    kind[0] = NONE
    kind[1:][people.country[1:] != people.country[:-1]] = NONE
    female, born = people.female.copy(), people.birth_year.copy()
    other_gender = rng.random(count) >= SAME_GENDER
    later = rng.integers(*YEARS_LATER, count)
    for who in np.flatnonzero((kind == TWIN) | (kind == JUNIOR)):
        if kind[who] == TWIN:
            born[who], female[who] = born[who - 1], female[who - 1] ^ other_gender[who]
        elif born[who - 1] <= BORN_LAST - YEARS_LATER[0]:
            born[who] = min(born[who - 1] + later[who], BORN_LAST)
            female[who] = female[who - 1]
        else:
            kind[who] = NONE
    kin = Kin(kind, rng.random(count) < SHARED_MAILBOX[kind])
    return replace(people, female=female, birth_year=born), kin
