"""From a source's own columns to canonical ones: names, types and instants, and nothing else."""

from dataclasses import dataclass

from src.config import Manifest, TableMap
from src.engine import Engine, EngineError, first_line
from src.errors import ManifestError, SourceError
from src.schemas import TABLES, Column
from src.sources.binding import CONDITION, Bound, bind, slot
from src.sources.raw import Raw, spool
from src.sources.readings import found, typed

ORDER_KEY = Column("order_key", "text", "", "the order, as the source writes it", required=True)
SQL_TYPES = {"text": "VARCHAR", "float": "DOUBLE", "int": "BIGINT", "timestamp": "TIMESTAMP"}
FILTER = "source.filter"


@dataclass(frozen=True)
class Mapped:
    """A view of one row per source row that the filter lets through.

    Parameters
    ----------
    view : its name; per column ``c`` it has ``c`` (typed) and ``c__found`` (text that could not be read)
    table : name of the canonical table
    columns : canonical columns and attributes; those that are not mapped are null
    where : what to call the source in a message
    read_rows, filtered_rows : rows of the source, and how many of them the filter leaves out
    """

    view: str
    table: str
    columns: tuple[Column, ...]
    where: str
    read_rows: int
    filtered_rows: int


def map_table(engine: Engine, raw: Raw, name: str, manifest: Manifest) -> Mapped:
    """Map one opened source; nothing but rows is counted yet.

    Raises
    ------
    ManifestError
        An expression does not suit the types of its columns.
    SourceError
        The source has no rows, or they cannot be read.
    """
    spool(engine, raw)
    table = manifest.tables[name]
    columns = _columns(name, table)
    bound = _bound(engine, raw, table, columns)
    zones = (manifest.source_timezone, manifest.calendar_timezone)
    view = f"mapped_{name}"
    readings = [_reading(column, bound, zones) for column in columns]
    let_through = f" WHERE {slot(FILTER)}" if FILTER in bound.types else ""
    engine.con.execute(
        f"CREATE VIEW {view} AS FROM {bound.view} SELECT {', '.join(readings)}{let_through}"
    )
    read, filtered = _counts(engine, raw, bound)
    if read == 0:
        raise SourceError(f"{raw.where}: there are no rows, only the names of columns.")
    return Mapped(view, name, columns, raw.where, read, filtered)


def _columns(name: str, table: TableMap) -> tuple[Column, ...]:
    attributes = [Column(a, "float", "", "an attribute", "attribute") for a in table.attributes]
    return (*TABLES[name].takes, *([ORDER_KEY] if table.grain else []), *attributes)


def _bound(engine: Engine, raw: Raw, table: TableMap, columns: tuple[Column, ...]) -> Bound:
    written = {**table.columns, **table.attributes}
    wanted: dict[str, str] = {column.name: column.type for column in columns}
    for number, value in enumerate(table.grain):
        written[f"grain.{number}"], wanted[f"grain.{number}"] = value, "text"
    if table.source.filter:
        written[FILTER], wanted[FILTER] = table.source.filter, CONDITION
    bound = bind(engine, raw, written, wanted)
    if isinstance(bound, Bound):
        return bound
    name = raw.view.removeprefix("raw_")
    raise ManifestError("\n".join(f"dataset.toml: tables.{name}: {problem}" for problem in bound))


def _reading(column: Column, bound: Bound, zones: tuple[str, str]) -> str:
    if column == ORDER_KEY:
        keys = [n for n in bound.types if n.startswith("grain.")]
        parts = [typed(column, slot(n), bound.types[n], zones) for n in keys]
        absent = " OR ".join(f"({part}) IS NULL" for part in parts)
        value = f"CASE WHEN NOT ({absent}) THEN concat_ws('|', {', '.join(parts)}) END"
    elif column.name in bound.types:
        value = typed(column, slot(column.name), bound.types[column.name], zones)
        return (
            f"{value} AS {column.name}, {found(column, slot(column.name))} AS {column.name}__found"
        )
    else:
        value = f"CAST(NULL AS {SQL_TYPES[column.type]})"
    return f"{value} AS {column.name}, CAST(NULL AS VARCHAR) AS {column.name}__found"


def _counts(engine: Engine, raw: Raw, bound: Bound) -> tuple[int, int]:
    """Rows of the source, counted apart from the mapping, and rows that its filter leaves out."""
    out = f"count(*) FILTER (WHERE {slot(FILTER)} IS NOT TRUE)" if FILTER in bound.types else "0"
    try:
        (read,) = engine.row(f"FROM {raw.view} SELECT count(*)")
        (filtered,) = engine.row(f"FROM {bound.view} SELECT {out}") if out != "0" else (0,)
    except EngineError as error:
        raise SourceError(f"{raw.where}: cannot be read. {first_line(error)}") from None
    return int(read), int(filtered)
