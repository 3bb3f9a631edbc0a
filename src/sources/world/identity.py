"""How people can be known: names, addresses, mailboxes. One household shares some of them."""

from dataclasses import dataclass

import numpy as np

from src.sources.world import design as d
from src.sources.world.events import Flags, Ints
from src.sources.world.names import Pool, Texts
from src.sources.world.people import People

MAIL = ("example.com", "mail.example", "post.example", "inbox.example", "example.org")
DIAL = {"GB": ("+44", 7), "DE": ("+49", 1), "FR": ("+33", 6), "JP": ("+81", 9)}
PARTNERS = 0.2  # share who live with the one before, if of that country: surname and address
SHARED_MAILBOX = 0.35  # share of these who use the other's e-mail everywhere
MOVED = 0.08  # share of people who moved while they were customers
FOREIGN_LANGUAGE = 0.04  # share of people whose language is not their country's


@dataclass(frozen=True, eq=False)
class Identity:
    """One entry per person in every array: texts as the person itself would write them.

    ``kana`` is empty outside Japan; ``latin`` is "first last"; ``old_...`` is where one lived
    before, the same place for most.
    """

    first: Texts
    last: Texts
    kana: Texts
    latin: Texts
    email: Texts
    second_email: Texts
    phone: Texts
    street: Texts
    old_street: Texts
    postcode: Texts
    old_postcode: Texts
    city: Texts
    old_city: Texts
    region: Texts
    country: Texts
    language: Texts
    job: Texts
    company: Texts
    birth_date: Ints  # days since 1970
    income_keur: Ints
    household_size: Ints
    japanese: Flags


def name_people(rng: np.random.Generator, people: People, pools: tuple[Pool, ...]) -> Identity:
    """Give people of a chunk names and addresses."""
    count = len(people)
    country = people.country
    neighbours = np.flatnonzero(country[1:] == country[:-1]) + 1
    partner = neighbours[rng.random(len(neighbours)) < PARTNERS]
    surname = rng.integers(0, len(pools[0].surnames), count)
    for who in partner:
        surname[who] = surname[who - 1]
    last = _rows(pools, "surnames", country, surname)
    first_number = (rng.random(count) ** 1.5 * len(pools[0].women)).astype(np.int64)
    women = _rows(pools, "women", country, first_number)
    first = np.where(people.female[:, None], women, _rows(pools, "men", country, first_number))

    home, old_home = _addresses(rng, pools, country), _addresses(rng, pools, country)
    for who in partner:
        for texts in home:
            texts[who] = texts[who - 1]
    moved = rng.random(count) < MOVED
    old_street, old_postcode, old_city = (
        np.where(moved, old, new) for old, new in zip(old_home[:3], home[:3], strict=True)
    )
    email = _emails(rng, people, first[:, 2], last[:, 2])
    for who in partner[rng.random(len(partner)) < SHARED_MAILBOX]:
        email[who] = email[who - 1]
    abroad = rng.integers(0, len(d.LANGUAGES), count)
    language = np.where(rng.random(count) < FOREIGN_LANGUAGE, abroad, country)
    names = np.array(d.COUNTRIES, dtype=np.object_)
    return Identity(
        first=first[:, 0],
        last=last[:, 0],
        kana=np.where(last[:, 1] == "", "", last[:, 1] + "\u3000" + first[:, 1]),
        latin=first[:, 2] + " " + last[:, 2],
        email=email,
        second_email=_emails(rng, people, last[:, 2], first[:, 2]),
        phone=_phones(rng, country),
        street=home[0],
        old_street=old_street,
        postcode=home[1],
        old_postcode=old_postcode,
        city=home[2],
        old_city=old_city,
        region=home[3],
        country=names[country],
        language=np.array(d.LANGUAGES, dtype=np.object_)[language],
        job=_drawn(rng, pools, "jobs", country),
        company=_drawn(rng, pools, "companies", country),
        birth_date=((people.birth_year - 1970) * 365.25).astype(np.int64)
        + rng.integers(0, 365, count),
        income_keur=np.round(
            38 * np.sqrt(people.level) * np.exp(0.4 * rng.standard_normal(count))
        ).astype(np.int64),
        household_size=1 + rng.poisson(1.2, count),
        japanese=country == d.COUNTRIES.index("JP"),
    )


def _rows(pools: tuple[Pool, ...], name: str, country: Ints, number: Ints) -> Texts:
    """Return rows of the pool of each person's country."""
    stacked = np.stack([getattr(pool, name) for pool in pools])
    rows: Texts = stacked[country, number]
    return rows


def _drawn(rng: np.random.Generator, pools: tuple[Pool, ...], name: str, country: Ints) -> Texts:
    pool = [getattr(pool, name) for pool in pools]
    return _rows(pools, name, country, rng.integers(0, len(pool[0]), len(country)))


def _addresses(rng: np.random.Generator, pools: tuple[Pool, ...], country: Ints) -> list[Texts]:
    """Return street and number, postcode, city, region."""
    number = rng.integers(1, 180, len(country)).astype(np.str_).astype(np.object_)
    street = _drawn(rng, pools, "streets", country)
    first = np.isin(country, [d.COUNTRIES.index("GB"), d.COUNTRIES.index("FR")])
    written = np.where(first, number + " " + street, street + " " + number)
    return [
        written,
        _drawn(rng, pools, "postcodes", country),
        _drawn(rng, pools, "cities", country),
        _drawn(rng, pools, "regions", country),
    ]


def _emails(rng: np.random.Generator, people: People, one: Texts, two: Texts) -> Texts:
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


def _phones(rng: np.random.Generator, country: Ints) -> Texts:
    digits = rng.integers(0, 10**9, len(country))
    dial = [DIAL[name] for name in d.COUNTRIES]
    phones = [
        f"{dial[c][0]} {dial[c][1]}{n // 10**6:03d} {n % 10**6:06d}"
        for c, n in zip(country, digits, strict=True)
    ]
    return np.array(phones, dtype=np.object_)
