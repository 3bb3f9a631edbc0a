"""Days, moments, names and money of the world as Arrow columns."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.events import Flags, Ints
from src.sources.world.lives import NEVER
from src.sources.world.names import Texts
from src.sources.world.people import Floats

START_DAY = (d.START - d.START.replace(year=1970, month=1, day=1)).days
DAY_SECONDS = 86_400


def dates(day: Ints) -> pa.Array:
    """Return days of the world as dates; NEVER is null."""
    return pa.array((day + START_DAY).astype(np.int32), mask=day == NEVER).cast(pa.date32())


def moments(day: Ints, second: Ints) -> pa.Array:
    """Return seconds of days of the world as UTC times; NEVER is null.

    Seconds may go on into the next day.
    """
    seconds = (day + START_DAY) * DAY_SECONDS + second
    return pa.array(seconds, mask=day == NEVER).cast(pa.timestamp("s"))


def named(position: Ints, names: Sequence[str]) -> pa.Array:
    """Return positions in a list as the texts there."""
    return pa.array(names, pa.string()).take(pa.array(position))


def texts(values: Texts, absent: Flags | None = None) -> pa.Array:
    """Return texts; those that are absent or empty are null."""
    missing = np.array(values == "", dtype=np.bool_)
    if absent is not None:
        missing |= absent
    return pa.array(values, pa.string(), mask=missing)


def money(euros: Floats) -> pa.Array:
    """Return amounts as text, as the shop's export writes them."""
    return pa.array(np.round(euros, 2)).cast(pa.string())


def numbers(values: Ints | Floats, absent: Flags) -> pa.Array:
    """Return numbers; those that are absent are null."""
    return pa.array(values, mask=absent)
