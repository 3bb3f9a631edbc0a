"""The contract of the canonical tables: checked where they are worked on, by whatever engine does.

Raw rows are checked by DuckDB as they are read (`src.quality.checks`). Here the tables that came of
it are held against their schema once more, as the engine that goes on reads them: keys and required
columns are there, no key stands twice, no number is NaN or out of its bounds, no code is unknown,
no row contradicts itself, and totals agree between tables. A breach is a fault of this project or
of a hand that changed a file, never of a source, so nothing goes on.
"""

import re
from collections.abc import Iterator, Mapping

import narwhals.stable.v2 as nw

from src.asof import Frame
from src.engine import collect
from src.errors import DataError
from src.schemas import TABLES
from src.schemas.column import CUSTOMER, Column, Table, attribute, numbered

BUCKETS = 256
DAY_SECONDS = 86_400
SUMMED = ("net", "discount", "coupon", "quantity")  # of orders, from their lines
ROUNDING = 1e-6  # per row, as each sum is rounded
COMPARED = re.compile(r"(\w+) (>=|<=) (\w+)")  # rules that compare two columns; others are of lines
MAY_BE_UNDATED = ("consents", "changed_at")  # of a withdrawal, which then holds always
Breach = tuple[str, nw.Expr]  # what is wrong in words, and what is true of a row where it is


def hold(tables: Mapping[str, Frame]) -> None:
    """Check every canonical table.

    Raises
    ------
    DataError
        One breaks its contract; all breaches are told, with counts and without values.
    """
    found = [text for name, table in tables.items() for text in _breaches(TABLES[name], table)]
    if {"orders", "order_lines"} <= tables.keys():
        found += _totals(tables["orders"], tables["order_lines"])
    if found:
        raise DataError(
            f"Canonical tables are not what they must be: {'; '.join(found)}. Build them again;"
            " if that does not help, this is a bug of ours."
        )


def _breaches(table: Table, rows: Frame) -> Iterator[str]:
    """Yield what is wrong with a table, in two passes over it."""
    schema = rows.collect_schema()
    present = set(schema.names())
    texts = {name for name, kind in schema.items() if kind == nw.String}
    lacking = sorted(c.name for c in _needed(table) if c.name not in present)
    if lacking:
        yield f"{table.name} lacks {', '.join(lacking)}"
    told = list(_promises(table, present, texts))
    counts = collect(rows.select(**{f"n{i}": _count(test) for i, (_, test) in enumerate(told)}))
    for (words, _), count in zip(told, counts.iloc[0].fillna(0), strict=True):
        if count:
            yield f"{table.name}: {words} in {int(count):,} rows"
    key = [name for name in table.key if name in present]
    if key:
        twice = rows.group_by(*key).agg(rows=nw.len()).filter(nw.col("rows") > 1)
        repeats = int(collect(twice.select(count=nw.len()))["count"].iloc[0])
        if repeats:
            yield f"{table.name}: {repeats:,} keys ({', '.join(key)}) stand in several rows"


def _needed(table: Table) -> Iterator[Column]:
    """Yield the columns that are never null."""
    columns = {column.name for column in table.columns}
    yield from (column for column in CUSTOMER if column.name in columns)
    for column in table.takes:
        if column.required and (table.name, column.name) != MAY_BE_UNDATED:
            yield from (part for part in numbered(column) if part.name in columns)


def _promises(table: Table, present: set[str], texts: set[str]) -> Iterator[Breach]:
    yield "bucket out of range", ~nw.col("bucket").is_between(0, BUCKETS - 1)
    for column in _needed(table):
        if column.name in present:
            yield f"{column.name} missing", nw.col(column.name).is_null()
    for column in (*table.columns, *_attributes(table, present - texts)):
        if column.name in present:
            yield from _of_column(column, present)
    for rule in table.rules:
        compared = COMPARED.fullmatch(rule.condition)
        if compared and {compared[1], compared[3]} <= present:
            low, high = (compared[i] for i in ((3, 1) if compared[2] == ">=" else (1, 3)))
            yield f"{rule.column} {rule.breach}", nw.col(high) < nw.col(low)


def _attributes(table: Table, present: set[str]) -> Iterator[Column]:
    """Yield the numbers of profiles that only the manifest names."""
    if table.name == "profiles":
        yield from (attribute(n) for n in sorted(present - {c.name for c in table.columns}))


def _of_column(column: Column, present: set[str]) -> Iterator[Breach]:
    value = nw.col(column.name)
    if column.type == "float":
        yield f"{column.name} is NaN", value.is_nan()
    if column.low is not None:
        yield f"{column.name} out of range", value < column.low
    if column.high is not None:
        yield f"{column.name} out of range", value > column.high
    if column.codes:
        yield f"{column.name} unknown", ~value.is_in(list(column.codes)) & ~value.is_null()
    stem = column.name.removesuffix("_day")
    if column.name.endswith("_day") and f"{stem}_s" in present:
        drift = nw.col(f"{stem}_s") - value * DAY_SECONDS  # of the calendar, to UTC
        apart = (drift < -DAY_SECONDS) | (drift >= 2 * DAY_SECONDS)
        yield f"{stem}_s is of another day than {column.name}", apart


def _count(test: nw.Expr) -> nw.Expr:
    return test.cast(nw.Int64).sum()


def _totals(orders: Frame, lines: Frame) -> Iterator[str]:
    """Yield what orders and their lines do not agree on."""
    amounts = [nw.col(name).sum() for name in SUMMED]
    of_orders = collect(orders.select(nw.col("lines").sum(), *amounts)).iloc[0]
    of_lines = collect(lines.select(nw.len().alias("lines"), *amounts)).iloc[0]
    for name in ("lines", *SUMMED):
        apart = abs(float(of_orders[name]) - float(of_lines[name]))
        if apart > ROUNDING * float(of_lines["lines"]):
            yield f"orders and order_lines disagree on the sum of {name}"
