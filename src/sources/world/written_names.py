"""A person's name and mailbox as one system happens to hold them."""

import numpy as np

from src.sources.world.events import Ints
from src.sources.world.identity import Identity
from src.sources.world.names import Texts
from src.sources.world.spelling import (
    Spelling,
    doubled,
    dropped,
    full_width,
    initial,
    lowered,
    padded,
    plus_tagged,
    respelt,
    shouted,
    swapped,
    unaccented,
)

NAME_SLIPS: dict[Spelling, float] = {
    swapped: 0.01,
    dropped: 0.01,
    doubled: 0.005,
    shouted: 0.02,
    lowered: 0.02,
    padded: 0.02,
    unaccented: 0.06,
}
MAIL_SLIPS: dict[Spelling, float] = {shouted: 0.02, padded: 0.02, plus_tagged: 0.03, swapped: 0.006}
TURNED = 0.02  # share of records with first and last name in each other's place
IN_KANA, IN_LATIN, IN_WIDE_LATIN = 0.12, 0.15, 0.05  # shares of Japanese records


def names_as_written(
    rng: np.random.Generator, identity: Identity, who: Ints
) -> tuple[Texts, Texts]:
    """Return first and last names of people as a clerk or a form took them down."""
    first, last = identity.first[who].copy(), identity.last[who].copy()
    luck = np.where(identity.japanese[who], rng.random(len(who)), 1.0)
    for row in np.flatnonzero(luck < IN_KANA + IN_LATIN + IN_WIDE_LATIN):
        first[row], last[row] = _in_other_letters(identity, who[row], luck[row])
    first = respelt(rng, first, {**NAME_SLIPS, initial: 0.02})
    last = respelt(rng, last, NAME_SLIPS)
    turned = rng.random(len(who)) < TURNED
    return np.where(turned, last, first), np.where(turned, first, last)


def _in_other_letters(identity: Identity, who: int, luck: float) -> tuple[str, str]:
    if luck < IN_KANA:
        last, _, first = identity.kana[who].partition("\u3000")
        return first, last
    first, _, last = identity.latin[who].partition(" ")
    if luck < IN_KANA + IN_LATIN:
        return first, last
    return full_width(first, 0), full_width(last, 0)


def mailboxes_as_written(rng: np.random.Generator, emails: Texts) -> Texts:
    """Return e-mail addresses as typed; most reach their owner still."""
    return respelt(rng, emails, MAIL_SLIPS)
