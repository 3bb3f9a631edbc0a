"""SQL databases as tables: any that SQLAlchemy can reach, streamed in batches.

The password never appears in a message; write it as ``${NAME}`` in the URL and set that variable.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, CursorResult, make_url
from sqlalchemy.exc import ArgumentError, DataError, NoSuchModuleError, SQLAlchemyError

from src.errors import SourceError
from src.sources.raw import Raw, Rows, text_columns

BATCH_ROWS = 50_000
VARIABLE = re.compile(r"\$\{(\w+)\}")


def open_database(view: str, url: str, query: str, folder: Path) -> Raw:
    """Start a query; its rows are fetched when they are spooled.

    Parameters
    ----------
    view : what to call it
    url : as SQLAlchemy writes it; ``${NAME}`` is taken from the environment
    query : what the database runs
    folder : where the path of an SQLite file begins

    Raises
    ------
    SourceError
        The URL cannot be understood, no driver is installed, or the database refuses.
    """
    address = _address(url, folder)
    where = address.render_as_string(hide_password=True)
    try:
        connection = create_engine(address).connect().execution_options(stream_results=True)
        result = connection.execute(text(query))
        columns = text_columns(list(result.keys()), where)
    except ImportError as error:
        raise SourceError(f"{where}: install the driver {error.name!r} to read it.") from None
    except SQLAlchemyError as error:
        raise _refused(where, error) from None
    return Raw(view, where, columns, _batches(where, result))


def _batches(where: str, result: CursorResult[tuple[object, ...]]) -> Iterator[Rows]:
    try:
        with result.connection:
            yield from result.partitions(BATCH_ROWS)
    except SQLAlchemyError as error:
        raise _refused(where, error) from None


def _refused(where: str, error: SQLAlchemyError) -> SourceError:
    if isinstance(error, DataError):  # PostgreSQL and others quote the value
        return SourceError(f"{where}: the query fails on a value that it reads or converts.")
    cause = str(getattr(error, "orig", None) or error).strip().split("\n", 1)[0]
    return SourceError(f"{where}: the database refuses the query. {cause}")


def _address(url: str, folder: Path) -> URL:
    try:
        address = make_url(VARIABLE.sub(_from_environment, url))
        address.get_dialect()
    except NoSuchModuleError:
        name = url.partition(":")[0]
        raise SourceError(f"the database {name!r} is not known to SQLAlchemy.") from None
    except ArgumentError:
        raise SourceError("the url cannot be understood; write dialect://me@host/name.") from None
    if address.get_backend_name() != "sqlite" or not address.database:
        return address
    path = folder / address.database
    if not path.is_file():  # SQLite would make it
        raise SourceError(f"{address.database}: there is no such SQLite file.")
    return address.set(database=str(path))


def _from_environment(match: re.Match[str]) -> str:
    name = match.group(1)
    if name not in os.environ:
        raise SourceError(f"the url needs the environment variable {name}, which is not set.")
    return os.environ[name]
