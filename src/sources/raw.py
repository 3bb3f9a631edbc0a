"""A source that has been opened: its columns are known, its rows not yet read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from src.engine import Engine
from src.errors import SourceError, did_you_mean

Rows = Sequence[Sequence[Any]]
VALUE = re.compile(r"[-+\d\s.,:/]*\d[-+\d\s.,:/]*|.*@.*")  # no column is called 28.11 or a@b.c
NO_HEADER = (
    "Its first row looks like data and is not shown; if it names no columns, write them as "
    "names = [...] of the source."
)


@dataclass(frozen=True)
class Raw:
    """One opened source.

    Parameters
    ----------
    view : name of the view over its rows; exists at once, or after `spool`
    where : what to call the source in a message
    columns : name -> DuckDB type, headers trimmed
    batches : rows that only Python can read (Excel, databases, blanks between), not consumed yet
    """

    view: str
    where: str
    columns: Mapping[str, str]
    batches: Iterator[Rows] | None = None


def text_columns(names: Sequence[object], where: str) -> dict[str, str]:
    """Return columns of text under trimmed names; one without a name gets its number.

    Raises
    ------
    SourceError
        Two columns have the same name.

    Examples
    --------
    >>> list(text_columns([" net ", None], "orders.csv"))
    ['net', 'column2']
    """
    texts = ["" if name is None else str(name).strip() for name in names]
    trimmed = [text or f"column{number}" for number, text in enumerate(texts, 1)]
    twice = [name for name, count in Counter(trimmed).items() if count > 1]
    if twice and _looks_like_data(trimmed):
        raise SourceError(f"{where}: several columns are called the same. {NO_HEADER}")
    if twice:
        raise SourceError(f"{where}: several columns are called {', '.join(twice)}; rename them.")
    return dict.fromkeys(trimmed, "VARCHAR")


def known_columns(name: str, columns: Iterable[str]) -> str:
    """Say which columns there are, and which one was meant, but never a person's row.

    >>> known_columns("emial", ["email", "net"])
    "Did you mean 'email'? Known: email, net."
    >>> known_columns("email", ["Ann", "28.11"]).partition(";")[0]
    'Its first row looks like data and is not shown'
    """
    names = list(columns)
    return NO_HEADER if _looks_like_data(names) else did_you_mean(name, names)


def _looks_like_data(names: Iterable[str]) -> bool:
    return any(VALUE.fullmatch(name) for name in names)


def spool(engine: Engine, raw: Raw) -> None:
    """Write the rows that only Python can read to a Parquet file of texts, batch by batch."""
    if raw.batches is None:
        return
    path = engine.work / f"{raw.view}.parquet"
    schema = pa.schema([(name, pa.string()) for name in raw.columns])
    with pq.ParquetWriter(path, schema) as writer:
        for rows in raw.batches:
            texts = [[_text(row[i]) for row in rows] for i in range(len(schema))]
            writer.write_batch(pa.record_batch(texts, schema=schema))
    engine.con.read_parquet(str(path)).create_view(raw.view)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
