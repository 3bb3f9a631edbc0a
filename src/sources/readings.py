"""How a value of a source is read as a canonical text, number or instant.

A value that is not there (null, blank, NaN, ``null``, ``none``) and one that cannot be read both
become null here; `found` keeps the text of the second kind.
"""

from src.schemas import Column
from src.sources.expressions import literal

SQL_TYPES = {"text": "VARCHAR", "float": "DOUBLE", "int": "BIGINT", "timestamp": "TIMESTAMP"}
ABSENT = "('', 'nan', 'nat', 'null', 'none')"
FRACTIONS = ("DOUBLE", "FLOAT", "DECIMAL")
DAY = r"\d{4}-\d{1,2}-\d{1,2}|\d{8}"
OFFSET = r":\d\d(\.\d+)? ?(Z|[+-]\d\d(:?\d\d)?)$"
NUMBER = r"[-+]?(0|[1-9]\d*|\d*\.\d+|[1-9]\d*\.)([eE][-+]?\d+)?"


def cleaned(value: str) -> str:
    """Return SQL for the text of a value, trimmed, null where it says that nothing is there."""
    text = f"trim(CAST({value} AS VARCHAR))"
    return f"CASE WHEN lower({text}) NOT IN {ABSENT} THEN {text} END"


def typed(column: Column, value: str, found_type: str, zones: tuple[str, str]) -> str:
    """Return SQL that reads a value.

    Parameters
    ----------
    column : what it is to become
    value : SQL of the value
    found_type : its DuckDB type
    zones : of timestamps that do not say theirs; of the calendar, whose midnight begins a mere day
    """
    if column.type == "timestamp":
        return _instant(value, found_type, *zones)
    if column.type == "text":
        if "INT" in found_type:
            return f"CAST({value} AS VARCHAR)"
        return _whole(value) if found_type.startswith(FRACTIONS) else cleaned(value)
    number = value if found_type != "VARCHAR" else cleaned(value)
    number = f"TRY_CAST({number} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def found(column: Column, value: str) -> str:
    """Return SQL for the text of a value that was there, but could not be read."""
    return f"CASE WHEN {column.name} IS NULL THEN {cleaned(value)} END"


def _whole(value: str) -> str:
    """Write an identifier that was stored as a float as it looks elsewhere: 17850, not 17850.0."""
    whole = f"TRY_CAST(TRY_CAST({value} AS BIGINT) AS VARCHAR)"
    return f"CASE WHEN {value} = trunc({value}) THEN {whole} ELSE {cleaned(value)} END"


def _instant(value: str, found_type: str, source_zone: str, calendar_zone: str) -> str:
    """Return SQL for a moment in UTC; a mere day begins at the calendar's midnight."""
    if found_type == "DATE":
        return _to_utc(f"CAST({value} AS TIMESTAMP)", calendar_zone)
    if found_type == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', {value})"
    if found_type.startswith("TIMESTAMP"):
        return _to_utc(f"CAST({value} AS TIMESTAMP)", source_zone)
    text = cleaned(value)
    day = f"coalesce(TRY_CAST({text} AS TIMESTAMP), TRY_STRPTIME({text}, '%Y%m%d'))"
    return (
        f"CASE WHEN regexp_full_match({text}, {literal(DAY)}) THEN {_to_utc(day, calendar_zone)}"
        f" WHEN regexp_matches({text}, {literal(OFFSET)})"
        f" THEN timezone('UTC', TRY_CAST({text} AS TIMESTAMPTZ))"
        f" ELSE {_to_utc(f'TRY_CAST({text} AS TIMESTAMP)', source_zone)} END"
    )


def _to_utc(local: str, zone: str) -> str:
    return local if zone == "UTC" else f"timezone('UTC', timezone({literal(zone)}, {local}))"
