"""Whether 03/04/2020 is in March or in April.

The manifest says so (``day_first``), else the values of its column that can be read in one order
only, such as 31/12/1980. Where there are none, or some for the one and some for the other, nobody
knows: what can be read in both orders is not read then, and what can be read in one still is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from src.config import TableMap
from src.engine import Engine
from src.schemas import Column
from src.sources.binding import Bound, slot
from src.sources.dates import both_ways
from src.sources.readings import cleaned


@dataclass(frozen=True)
class Seen:
    """How many values of a column can be read day first only, month first only, or in both ways.

    ``stated`` is what the manifest says of the order, if anything.
    """

    day_first: int
    month_first: int
    ambiguous: int
    stated: bool | None = None

    @property
    def order(self) -> bool | None:
        """Whether days come first; None: it cannot be told.

        >>> Seen(3, 0, 9).order, Seen(3, 1, 9).order, Seen(3, 1, 9, stated=False).order
        (True, None, False)
        """
        if self.stated is not None or (self.day_first > 0) == (self.month_first > 0):
            return self.stated
        return self.day_first > 0

    def notes(self, column: str) -> dict[str, int]:
        """Return what is odd of the column's days -> of how many values.

        >>> Seen(3, 1, 9).notes("born")
        {'born ambiguous dates not read, write day_first = true or false': 9}
        >>> Seen(3, 1, 9, stated=True).notes("born")
        {'born ambiguous dates read day first': 9, 'born dates that can only be month first': 1}
        """
        against = 0
        if self.order is None:
            told = "not read, write day_first = true or false"
        elif self.order:
            told, other, against = "read day first", "month", self.month_first
        else:
            told, other, against = "read month first", "day", self.day_first
        found = {f"{column} ambiguous dates {told}": self.ambiguous}
        if against:
            found[f"{column} dates that can only be {other} first"] = against
        return {what: values for what, values in found.items() if values}


def days_seen(
    engine: Engine, bound: Bound, let_through: str, columns: Iterable[Column], table: TableMap
) -> dict[str, Seen]:
    """Count, in one pass over the rows let through, how days are written in columns of texts."""
    texts = [
        c.name for c in columns if c.type == "timestamp" and bound.types.get(c.name) == "VARCHAR"
    ]
    if not texts:
        return {}
    ways = [f"{both_ways(slot(name), cleaned(slot(name)))} AS {slot(name)}" for name in texts]
    counted = [count for name in texts for count in _counts(f"{slot(name)}[1]", f"{slot(name)}[2]")]
    rows = f"FROM {bound.view} SELECT {', '.join(ways)} {let_through}"
    found = engine.row(f"FROM ({rows}) SELECT {', '.join(counted)}")
    thirds = [found[3 * i : 3 * i + 3] for i in range(len(texts))]
    return {
        name: Seen(day, month, both, table.day_first)
        for name, (day, month, both) in zip(texts, thirds, strict=True)
    }


def _counts(day_first: str, month_first: str) -> tuple[str, str, str]:
    return (
        f"count({day_first}) FILTER ({month_first} IS NULL)",
        f"count({month_first}) FILTER ({day_first} IS NULL)",
        f"count(*) FILTER ({day_first} <> {month_first})",
    )
