"""What a column and a table are, and the columns that several tables share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Type = Literal["text", "float", "int", "timestamp"]
Personal = Literal["identifying", "pseudonymous", "attribute", "none"]
SQL_TYPES = {"text": "VARCHAR", "float": "DOUBLE", "int": "BIGINT", "timestamp": "TIMESTAMP"}
SMALLEST_YEAR, LARGEST_YEAR = 1900, 2200
LARGEST_AMOUNT = 1e12  # sums are exact decimals with 6 places in 18 digits


@dataclass(frozen=True)
class Column:
    """One column, as a manifest maps it or as a canonical table holds it.

    Parameters
    ----------
    name, type, unit, meaning
        An ``_at`` is a timestamp; an instant after the data were taken is not possible.
    personal
        ``identifying`` columns never leave `src.unify`.
    required
        A row without it, or in which it cannot be, is quarantined; any other value is nulled.
    decisive
        It may be absent, but a row in which it cannot be is quarantined all the same.
    low, high
        Bounds of a number, both possible.
    future
        Whether an instant may lie after the day on which the data were taken.
    codes
        Code -> other ways to write it; texts are compared in lower case. Empty: any text.
    many
        A text may differ from row to row, as the names of things do; else it is a category.
    """

    name: str
    type: Type
    unit: str
    meaning: str
    personal: Personal = "none"
    required: bool = False
    decisive: bool = False
    low: float | None = None
    high: float | None = None
    future: bool = False
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    many: bool = False

    @property
    def absent(self) -> str:
        """SQL for the null of its type."""
        return f"CAST(NULL AS {SQL_TYPES[self.type]})"


BOUNDS = {"_years": (0.0, 115.0), "_count": (0.0, None), "_size": (0.0, None)}


def attribute(name: str) -> Column:
    """Return a number that a manifest knows of a customer; the end of its name bounds it.

    >>> attribute("age_years").high, attribute("kids_count").low, attribute("balance").low
    (115.0, 0.0, None)
    """
    low, high = next((BOUNDS[end] for end in BOUNDS if name.endswith(end)), (None, None))
    return Column(name, "float", "", "an attribute", "attribute", low=low, high=high)


def category(name: str) -> Column:
    """Return a text that a manifest knows of a customer."""
    return Column(name, "text", "", "a category", "attribute")


@dataclass(frozen=True)
class Rule:
    """What holds in every row: a condition in SQL over what a table takes.

    Where it is false, ``column`` is to blame: the value is nulled, or the row is quarantined if the
    column is required or decisive. Where it is null, nothing is known against the row. ``{taken}``
    is the instant after which nothing can have happened; without one, such a rule is not applied.
    """

    column: str
    breach: str
    condition: str


@dataclass(frozen=True)
class Table:
    """One canonical table: ``takes`` is what a manifest may map, ``columns`` what comes out.

    ``key`` names columns that no two rows share, of those that the data set has; events have none.
    """

    name: str
    grain: str
    kind: str
    takes: tuple[Column, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    key: tuple[str, ...] = ()

    @property
    def time(self) -> str | None:
        """Name of the column that dates a row, if rows are dated."""
        return next((c.name for c in self.takes if c.type == "timestamp" and c.required), None)


KEY = Column(
    "customer_key",
    "text",
    "",
    "who, as the source writes it",
    personal="identifying",
    required=True,
)
CUSTOMER = (
    Column("customer_id", "text", "", "pseudonym of the customer", personal="pseudonymous"),
    Column("bucket", "int", "0 to 255", "share of the customers, for working in chunks"),
)
LINKED = (  # further columns of every table of events, where records were linked
    Column("alone_id", "text", "", "pseudonym of the record by itself", personal="pseudonymous"),
    Column("linked_day", "int", "days since 1970", "since when it is the customer's, null: ever"),
    Column("known_day", "int", "days since 1970", "since when the record is known, null: undated"),
)
CHANNEL = Column("channel", "text", "", "where it happened or through what it was sent")
ITEM = Column("item", "text", "", "what was bought or touched", many=True)


def event_columns(takes: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return what a table of dated events holds: what it takes, but for what identifies a person.

    Every instant ``x_at`` has beside it ``x_s``, seconds, and ``x_day``, the calendar's day.
    """
    kept = [column for column in takes if column.personal != "identifying"]
    return (*CUSTOMER, *(part for column in kept for part in numbered(column)))


def numbered(column: Column) -> tuple[Column, ...]:
    """Return a column, and an instant with its numbers."""
    if column.type != "timestamp":
        return (column,)
    stem = column.name.removesuffix("_at")
    return (
        column,
        Column(f"{stem}_s", "int", "seconds since 1970, UTC", f"{column.meaning}, as a number"),
        Column(f"{stem}_day", "int", "days since 1970", f"the calendar's day {column.meaning}"),
    )
