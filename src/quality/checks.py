"""What is wrong with each row: one pass over the mapped rows, which are kept in a staged table.

A row is set aside for its key, its time or its amount only; any other value that is wrong is nulled
and counted.
"""

from collections.abc import Iterable, Iterator, Sequence

from src.engine import Engine, EngineError, cause, quoted
from src.errors import DataError, SourceError
from src.schemas import LARGEST_AMOUNT, LARGEST_YEAR, SMALLEST_YEAR, Column

EXPECTED = {
    "timestamp": "2017-03-31 18:05:00 or 2017-03-31; for another form write"
    " strptime(\"column\", '%d.%m.%Y %H:%M') or CAST(strptime(\"column\", '%d.%m.%Y') AS DATE)",
    "float": "a number such as 1234.56; for another form write"
    " replace(replace(\"column\", '.', ''), ',', '.')",
    "text": "a text",
}


def check(engine: Engine, view: str, columns: Sequence[Column], where: str) -> str:
    """Stage mapped rows with what is wrong with each.

    Parameters
    ----------
    view : mapped rows: per column ``c``, ``c`` (typed) and ``c__found`` (text not readable)
    where : what to call the source in a message

    Returns
    -------
    name of the staged table: the view's columns and ``reasons``, empty for a good row

    Raises
    ------
    SourceError
        Reading failed half-way.
    DataError
        A required column could not be read in a single row: its form is not what was expected.
    """
    staged = view.replace("mapped_", "staged_")
    reasons = [f"CASE WHEN {test} THEN '{reason}' END" for reason, test in _reasons(columns)]
    values = [_value(c) for c in columns]
    try:
        engine.con.execute(
            f"CREATE OR REPLACE TABLE {staged} AS FROM {view}"
            f" SELECT {', '.join(values)}, concat_ws('; ', {', '.join(reasons)}) AS reasons"
        )
    except EngineError as error:
        raise SourceError(
            f"{where}: reading stopped. {cause(error)}. Mend it, or write TRY(...) around the"
            " expression that stumbles: such rows are then set aside and counted."
        ) from None
    _refuse_unreadable(engine, staged, [c for c in columns if c.required], where)
    return staged


def _value(column: Column) -> str:
    """Return SQL for the value, and for the text of what could not be used or is out of range."""
    name, found = quoted(column.name), quoted(f"{column.name}__found")
    if column.required or column.type != "float":
        return f"{name}, {found}"
    low = -LARGEST_AMOUNT if column.low is None else column.low
    within = f"{name} >= {low} AND {name} < {LARGEST_AMOUNT}"
    return (
        f"CASE WHEN {within} THEN {name} END AS {name}, coalesce({found},"
        f" CASE WHEN NOT ({within}) THEN CAST({name} AS VARCHAR) END) AS {found}"
    )


def _reasons(columns: Iterable[Column]) -> Iterator[tuple[str, str]]:
    """Yield every reason for which a row cannot be used, and its test."""
    for c in columns:
        if not c.required:
            continue
        yield f"{c.name} missing", f"{c.name} IS NULL AND {c.name}__found IS NULL"
        yield f"{c.name} unreadable", f"{c.name} IS NULL AND {c.name}__found IS NOT NULL"
        if c.type == "timestamp":
            within = f"year({c.name}) BETWEEN {SMALLEST_YEAR} AND {LARGEST_YEAR - 1}"
            yield f"{c.name} out of range", f"NOT ({within})"
        if c.type == "float":
            yield f"{c.name} out of range", f"abs({c.name}) >= {LARGEST_AMOUNT}"


def _refuse_unreadable(engine: Engine, staged: str, required: Sequence[Column], where: str) -> None:
    counts = [f"count({c.name}), count({c.name}__found), {_shape(c)}" for c in required]
    rows, *found = engine.row(f"FROM {staged} SELECT count(*), {', '.join(counts)}")
    breaches = []
    for c, i in zip(required, range(0, len(found), 3), strict=True):
        readable, unreadable, shape = found[i : i + 3]
        if not readable and unreadable:
            breaches.append(
                f"{where}: {c.name} cannot be read in any of {rows:,} rows. They look like"
                f" {shape!r}; expected {EXPECTED[c.type]}."
            )
        elif not readable:
            breaches.append(f"{where}: {c.name} is empty in all of {rows:,} rows.")
    if breaches:
        raise DataError("\n".join(breaches))


def _shape(column: Column) -> str:
    """Return SQL for what the unreadable texts look like: 9 for a digit, a for a letter."""
    digits = f"regexp_replace(min({column.name}__found), '[0-9]', '9', 'g')"
    return f"left(regexp_replace({digits}, '\\pL', 'a', 'g'), 30)"
