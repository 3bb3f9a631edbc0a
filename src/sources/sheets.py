"""Files that only Python can read: Excel sheets, and text whose columns are set apart by blanks."""

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from typing import Any, TextIO, cast
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import (
    InvalidFileException,
)

from src.config import Source
from src.errors import SourceError, did_you_mean
from src.sources.raw import Raw, Rows, text_columns

BATCH_ROWS = 50_000


def open_blank_separated(view: str, source: Source, paths: Sequence[Path], where: str) -> Raw:
    """Open text files whose fields hold no blanks and are set apart by them."""
    headers = [_header(source, path) for path in paths]
    _refuse_different(headers, where)
    return Raw(view, where, text_columns(headers[0], where), _lines(source, paths, len(headers[0])))


def _header(source: Source, path: Path) -> list[str]:
    if source.names:
        return list(source.names)
    with opened(path, source.encoding) as lines:
        return next(islice(lines, source.header_row - 1, None), "").split()


def _lines(source: Source, paths: Sequence[Path], width: int) -> Iterator[Rows]:
    skip = 0 if source.names else source.header_row
    for path in paths:
        with opened(path, source.encoding) as lines:
            numbered = islice(enumerate(lines, 1), skip, None)
            while batch := list(islice(numbered, BATCH_ROWS)):
                rows = [(number, line.split()) for number, line in batch]
                yield [_of_width(fields, width, path, n) for n, fields in rows if fields]


def _of_width(fields: list[str], width: int, path: Path, line: int) -> list[str]:
    if len(fields) != width:
        raise SourceError(
            f"{path.name}: line {line:,} has {len(fields)} fields, expected {width}."
            " Mend the line, or name the real delimiter."
        )
    return fields


@contextmanager
def opened(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a text file, compressed or not; a byte order mark is skipped.

    Raises
    ------
    SourceError
        It cannot be opened, or what is read is not in this encoding.
    """
    if encoding.lower() in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    opening = gzip.open if path.suffix == ".gz" else open
    try:
        with opening(path, "rt", encoding=encoding) as text:
            yield cast("TextIO", text)
    except UnicodeDecodeError:
        raise SourceError(f"{path.name}: the text is not {encoding}; set encoding.") from None
    except OSError as error:
        raise SourceError(f"{path.name}: cannot be read. {error.strerror or error}") from None


def transcoded(path: Path, encoding: str, folder: Path) -> Path:
    """Copy a text file as UTF-8, for the encodings that the engine does not know."""
    copy = folder / f"{path.name.removesuffix('.gz')}.utf-8.csv"
    with opened(path, encoding) as text, copy.open("w", encoding="utf-8") as out:
        copyfileobj(text, out)
    return copy


def open_workbook(view: str, source: Source, paths: Sequence[Path], where: str) -> Raw:
    """Open one sheet of Excel files; columns of whole days are read as days."""
    headers = [next(_cells(source, path), ()) for path in paths]
    _refuse_different(headers, where)
    return Raw(view, where, text_columns(headers[0], where), _sheets(source, paths))


def _sheets(source: Source, paths: Sequence[Path]) -> Iterator[Rows]:
    for path in paths:
        rows = [row for row in list(_cells(source, path))[1:] if any(c is not None for c in row)]
        yield list(zip(*map(_days, zip(*rows, strict=True)), strict=True))


def _cells(source: Source, path: Path) -> Iterator[tuple[Any, ...]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError):
        raise SourceError(f"{path.name}: this is not an Excel workbook.") from None
    if source.sheet is not None and source.sheet not in book.sheetnames:
        known = did_you_mean(source.sheet, book.sheetnames)
        raise SourceError(f"{path.name}: there is no sheet {source.sheet!r}. {known}")
    sheet = book[source.sheet or book.sheetnames[0]]
    yield from sheet.iter_rows(min_row=source.header_row, values_only=True)
    book.close()


def _days(column: tuple[Any, ...]) -> tuple[Any, ...]:
    """Excel writes a day as its midnight: turn a column of nothing but midnights into days."""
    times = [value for value in column if isinstance(value, datetime)]
    if not times or any(value.time() != time(0) for value in times):
        return column
    return tuple(value.date() if isinstance(value, datetime) else value for value in column)


def _refuse_different(headers: Sequence[Sequence[object]], where: str) -> None:
    if any(list(header) != list(headers[0]) for header in headers):
        raise SourceError(f"{where}: the files do not have the same columns in the same order.")
