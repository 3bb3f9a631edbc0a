"""Pools of names, streets, places and jobs per locale, drawn once from Faker and sampled after."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from src.errors import SourceError
from src.sources.world import design as d

Texts = NDArray[np.object_]
POOL_SEED = 20_230_102  # names are the same in every world; who bears them is not
SURNAMES, FIRST_NAMES, STREETS, CITIES, JOBS, COMPANIES = 2000, 600, 1500, 400, 200, 300
GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)


@dataclass(frozen=True, eq=False)
class Pool:
    """Names of one locale; a person's name is a row of (as written, kana, in Latin letters).

    Kana is empty outside Japan. ``regions`` are what Faker calls administrative units.
    """

    surnames: Texts
    women: Texts
    men: Texts
    streets: Texts
    cities: Texts
    regions: Texts
    postcodes: Texts
    jobs: Texts
    companies: Texts


def draw_pools() -> tuple[Pool, ...]:
    """Draw the pools of ``design.LOCALES``.

    Raises
    ------
    SourceError
        Faker is not installed.
    """
    try:
        faker = import_module("faker")
    except ModuleNotFoundError:
        raise SourceError(
            "Faker, which names the simulated people, is not installed."
            " Install it: pip install -e '.[demo]'"
        ) from None
    return tuple(_pool(faker.Faker(locale), locale) for locale in d.LOCALES)


def _pool(fake: Any, locale: str) -> Pool:
    fake.seed_instance(POOL_SEED)
    japanese = locale == "ja_JP"
    return Pool(
        surnames=_names(fake.last_name_pair if japanese else fake.last_name, SURNAMES),
        women=_names(
            fake.first_name_female_pair if japanese else fake.first_name_female, FIRST_NAMES
        ),
        men=_names(fake.first_name_male_pair if japanese else fake.first_name_male, FIRST_NAMES),
        streets=_texts(fake.town if japanese else fake.street_name, STREETS),
        cities=_texts(fake.city, CITIES),
        regions=_texts(fake.administrative_unit, 60),
        postcodes=_texts(fake.postcode, STREETS),
        jobs=_texts(fake.job, JOBS),
        companies=_texts(fake.company, COMPANIES),
    )


def _texts(draw: Callable[[], str], count: int) -> Texts:
    return np.array([draw() for _ in range(count)], dtype=np.object_)


def _names(draw: Callable[[], Any], count: int) -> Texts:
    """Return rows of (as written, kana, in Latin letters)."""
    drawn = [draw() for _ in range(count)]
    rows = [name if isinstance(name, tuple) else (name, "", plain(name)) for name in drawn]
    return np.array(rows, dtype=np.object_)


def plain(text: str) -> str:
    """Write a name without accents, as people do in e-mail addresses.

    >>> plain("Jürgen Groß"), plain("Élodie")
    ('Juergen Gross', 'Elodie')
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(GERMAN))
    return decomposed.encode("ascii", "ignore").decode()
