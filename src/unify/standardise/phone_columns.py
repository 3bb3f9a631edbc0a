"""Telephone numbers of many records, where not every record says its country.

A number without its country is first looked for among those that have one: if it is the end of one
of them and of no other, it is that one. Otherwise it is dialled in the country of most records.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.compute as pc

from src.unify.standardise.columns import Column, mapped, split_pairs
from src.unify.standardise.phones import phone

ENDING = 7  # digits; shorter numbers are too many people's


def phones(written: Column, countries: Column, region: str | None) -> Column:
    """Return numbers in E.164 where that can be told.

    Parameters
    ----------
    written : numbers as the records have them
    countries : ISO codes of the records' countries, null where unknown
    region : ISO code of the country for numbers that nothing else tells of
    """
    (told,) = split_pairs(lambda text, at: (phone(text, at),), written, countries, 1)
    lacking = pc.and_(pc.is_null(countries), pc.invert(pc.starts_with(told, "+")))
    unplaced = pc.if_else(lacking, told, None)
    placed = pc.if_else(lacking, None, told)
    return pc.coalesce(placed, mapped(_placing(unplaced, placed, region), unplaced))


def commonest(column: Column) -> str | None:
    """Return the most frequent text, the first in the alphabet of equals."""
    counts = column.drop_null().value_counts().to_pylist()
    ranked = sorted(counts, key=lambda entry: (-entry["counts"], entry["values"]))
    return str(ranked[0]["values"]) if ranked else None


def _placing(unplaced: Column, placed: Column, region: str | None) -> Callable[[str], str | None]:
    """Return a function that tells which number one without its country is."""
    endings = {digits[-ENDING:] for digits in _distinct(unplaced)}
    known = defaultdict(list)
    for number in _distinct(placed):
        if number[-ENDING:] in endings:
            known[number[-ENDING:]].append(number)

    def place(digits: str) -> str | None:
        own = digits.lstrip("0")
        same = [number for number in known[digits[-ENDING:]] if number.endswith(own)]
        if len(same) == 1 and len(own) >= ENDING:
            return same[0]
        return phone(digits, region) if region else digits

    return place


def _distinct(column: pa.Array) -> Iterable[str]:
    found: list[str] = column.drop_null().unique().to_pylist()
    return found
