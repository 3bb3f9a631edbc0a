"""Open every source of a manifest, and refuse what cannot be before any row is read."""

from collections.abc import Iterator
from pathlib import Path

from src.config import FILE, Manifest, Source, TableMap
from src.engine import Engine
from src.errors import ManifestError, SourceError, did_you_mean
from src.sources.databases import open_database
from src.sources.expressions import breaches_of
from src.sources.files import open_files
from src.sources.raw import Raw


def open_sources(engine: Engine, manifest: Manifest, folder: Path) -> dict[str, Raw]:
    """Open every source and check every column that the manifest names.

    Raises
    ------
    SourceError
        Files and databases that cannot be opened, all of them.
    ManifestError
        Columns that do not exist and expressions that are not scalar, all at once.
    """
    where = folder / FILE
    raws: dict[str, Raw] = {}
    unopened: list[str] = []
    for name, table in manifest.tables.items():
        try:
            raws[name] = _open(engine, name, table.source, folder)
        except SourceError as error:
            unopened.append(f"{where}: tables.{name}.source: {error}")
    if unopened:
        raise SourceError("\n".join(unopened))
    breaches = [
        *_zone_breaches(engine, manifest),
        *(
            f"tables.{name}.{place} {breach.replace('{where}', raws[name].where)}"
            for name, table in manifest.tables.items()
            for place, value in _written(table)
            for breach in breaches_of(engine, value, raws[name].columns)
        ),
    ]
    if breaches:
        raise ManifestError("\n".join(f"{where}: {breach}" for breach in breaches))
    return raws


def _open(engine: Engine, name: str, source: Source, folder: Path) -> Raw:
    view = f"raw_{name}"
    if source.url is not None:
        return open_database(view, source.url.get_secret_value(), source.query or "", folder)
    return open_files(engine, view, source, folder)


def _zone_breaches(engine: Engine, manifest: Manifest) -> Iterator[str]:
    rows = engine.con.execute("FROM pg_timezone_names() SELECT name").fetchall()
    known = {zone for (zone,) in rows}
    for key in ("source_timezone", "calendar_timezone"):
        zone = getattr(manifest, key)
        if zone not in known:
            near = did_you_mean(zone, known).partition("Known:")[0]
            yield f"{key} {zone!r} is no time zone. {near}Write one such as Europe/London."


def _written(table: TableMap) -> Iterator[tuple[str, str]]:
    """Yield every column or expression of a table with the place where it is written."""
    yield from ((f"columns.{name}", value) for name, value in table.columns.items())
    yield from ((f"attributes.{name}", value) for name, value in table.attributes.items())
    yield from ((f"categories.{name}", value) for name, value in table.categories.items())
    yield from (("grain", value) for value in table.grain)
    yield from (("unique", value) for value in table.unique)
    if table.source.filter is not None:
        yield "source.filter", table.source.filter
