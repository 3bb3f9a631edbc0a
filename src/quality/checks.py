"""What is wrong with each row: one pass over the mapped rows, which are kept in a staged table.

A row is set aside for its key, its time or its amount only; any other value that is wrong is nulled and counted.
"""

from collections.abc import Sequence

from src.engine import Engine, EngineError, cause
from src.errors import DataError, SourceError
from src.schemas import LARGEST_AMOUNT, LARGEST_YEAR, SMALLEST_YEAR, Column


def check(engine: Engine, view: str, columns: Sequence[Column], where: str) -> str:
    """Stage mapped rows with what is wrong with each; return the name of the staged table.

    Parameters
    ----------
    view : mapped rows: per column ``c``, ``c`` (typed) and ``c__found`` (text that could not be read)
    where : what to call the source in a message

    Raises
    ------
    SourceError
        Reading failed half-way.
    DataError
        A required column could not be read in a single row: the format is not what the manifest says.

    Notes
    -----
    The staged table has the view's columns and ``reasons``: texts joined by "; ", empty for a good row.
    """
    staged = view.replace("mapped_", "staged_")
    bad = [f"CASE WHEN {test} THEN '{reason}' END" for reason, test in _reasons(columns)]
    values = [f"{_within(c)} AS {c.name}, {c.name}__found" for c in columns]
    try:
        engine.con.execute(
            f"CREATE TABLE {staged} AS FROM {view} SELECT {', '.join(values)},"
            f" concat_ws('; ', {', '.join(bad)}) AS reasons"
        )
    except EngineError as error:
        raise SourceError(f"{where}: reading stopped. {cause(error)}") from None
    _refuse_unreadable(engine, staged, columns, where)
    return staged


def _within(column: Column) -> str:
    if column.low is None or column.required:
        return column.name
    return f"CASE WHEN {column.name} >= {column.low} THEN {column.name} END"


def _reasons(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Reason and test of every way in which a row cannot be used."""
    reasons = []
    for c in (c for c in columns if c.required):
        absent = f"{c.name} IS NULL AND {c.name}__found IS"
        reasons.append((f"{c.name} missing", f"{absent} NULL"))
        reasons.append((f"{c.name} unreadable", f"{absent} NOT NULL"))
        if c.type == "timestamp":
            within = f"year({c.name}) BETWEEN {SMALLEST_YEAR} AND {LARGEST_YEAR - 1}"
            reasons.append((f"{c.name} out of range", f"NOT {within}"))
        if c.type == "float":
            reasons.append((f"{c.name} out of range", f"abs({c.name}) >= {LARGEST_AMOUNT}"))
    return reasons


def _refuse_unreadable(engine: Engine, staged: str, columns: Sequence[Column], where: str) -> None:
    expected = {
        "timestamp": "a time such as 2017-03-31 18:05:00; for another format write strptime(..., '%d.%m.%Y')",
        "float": "a number such as 1234.56; write replace(...) to take other signs out",
        "text": "a text",
    }
    for c in (c for c in columns if c.required):
        shape = f"regexp_replace(regexp_replace(any_value({c.name}__found), '\\d', '9', 'g'), '\\pL', 'a', 'g')"
        rows, readable, unreadable, looks_like = engine.row(
            f"FROM {staged} SELECT count(*), count({c.name}), count({c.name}__found), {shape}"
        )
        if rows and not readable and unreadable:
            raise DataError(
                f"{where}: {c.name} could not be read in any of {rows:,} rows. They look like"
                f" {looks_like!r}; expected {expected[c.type]}."
            )
        if rows and not readable:
            raise DataError(f"{where}: {c.name} is empty in all of {rows:,} rows.")
