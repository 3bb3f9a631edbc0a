"""Mailboxes and telephones, each one person's own."""

import numpy as np

from src.sources.world import design as d
from src.sources.world.events import Ints
from src.sources.world.names import Texts
from src.sources.world.people import People

MAIL = ("example.com", "mail.example", "post.example", "inbox.example", "example.org")
DIAL = {  # country -> its code, what its mobile numbers begin with, how many digits follow
    "GB": ("+44", 7, 9),
    "DE": ("+49", 1, 9),
    "FR": ("+33", 6, 8),
    "JP": ("+81", 9, 9),
}


def emails(rng: np.random.Generator, people: People, one: Texts, two: Texts) -> Texts:
    """Return mailboxes; the number in each makes it one person's."""
    number = rng.permutation(people.number)
    sort = rng.integers(0, 3, len(number))
    domain = rng.choice(len(MAIL), len(number), p=[0.4, 0.25, 0.15, 0.12, 0.08])
    mailboxes = []
    for a, b, how, unique, where in zip(one, two, sort, number, domain, strict=True):
        left, right = _letters(a), _letters(b)
        local = (f"{left}.{right}", f"{left[:1]}{right}", f"{right}_{left}")[how]
        mailboxes.append(f"{local}{unique}@{MAIL[where]}")
    return np.array(mailboxes, dtype=np.object_)


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalpha())


def phones(rng: np.random.Generator, country: Ints) -> Texts:
    """Return international numbers, as "+44 7700 900123"."""
    dial = [DIAL[name] for name in d.COUNTRIES]
    numbers = []
    for c, drawn in zip(country, rng.integers(0, 10**9, len(country)), strict=True):
        code, first, length = dial[c]
        digits = f"{drawn % 10**length:0{length}d}"
        numbers.append(f"{code} {first}{digits[:-6]} {digits[-6:]}")
    return np.array(numbers, dtype=np.object_)
