"""The engine: opens DuckDB or Spark, reads and writes tables, cuts them into chunks of customers.

The only place that knows which engine computes. Stages hand Narwhals frames around; what must be
SQL (reading raw files, checks, identities) goes through ``Engine.con``, which is always DuckDB;
canonical tables are worked on by Spark where a data set asks for it. No extension is ever
downloaded, the session's time zone is UTC, and what does not fit the memory limit is kept in the
work folder.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, cast

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import pyarrow as pa

from src.errors import CapacityError
from src.spark import Session, map_batches, open_spark, queried

BUCKETS = 256  # values of the column `bucket`, so also the largest number of chunks
ROW_GROUP_ROWS = (
    122_880  # DuckDB's own default, written down because files must not differ between versions
)

Frame = nw.LazyFrame[Any]
EngineError = duckdb.Error


def quoted(name: str) -> str:
    """Return a name as an SQL identifier.

    >>> print(quoted('Customer ID'))
    "Customer ID"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL literal.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True)
class Engine:
    """An open engine: its connection, and a folder for what it spills and stages.

    ``spark`` is a session where Spark works on the canonical tables, None where DuckDB does.
    """

    con: duckdb.DuckDBPyConnection
    work: Path
    spark: Session | None = None

    def row(self, query: str, values: Sequence[object] = ()) -> tuple[Any, ...]:
        """Return the only row of a query."""
        (row,) = self.con.execute(query, values).fetchall()
        return row


@contextmanager
def open_engine(
    memory_limit: str, threads: int | None, work: Path, on_spark: Mapping[str, str] | None = None
) -> Iterator[Engine]:
    """Open the engine; its temporary folder in ``work`` is removed at the end.

    Parameters
    ----------
    memory_limit : such as ``"4GB"``; the rest spills to disk
    threads : how many; None takes every core
    work : folder for temporary files, made if missing
    on_spark : Spark's settings, where it is to work on the canonical tables

    Raises
    ------
    CapacityError
        What was done inside did not fit the memory limit, even with the disk's help.
    ManifestError
        Spark was asked for and there is none.
    """
    work.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix="engine-", dir=work))
    config: dict[str, Any] = {
        "memory_limit": memory_limit,
        "temp_directory": str(folder / "spilled"),
        "autoinstall_known_extensions": False,
        "allow_community_extensions": False,
    }
    if threads is not None:
        config["threads"] = threads
    con = duckdb.connect(config=config)
    try:
        con.execute("SET TimeZone = 'UTC'")
        _hide_progress_bar(con)
        with ExitStack() as stack:
            session = on_spark and stack.enter_context(open_spark(on_spark, memory_limit))
            yield Engine(con, folder, session)
    except duckdb.OutOfMemoryException:
        raise CapacityError(
            f"the engine needs more memory than memory_limit = {memory_limit!r} allows."
            " Raise it in [settings], or lower chunk_customers."
        ) from None
    finally:
        con.close()
        rmtree(folder, ignore_errors=True)


def _hide_progress_bar(con: duckdb.DuckDBPyConnection) -> None:
    """Keep DuckDB from drawing; in Jupyter without ipywidgets it does not, and refuses to be told.

    https://github.com/duckdb/duckdb/pull/6831
    """
    ((drawn,),) = con.execute("SELECT current_setting('enable_progress_bar')").fetchall()
    if drawn:
        con.execute("SET enable_progress_bar = false")


def clear(engine: Engine) -> None:
    """Drop every table that was staged, and with it its memory; files stay."""
    tables = engine.con.execute("FROM duckdb_tables() SELECT table_name").fetchall()
    for (name,) in tables:
        engine.con.execute(f"DROP TABLE {quoted(name)}")


def read(engine: Engine, path: Path) -> Frame:
    """Open a Parquet table lazily."""
    if engine.spark is not None:
        found: Frame = nw.from_native(engine.spark.read.parquet(path.absolute().as_uri()))
        return found
    return nw.from_native(engine.con.read_parquet(str(path)))


def write(table: Frame | duckdb.DuckDBPyRelation, path: Path) -> Path:
    """Write a table as Parquet: aside first, then moved, so that no reader meets half a file."""
    relation = table if isinstance(table, duckdb.DuckDBPyRelation) else nw.to_native(table)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".partial")
    relation.write_parquet(str(aside), compression="zstd", row_group_size=ROW_GROUP_ROWS)
    return aside.replace(path)


