"""From a source's own columns to canonical ones: names, types and instants, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from src.causes import cause
from src.config import FILE, Manifest, TableMap
from src.engine import Engine, EngineError, literal, quoted
from src.errors import ManifestError, SourceError
from src.schemas import TABLES, Column
from src.schemas.column import attribute, category
from src.sources.binding import CONDITION, Bound, bind, slot
from src.sources.dates import Order
from src.sources.day_orders import Seen, days_seen
from src.sources.raw import Raw, spool
from src.sources.readings import found, typed

ORDER_KEY = Column(
    "grain", "text", "", "the order, as the source names it", "identifying", required=True
)
UNIQUE_KEY = Column("unique", "text", "", "what no two rows of the source share", "identifying")
KEYS = {ORDER_KEY.name: ORDER_KEY, UNIQUE_KEY.name: UNIQUE_KEY}  # made of several columns
FILTER = "source.filter"


@dataclass(frozen=True)
class Mapped:
    """A view of one row per source row that the filter lets through.

    Parameters
    ----------
    view : its name; per column ``c`` that its table takes, mapped or null, it has ``c`` (typed)
        and ``c__found`` (text not readable)
    source, table : name of the source in the manifest, and of the canonical table
    columns : canonical columns, keys and attributes that are mapped
    raw, bound : the source, and its values before they are typed
    noted : what is odd of how its days are written -> values
    """

    view: str
    source: str
    table: str
    columns: tuple[Column, ...]
    raw: Raw
    bound: Bound
    noted: Mapping[str, int] = field(default_factory=dict)


def map_tables(
    engine: Engine,
    raws: Mapping[str, Raw],
    manifest: Manifest,
    folder: Path,
    taken_on: date | None = None,
) -> dict[str, Mapped]:
    """Map every opened source.

    No row is read but by those readers that are Python's, and where instants are texts, for the
    order of day and month.

    Parameters
    ----------
    taken_on : the day after which nothing can have happened, for years of two digits

    Raises
    ------
    ManifestError
        Expressions that do not suit the types of their columns, all at once.
    """
    mapped: dict[str, Mapped] = {}
    problems: list[str] = []
    for name, raw in raws.items():
        spool(engine, raw)
        columns = _columns(manifest.canonical(name), manifest.tables[name])
        bound = _bound(engine, raw, manifest.tables[name], columns)
        if isinstance(bound, Bound):
            given = tuple(c for c in columns if c.name in KEYS or c.name in bound.types)
            seen = _seen(engine, raw, bound, given, manifest.tables[name])
            orders = {n: Order(one.order, taken_on) for n, one in seen.items()}
            noted = {what: times for n in seen for what, times in seen[n].notes(n).items()}
            view = _view(engine, name, columns, bound, orders, manifest)
            mapped[name] = Mapped(view, name, manifest.canonical(name), given, raw, bound, noted)
        else:
            where = f"{folder / FILE}: tables.{name}"
            problems += [f"{where}.{_place(n, manifest.tables[name])}: {bound[n]}" for n in bound]
    if problems:
        raise ManifestError("\n".join(problems))
    return mapped


def _place(name: str, table: TableMap) -> str:
    if name in table.columns:
        return f"columns.{name}"
    if name in table.categories:
        return f"categories.{name}"
    return f"attributes.{name}" if name in table.attributes else name


def _columns(name: str, table: TableMap) -> tuple[Column, ...]:
    takes = [_coded(column, table) for column in TABLES[name].takes]
    attributes = [attribute(name) for name in table.attributes]
    attributes += [category(name) for name in table.categories]
    keys = [*([ORDER_KEY] if table.grain else []), *([UNIQUE_KEY] if table.unique else [])]
    return (*takes, *keys, *attributes)


def _coded(column: Column, table: TableMap) -> Column:
    """Add the codes of the manifest to those that are known."""
    own = table.codes.get(column.name, {})
    codes = {code: (*column.codes.get(code, ()), *own.get(code, ())) for code in own}
    return replace(column, codes={**column.codes, **codes}) if own else column


def _bound(
    engine: Engine, raw: Raw, table: TableMap, columns: tuple[Column, ...]
) -> Bound | dict[str, str]:
    written = {**table.columns, **table.attributes, **table.categories}
    wanted: dict[str, str] = {column.name: column.type for column in columns}
    for key, values in (("grain", table.grain), ("unique", table.unique)):
        for number, value in enumerate(values):
            written[f"{key}.{number}"], wanted[f"{key}.{number}"] = value, "text"
    if table.source.filter:
        written[FILTER], wanted[FILTER] = table.source.filter, CONDITION
    return bind(engine, raw, written, wanted)


def _seen(
    engine: Engine, raw: Raw, bound: Bound, columns: tuple[Column, ...], table: TableMap
) -> dict[str, Seen]:
    try:
        return days_seen(engine, bound, _let_through(bound), columns, table)
    except EngineError as error:
        raise SourceError(f"{raw.where}: cannot be read. {cause(error)}") from None


def _let_through(bound: Bound) -> str:
    return f" WHERE {slot(FILTER)}" if FILTER in bound.types else ""


def _view(
    engine: Engine,
    name: str,
    columns: tuple[Column, ...],
    bound: Bound,
    orders: Mapping[str, Order],
    manifest: Manifest,
) -> str:
    zones = (manifest.source_timezone, manifest.calendar_timezone)
    source = [] if name == manifest.canonical(name) else [literal(name)]
    readings = [r for c in columns for r in _readings(c, bound, orders, zones, source)]
    sort = manifest.tables[name].keys
    if sort:  # a number of one sort is no number of another
        readings[0] = f"{literal(sort + ':')} || {readings[0]}"
    view = f"mapped_{name}"
    engine.con.execute(
        f"CREATE OR REPLACE VIEW {view} AS"
        f" FROM {bound.view} SELECT {', '.join(readings)}{_let_through(bound)}"
    )
    return view


def _readings(
    column: Column,
    bound: Bound,
    orders: Mapping[str, Order],
    zones: tuple[str, str],
    source: list[str],
) -> tuple[str, str]:
    """Return SQL for a column and for its text that was not readable.

    An order's key begins with its ``source`` where several give orders: they number on their own.
    """
    name, text = column.name, "CAST(NULL AS VARCHAR)"
    if name in KEYS and KEYS[name] == column:
        keys = [key for key in bound.types if key.startswith(f"{name}.")]
        parts = [typed(column, slot(key), bound.types[key], zones) for key in keys]
        value = " || '|' || ".join(f"({part})" for part in [*source, *parts])  # null if one is
    elif name in bound.types:
        value = typed(column, slot(name), bound.types[name], zones, orders.get(name, Order()))
        text = found(column, slot(name))
    else:
        value = column.absent
    return f"{value} AS {quoted(name)}", f"{text} AS {quoted(name + '__found')}"


def row_counts(engine: Engine, mapped: Mapped) -> tuple[int, int]:
    """Count rows apart from the mapping: of the source, and those that its filter leaves out.

    Raises
    ------
    SourceError
        There are none, or they cannot be read.
    """
    raw, bound = mapped.raw, mapped.bound
    try:
        (read,) = engine.row(f"FROM {raw.view} SELECT count(*)")
        filtered = _filtered(engine, bound) if FILTER in bound.types else 0
    except EngineError as error:
        raise SourceError(f"{raw.where}: cannot be read. {cause(error)}") from None
    if read == 0:
        raise SourceError(f"{raw.where}: there are no rows, only the names of columns.")
    if read == filtered:
        raise SourceError(f"{raw.where}: the filter leaves none of {read:,} rows.")
    return read, filtered


def _filtered(engine: Engine, bound: Bound) -> int:
    condition = slot(FILTER)
    (out,) = engine.row(f"FROM {bound.view} SELECT count(*) FILTER (WHERE {condition} IS NOT TRUE)")
    return int(out)
