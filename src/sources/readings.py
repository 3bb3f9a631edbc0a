"""How a value of a source is read as a canonical text, number or instant.

A value that is not there (null, blank, NaN, ``null``, ``none``) and one that cannot be read both
become null here; `found` keeps the text of the second kind.
"""

from src.engine import literal, quoted
from src.schemas import Column
from src.sources.dates import Order, iso, let

ABSENT = ("", "nan", "nat", "null", "none")  # at most 4 letters
FRACTIONS = ("DOUBLE", "FLOAT", "DECIMAL")
DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
TIME = DAY + r"[ T]\d{1,2}:\d\d(:\d\d([.]\d+)?)?"
OFFSET = r" ?(Z|UTC|[+-]\d\d(:?\d\d)?)"  # casts to TIMESTAMP ignore it, so it is looked for
NUMBER = r"[-+]?(0|[1-9]\d*|\d*\.\d+|[1-9]\d*\.)([eE][-+]?\d+)?"


def cleaned(value: str) -> str:
    """Return SQL for the text of a value, trimmed, null where it says that nothing is there.

    ``IN (...)`` would be a join to DuckDB, computed for every column whether it is read or not.
    """
    text = f"trim(CAST({value} AS VARCHAR))"
    absent = " ".join(f"WHEN {literal(word)} THEN NULL" for word in ABSENT)
    short = f"CASE lower({text}) {absent} ELSE {text} END"
    return f"CASE WHEN strlen({text}) > 4 THEN {text} ELSE {short} END"


def typed(
    column: Column,
    value: str,
    found_type: str,
    zones: tuple[str, str],
    order: Order = Order(),  # noqa: B008  frozen
) -> str:
    """Return SQL that reads a value.

    Parameters
    ----------
    column : what it is to become
    value : SQL of the value
    found_type : its DuckDB type
    zones : of timestamps that do not say theirs; of the calendar, whose midnight begins a mere day
    order : how days that are not written as ISO has them are read
    """
    if column.type == "timestamp":
        return _instant(value, found_type, zones, order.ahead() if column.future else order)
    if column.type == "text":
        if "INT" in found_type:
            return f"CAST({value} AS VARCHAR)"
        return _whole(value) if found_type.startswith(FRACTIONS) else cleaned(value)
    number = value if found_type != "VARCHAR" else cleaned(value)
    number = f"TRY_CAST({number} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def found(column: Column, value: str) -> str:
    """Return SQL for the text of a value that was there, but could not be read."""
    return f"CASE WHEN {quoted(column.name)} IS NULL THEN {cleaned(value)} END"


def _whole(value: str) -> str:
    """Write an identifier that was stored as a float as it looks elsewhere: 17850, not 17850.0."""
    whole = f"TRY_CAST(TRY_CAST({value} AS BIGINT) AS VARCHAR)"
    return f"CASE WHEN {value} = trunc({value}) THEN {whole} ELSE {cleaned(value)} END"


def _instant(value: str, found_type: str, zones: tuple[str, str], order: Order) -> str:
    """Return SQL for a moment in UTC; a mere day begins at the calendar's midnight."""
    source_zone, calendar_zone = zones
    if found_type == "DATE":
        return _to_utc(f"CAST({value} AS TIMESTAMP)", calendar_zone)
    if found_type == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', {value})"
    if found_type.startswith("TIMESTAMP"):
        return _to_utc(f"CAST({value} AS TIMESTAMP)", source_zone)
    text = cleaned(value)
    other = let("day", iso(text, order), f"CASE {_cases('day', zones)} END")
    return f"CASE {_cases(text, zones)} ELSE {other} END"


def _cases(text: str, zones: tuple[str, str]) -> str:
    """Return SQL that reads what ISO allows."""
    source_zone, calendar_zone = zones
    naive = f"TRY_CAST({text} AS TIMESTAMP)"
    compact = f"TRY_STRPTIME({text}, '%Y%m%d')"
    aware = f"TRY_CAST(regexp_replace({text}, ' ([Z+-])', '\\1') AS TIMESTAMPTZ)"
    forms = [
        (TIME, _to_utc(naive, source_zone)),
        (DAY, _to_utc(naive, calendar_zone)),
        (r"\d{8}", _to_utc(compact, calendar_zone)),
        (TIME + OFFSET, f"timezone('UTC', {aware})"),
    ]
    return " ".join(
        f"WHEN regexp_full_match({text}, {literal(form)}) THEN {instant}" for form, instant in forms
    )


def _to_utc(local: str, zone: str) -> str:
    return local if zone == "UTC" else f"timezone('UTC', timezone({literal(zone)}, {local}))"
