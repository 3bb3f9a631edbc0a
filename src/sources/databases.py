"""SQL databases as tables: any that SQLAlchemy can reach, streamed in batches.

The password never appears in a message; write it as ``${NAME}`` in the URL and set the environment
variable.
"""

import os
import re
from collections.abc import Iterator

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from src.errors import SourceError
from src.sources.raw import Raw, Rows

BATCH_ROWS = 50_000
VARIABLE = re.compile(r"\$\{(\w+)\}")


def open_database(view: str, url: str, query: str) -> Raw:
    """Start a query; its rows are fetched when they are spooled.

    Raises
    ------
    SourceError
        The URL cannot be understood, no driver is installed, or the database refuses.
    """
    address = _address(url)
    where = address.render_as_string(hide_password=True)
    try:
        connection = create_engine(address).connect().execution_options(stream_results=True)
        result = connection.execute(text(query))
    except ImportError as error:
        raise SourceError(f"{where}: install the driver {error.name!r} to read it.") from None
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().split("\n", 1)[0]
        raise SourceError(f"{where}: the database refuses the query: {cause}") from None
    columns = dict.fromkeys((name.strip() for name in list(result.keys())), "VARCHAR")

    def batches() -> Iterator[Rows]:
        with connection:
            yield from result.partitions(BATCH_ROWS)

    return Raw(view, where, columns, batches())


def _address(url: str) -> URL:
    def value_of(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise SourceError(f"the url needs the environment variable {name}, which is not set.")
        return os.environ[name]

    try:
        address = make_url(VARIABLE.sub(value_of, url))
        address.get_dialect()
    except NoSuchModuleError:
        raise SourceError(
            f"the database {url.partition(':')[0]!r} is not known to SQLAlchemy."
        ) from None
    except ArgumentError:
        raise SourceError(
            "the url cannot be understood; write dialect://user@host/database."
        ) from None
    return address
