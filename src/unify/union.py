"""Several sources of one canonical table become one, in which every column exists."""

from collections.abc import Iterator, Mapping

from src.engine import Engine, literal, quoted
from src.schemas import TABLES

ROWS_MAX = 1 << 40  # of one source: more would not fit the disk
SOURCE, ROW = "staged_source", "staged_row"


def united(engine: Engine, staged: Mapping[str, str], tables: Mapping[str, str]) -> dict[str, str]:
    """Put the staged sources of each canonical table together, as views that copy nothing.

    Parameters
    ----------
    staged : source -> its staged table
    tables : source -> canonical table

    Returns
    -------
    canonical table -> a view with the rows of all its sources, each with its source (``SOURCE``)
    and a number that no other has (``ROW``); columns that one lacks, or all, are null
    """
    whole = {}
    for name in dict.fromkeys(tables.values()):
        whole[name] = f"united_{name}"
        parts = {source: staged[source] for source in staged if tables[source] == name}
        rows = " UNION ALL BY NAME ".join([_no_rows(name), *_numbered(parts)])
        engine.con.execute(f"CREATE OR REPLACE VIEW {whole[name]} AS {rows}")
    return whole


def _no_rows(name: str) -> str:
    """Return SQL for a table without rows that has every column which can be mapped."""
    columns = ", ".join(f"{c.absent} AS {quoted(c.name)}" for c in TABLES[name].takes)
    return f"(SELECT {columns} WHERE false)"


def _numbered(parts: Mapping[str, str]) -> Iterator[str]:
    """Yield SQL for the rows of each source."""
    for number, (source, table) in enumerate(parts.items()):
        row = f"rowid + {number * ROWS_MAX}"
        yield f"(FROM {table} SELECT *, {literal(source)} AS {SOURCE}, {row} AS {ROW})"