def kept(engine: Engine, table: Frame, path: Path) -> Frame:
    """Compute a table once, and open what was written."""
    if engine.spark is None:
        write(table, path)
    else:  # aside each time, as an earlier table may not have been read yet
        path.parent.mkdir(parents=True, exist_ok=True)
        path = Path(mkdtemp(prefix="kept-", dir=path.parent)) / path.name
        nw.to_native(table).write.parquet(path.absolute().as_uri())
    return read(engine, path)


def collect(table: Frame) -> pd.DataFrame:
    """Compute a table as pandas: null becomes NaN, and integers with nulls become float64.

    Row order is whatever the engine found fastest: sort the table by its key first.
    """
    if table.implementation.is_pyspark():  # its own way to pandas does not know pandas 3
        return table.collect("pyarrow").to_pandas()
    return cast("pd.DataFrame", table.collect("pandas").to_native())


def mapped(
    table: Frame, work: Callable[[pd.DataFrame], pd.DataFrame], columns: Mapping[str, str]
) -> pd.DataFrame:
    """Compute a table and do some work on it, part by part where Spark holds it; collect that.

    Parameters
    ----------
    work : from rows, as `collect` gives them, to rows; any part of the table may be all it sees
    columns : what the work returns, with SQL types
    """
    if not table.implementation.is_pyspark():
        rows = collect(table)
        return work(rows) if len(rows) else pd.DataFrame(columns=list(columns))

    def of_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in (rows for rows in batches if rows.num_rows):
            done = work(batch.to_pandas())[list(columns)]
            yield pa.RecordBatch.from_pandas(done, preserve_index=False)

    return cast("pd.DataFrame", map_batches(nw.to_native(table), of_batches, columns).to_pandas())


def query(tables: Mapping[str, Frame], text: str) -> Frame:
    """Return what an SQL query makes of tables, each under its name, not computed yet.

    The query is in the SQL of the engine that has the tables.
    """
    if next(iter(tables.values())).implementation.is_pyspark():
        try:
            made = queried({name: nw.to_native(table) for name, table in tables.items()}, text)
        except ValueError as error:
            raise EngineError(f"Parser Error: {error}") from None
        answer: Frame = nw.from_native(made)
        return answer
    for name, table in tables.items():
        nw.to_native(table).create_view(name, replace=True)
    native = nw.to_native(next(iter(tables.values())))
    found: Frame = nw.from_native(native.query("known_events", text)).lazy()
    return found


def in_chunks(
    tables: Mapping[str, Frame], customers: int, chunk_customers: int
) -> Iterator[dict[str, Frame]]:
    """Cut tables by customer, so that memory stays flat: each is whole, in exactly one chunk.

    Parameters
    ----------
    tables : name -> table with the column ``bucket``
    customers : how many there are
    chunk_customers : about how many one chunk may hold

    Yields
    ------
    the same tables, each with the rows of that chunk's customers
    """
    if any(table.implementation.is_pyspark() for table in tables.values()):
        yield dict(tables)  # Spark cuts its tables itself
        return
    chunks = chunk_count(customers, chunk_customers)
    for chunk in range(chunks):
        # tables are sorted by bucket: of a range of them only its part of each file is read
        first, end = (BUCKETS * part // chunks for part in (chunk, chunk + 1))
        own = (nw.col("bucket") >= first, nw.col("bucket") < end)
        yield {name: table.filter(*own) for name, table in tables.items()}


def chunk_count(customers: int, chunk_customers: int) -> int:
    """Return into how many chunks to cut.

    >>> chunk_count(1_000_000, 200_000), chunk_count(0, 200_000), chunk_count(10**9, 200_000)
    (5, 1, 256)
    """
    return min(BUCKETS, max(1, ceil(customers / chunk_customers)))


def content_digest(engine: Engine, path: Path) -> str:
    """Return the row count and a sum of row hashes, which know no row order and no file layout."""
    table = engine.con.read_parquet(str(path))
    values = ", ".join(f"coalesce(CAST({quoted(c)} AS VARCHAR), chr(30))" for c in table.columns)
    row_hash = f"CAST(md5_number_lower(concat_ws(chr(31), {values})) AS HUGEINT)"
    (digest,) = table.aggregate(f"count(*), sum({row_hash})").fetchall()
    return ":".join(map(str, digest))
