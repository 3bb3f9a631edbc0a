"""How people can be known: names, addresses, mailboxes. One household shares some of them."""

from dataclasses import dataclass

import numpy as np

from src.sources.world import design as d
from src.sources.world.contact_details import emails, phones
from src.sources.world.events import Flags, Ints
from src.sources.world.kinship import JUNIOR, TWIN, Kin
from src.sources.world.names import Pool, Texts
from src.sources.world.people import People

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


def name_people(
    rng: np.random.Generator, people: People, kin: Kin, pools: tuple[Pool, ...]
) -> Identity:
    """Give people of a chunk names and addresses."""
    count, country = len(people), people.country
    first, last = _names(rng, people, kin, pools)
    home, old_home = _addresses(rng, pools, country), _addresses(rng, pools, country)
    moved = rng.random(count) < MOVED
    email = emails(rng, people, first[:, 2], last[:, 2])
    birth_date = _birth_dates(rng, people, kin)
    for who in kin.people():
        for texts in home:
            texts[who] = texts[who - 1]
        if kin.one_mailbox[who]:
            email[who] = email[who - 1]
    old_street, old_postcode, old_city = (
        np.where(moved, old, new) for old, new in zip(old_home[:3], home[:3], strict=True)
    )
    abroad = rng.integers(0, len(d.LANGUAGES), count)
    language = np.where(rng.random(count) < FOREIGN_LANGUAGE, abroad, country)
    return Identity(
        first=first[:, 0],
        last=last[:, 0],
        kana=np.where(last[:, 1] == "", "", last[:, 1] + "\u3000" + first[:, 1]),
        latin=first[:, 2] + " " + last[:, 2],
        email=email,
        second_email=emails(rng, people, last[:, 2], first[:, 2]),
        phone=phones(rng, country),
        street=home[0],
        old_street=old_street,
        postcode=home[1],
        old_postcode=old_postcode,
        city=home[2],
        old_city=old_city,
        region=home[3],
        country=np.array(d.COUNTRIES, dtype=np.object_)[country],
        language=np.array(d.LANGUAGES, dtype=np.object_)[language],
        job=_drawn(rng, pools, "jobs", country),
        company=_drawn(rng, pools, "companies", country),
        birth_date=birth_date,
        income_keur=np.round(
            38 * np.sqrt(people.level) * np.exp(0.4 * rng.standard_normal(count))
        ).astype(np.int64),
        household_size=1 + rng.poisson(1.2, count),
        japanese=country == d.COUNTRIES.index("JP"),
    )


def _names(
    rng: np.random.Generator, people: People, kin: Kin, pools: tuple[Pool, ...]
) -> tuple[Texts, Texts]:
    """Return first and last names, rows as in `Pool`; kin bear one surname."""
    count, country = len(people), people.country
    last = _rows(pools, "surnames", country, rng.integers(0, len(pools[0].surnames), count))
    number = _common(rng, pools, count)
    women, men = (_rows(pools, name, country, number) for name in ("women", "men"))
    first = np.where(people.female[:, None], women, men)
    for who in kin.people():
        last[who] = last[who - 1]
        if kin.kind[who] == JUNIOR:
            first[who] = first[who - 1]
        while kin.kind[who] == TWIN and first[who, 2] == first[who - 1, 2]:
            pool = pools[country[who]]
            first[who] = (pool.women if people.female[who] else pool.men)[_common(rng, pools, 1)[0]]
    return first, last


def _common(rng: np.random.Generator, pools: tuple[Pool, ...], count: int) -> Ints:
    """Return numbers of first names; some names are more common than others."""
    return (rng.random(count) ** 1.5 * len(pools[0].women)).astype(np.int64)


def _birth_dates(rng: np.random.Generator, people: People, kin: Kin) -> Ints:
    """Return days since 1970, in the year of birth; twins have one."""
    day = ((people.birth_year - 1970) * 365.25).astype(np.int64) + rng.integers(0, 365, len(people))
    for who in np.flatnonzero(kin.kind == TWIN):
        day[who] = day[who - 1]
    return day


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
