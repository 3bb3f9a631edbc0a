"""What a caller may choose of a world: how many people, which chance, and what is odd about it."""

import re
from dataclasses import dataclass
from datetime import date

from src.errors import ManifestError
from src.sources.world import design as d
from src.sources.world.almanac import date_of, day_of

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
COLUMN = re.compile(r"[a-z][a-z0-9_]*")
CRM_COLUMNS = frozenset(
    [
        "contact_id",
        "first_name",
        "last_name",
        "name_kana",
        "email",
        "phone",
        "street",
        "postcode",
        "city",
        "region",
        "country",
        "birth_date",
        "gender",
        "language",
        "job",
        "company",
        "income_keur",
        "household_size",
        "children_count",
        "marketing_permission",
        "created_at",
        "default",
    ]
)


@dataclass(frozen=True)
class Scenario:
    """One world.

    Parameters
    ----------
    people, seed
        How many people, >= 1, and what all chance hangs on, >= 0.
    shuffled
        From `design.SHUFFLE_DAY` on, what people do is exchanged between them at random.
    drift, new_persona
        From this month on (such as 2024-05) rates and mix change, or a new type arrives; None:
        never.
    leak
        Name of a CRM attribute that secretly holds the future; None: there is none.
    """

    people: int
    seed: int
    shuffled: bool = False
    drift: str | None = None
    new_persona: str | None = None
    leak: str | None = None

    def __post_init__(self) -> None:
        if self.people < 1 or self.seed < 0:
            raise ManifestError(
                f"--people is {self.people} and --seed {self.seed}; they must be at least 1 and 0."
            )
        if self.leak is not None and not COLUMN.fullmatch(self.leak):
            raise ManifestError(
                f"--leak {self.leak!r} is no name of lower case, digits and _; rename it."
            )
        if self.leak in CRM_COLUMNS:
            raise ManifestError(f"--leak {self.leak!r} is a column of the CRM already; rename it.")
        month_start("--drift", self.drift)
        month_start("--new-persona", self.new_persona)

    @property
    def drift_day(self) -> int:
        """Day of the world from which rates and mix have changed; `design.DAYS`: never."""
        return month_start("--drift", self.drift)

    @property
    def new_type_day(self) -> int:
        """Day of the world from which the new type arrives; `design.DAYS`: never."""
        return month_start("--new-persona", self.new_persona)


def month_start(option: str, month: str | None) -> int:
    """Return the day of the world on which a month begins, `design.DAYS` for none.

    >>> month_start("--drift", "2024-02")
    395

    Raises
    ------
    ManifestError
        It is not written as 2024-02, or is not after the first month of the world.
    """
    if month is None:
        return d.DAYS
    found = MONTH.fullmatch(month)
    day = day_of(date(int(found[1]), int(found[2]), 1)) if found else -1
    if not 0 < day < d.DAYS:
        raise ManifestError(
            f"{option} {month!r} must be a month from 2023-02 to {date_of(d.DAYS - 1):%Y-%m},"
            " written like 2024-02."
        )
    return day
