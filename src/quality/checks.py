"""What is wrong with each row: one pass over the mapped rows, which are kept in a staged table.

A row is set aside for its key, its time or its amount only, which its schema calls required or
decisive; any other value that cannot be is
nulled and counted, and a code in another spelling is rewritten and counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from src.causes import cause
from src.engine import Engine, EngineError, literal, quoted
from src.errors import SourceError
from src.quality.categories import holds_address, is_category, refuse_free_text
from src.quality.unreadable import refuse_unreadable
from src.schemas.column import LARGEST_AMOUNT, LARGEST_YEAR, SMALLEST_YEAR, Column, Rule

TOMORROW = "12:00:00"  # UTC: until then the day on which the data were taken goes on somewhere
Breach = tuple[str, str]  # what is wrong in words, and SQL that is true where it is


def check(
    engine: Engine,
    view: str,
    columns: Sequence[Column],
    rules: Iterable[Rule],
    taken_on: date | None,
    where: str,
) -> str:
    """Stage mapped rows with what is wrong with each.

    Parameters
    ----------
    view : mapped rows: per column ``c``, ``c`` (typed) and ``c__found`` (text not readable)
    columns : those that are mapped, which are staged; rules may name others, which are null
    rules : what holds in every row
    taken_on : the day after which nothing can have happened; None: no instant is too late
    where : what to call the source in a message

    Returns
    -------
    name of the staged table: the columns, a text ``c__written`` of a code that was written
    in another way, and ``reasons``, empty for a good row

    Raises
    ------
    SourceError
        Reading failed half-way.
    DataError
        A required column could not be read in a single row: its form is not what was expected. Or
        a category holds what people wrote.
    """
    staged = view.replace("mapped_", "staged_")
    known = {column.name for column in columns}
    told = [rule for rule in rules if rule.column in known]
    breaches = {c.name: list(_breaches(c, told, taken_on)) for c in columns}
    required = [c for c in columns if c.required]
    reasons = [
        (f"{c.name} {words}", test)
        for c in columns
        if c.required or c.decisive
        for words, test in (*_absence(c), *breaches[c.name])
    ]
    values = [value for c in columns for value in _values(c, breaches[c.name])]
    try:
        engine.con.execute(
            f"CREATE OR REPLACE TABLE {staged} AS FROM (FROM {view} SELECT * {_coded(columns)})"
            f" SELECT {', '.join(values)}, {_told(reasons)} AS reasons"
        )
    except EngineError as error:
        raise SourceError(f"{where}: reading stopped. {cause(error)}.") from None
    refuse_unreadable(engine, staged, required, where)
    refuse_free_text(engine, staged, columns, where)
    return staged


def _told(reasons: Sequence[Breach]) -> str:
    """Return SQL for all that is true of a row; most rows are good, so that is asked first."""
    wrong = " OR ".join(f"({test})" for _, test in reasons)
    words = [f"CASE WHEN {test} THEN {literal(reason)} END" for reason, test in reasons]
    return f"CASE WHEN {wrong} THEN concat_ws('; ', {', '.join(words)}) ELSE '' END"


def _coded(columns: Iterable[Column]) -> str:
    """Return SQL that adds the code of each coded column, as ``c__code``."""
    return "".join(f", {_code(c)} AS {quoted(f'{c.name}__code')}" for c in columns if c.codes)


def _code(column: Column) -> str:
    cases = [
        f"WHEN {literal(text.lower())} THEN {literal(code)}"
        for code, others in column.codes.items()
        for text in (code, *others)
    ]
    return f"CASE lower(trim({quoted(column.name)})) {' '.join(cases)} END"


def _values(column: Column, breaches: Sequence[Breach]) -> Iterator[str]:
    """Yield SQL for the value, for the text that could not be used, and for that of a code."""
    name, found = quoted(column.name), quoted(f"{column.name}__found")
    code = quoted(f"{column.name}__code")
    value = code if column.codes else name
    if column.required or column.decisive or not breaches:
        unknown = f"coalesce({found}, CASE WHEN {code} IS NULL THEN {name} END)"
        yield f"{value} AS {name}"
        yield f"{unknown} AS {found}" if column.codes else found
    else:
        wrong = " OR ".join(f"coalesce({test}, false)" for _, test in breaches)
        yield f"CASE WHEN NOT ({wrong}) THEN {value} END AS {name}"
        yield f"coalesce({found}, CASE WHEN {wrong} THEN CAST({name} AS VARCHAR) END) AS {found}"
    if column.codes:
        other = f"lower(trim({name})) <> lower({code})"  # Female is no other way to write female
        yield f"CASE WHEN {other} THEN {name} END AS {quoted(f'{column.name}__written')}"


def _absence(column: Column) -> Iterator[Breach]:
    name, found = quoted(column.name), quoted(f"{column.name}__found")
    if column.required:
        yield "missing", f"{name} IS NULL AND {found} IS NULL"
    yield "unreadable", f"{name} IS NULL AND {found} IS NOT NULL"


def _breaches(column: Column, rules: Iterable[Rule], taken_on: date | None) -> Iterator[Breach]:
    """Yield all for which a value that was read cannot be."""
    name = quoted(column.name)
    after = taken_on and taken_on + timedelta(days=1)
    if column.type == "timestamp":
        years = f"year({name}) BETWEEN {SMALLEST_YEAR} AND {LARGEST_YEAR - 1}"
        yield "out of range", f"NOT ({years})"
        if after and not column.future:
            yield "in the future", f"{name} >= TIMESTAMP '{after} {TOMORROW}' AND {years}"
    if column.type == "float":
        low = -LARGEST_AMOUNT if column.low is None else column.low
        high = f"< {LARGEST_AMOUNT}" if column.high is None else f"<= {column.high}"
        yield "out of range", f"NOT ({name} >= {low} AND {name} {high})"
    if column.codes:
        yield "unknown", f"{name} IS NOT NULL AND {quoted(f'{column.name}__code')} IS NULL"
    if is_category(column):
        yield "an address or telephone number", holds_address(column)
    for rule in rules:
        if rule.column == column.name and (after or "{taken}" not in rule.condition):
            condition = rule.condition.format(taken=f"TIMESTAMP '{after}'")
            yield rule.breach, f"NOT ({condition})"
