"""Decide how each column or expression of a manifest reads a source, and of what type it is.

A text column whose sample looks like numbers can be read as text and as number. What becomes a
number (or a condition) tries the number first, so that ``Quantity * UnitPrice`` works on a CSV
file; what becomes a text or a time tries the text first, so that identifiers keep their zeros.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from src.causes import cause
from src.engine import Engine, EngineError, literal, quoted
from src.errors import SourceError
from src.sources.expressions import as_sql
from src.sources.raw import Raw
from src.sources.readings import NUMBER, cleaned

SAMPLE_ROWS = 10_000
CONDITION = "condition"
WHOLE = {sign + size for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")}
NUMBERS = {
    *WHOLE,
    "HUGEINT",
    "UHUGEINT",
    "DOUBLE",
    "FLOAT",
    "DECIMAL",
    "BOOLEAN",
    "VARCHAR",
    "NULL",
}
TIMES = {"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
TIMES |= {"TIMESTAMP WITH TIME ZONE"}
SUITABLE = {
    "text": {*NUMBERS, *TIMES, "UUID", "ENUM"},
    "float": NUMBERS,
    "timestamp": {*WHOLE, *TIMES, "VARCHAR"},
    CONDITION: {"BOOLEAN"},
}


@dataclass(frozen=True)
class Bound:
    """A view with one column per written value (named by `slot`), and the type of each."""

    view: str
    types: Mapping[str, str]


@dataclass(frozen=True)
class _Choice:
    """How one written value reads the source: from which view, as what, or why it cannot."""

    view: str
    value: str
    kind: str
    problem: str | None


def slot(name: str) -> str:
    """Return the quoted name of the column that holds a written value."""
    return quoted(f"={name}")


def bind(
    engine: Engine, raw: Raw, written: Mapping[str, str], wanted: Mapping[str, str]
) -> Bound | dict[str, str]:
    """Make the view, or say what does not suit.

    Parameters
    ----------
    written : name -> column or expression of the source
    wanted : name -> canonical type, or ``condition``

    Returns
    -------
    the view, or name -> why that value does not suit

    Raises
    ------
    SourceError
        The first rows cannot be read.
    """
    numbers = _number_columns(engine, raw)
    replaced = f"* REPLACE ({', '.join(numbers)})" if numbers else "*"
    number_view = f"number_{raw.view}"
    engine.con.execute(f"CREATE OR REPLACE VIEW {number_view} AS FROM {raw.view} SELECT {replaced}")
    choices = {
        name: _choose(engine, (raw, number_view), value, wanted[name])
        for name, value in written.items()
    }
    problems = {
        name: f"{written[name]!r} does not suit {raw.where}: {choice.problem}"
        for name, choice in choices.items()
        if choice.problem
    }
    if problems:
        return problems
    texts = [f"{c.value} AS {slot(n)}" for n, c in choices.items() if c.view == raw.view]
    outer = [
        slot(n) if c.view == raw.view else f"{c.value} AS {slot(n)}" for n, c in choices.items()
    ]
    view = f"bound_{raw.view}"
    engine.con.execute(
        f"CREATE OR REPLACE VIEW {view} AS"
        f" FROM (FROM (FROM {raw.view} SELECT {', '.join(['*', *texts])}) SELECT {replaced})"
        f" SELECT {', '.join(outer)}"
    )
    return Bound(view, {name: choice.kind for name, choice in choices.items()})


def _choose(engine: Engine, views: tuple[Raw, str], written: str, wanted: str) -> _Choice:
    raw, number_view = views
    value = as_sql(written, raw.columns)
    if written not in raw.columns and wanted != CONDITION:
        value = f"TRY{value}"  # where it fails on a row, that row has no value
    order = [raw.view, number_view]
    if wanted in ("float", CONDITION) and written not in raw.columns:
        order.reverse()
    tried = [_bound(engine, view, value, wanted) for view in order]
    return next((choice for choice in tried if not choice.problem), tried[0])


def _bound(engine: Engine, view: str, value: str, wanted: str) -> _Choice:
    try:
        kind = str(engine.con.sql(f"FROM {view} SELECT {value} AS bound").types[0]).strip('"')
    except EngineError as error:
        return _Choice(view, value, "", cause(error))
    suits = kind.partition("(")[0] in SUITABLE[wanted] and not kind.endswith("]")
    return _Choice(view, value, kind, None if suits else f"it is {kind}, which is no {wanted}")


def _number_columns(engine: Engine, raw: Raw) -> list[str]:
    """Return SQL that reads as numbers the text columns that look so throughout a sample."""
    texts = [name for name, kind in raw.columns.items() if kind == "VARCHAR"]
    if not texts:
        return []
    looks = [
        f"coalesce(bool_and(regexp_full_match({cleaned(quoted(c))}, {literal(NUMBER)})), false)"
        for c in texts
    ]
    sample = f"FROM (FROM {raw.view} LIMIT {SAMPLE_ROWS}) SELECT {', '.join(looks)}"
    try:
        found = engine.row(sample)
    except EngineError as error:
        raise SourceError(f"{raw.where}: cannot be read. {cause(error)}") from None
    return [
        f"TRY_CAST({cleaned(quoted(c))} AS DOUBLE) AS {quoted(c)}"
        for c, is_number in zip(texts, found, strict=True)
        if is_number
    ]
