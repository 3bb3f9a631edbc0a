"""Erasure: a person is taken out of all that was built for a data set, and is not imported again.

Everything is made aside. First the hashes that keep the person out are written, then models are
marked, then files are moved into place, the links between records last: whoever runs it again after
it was killed ends where it would have ended.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from src.config import Manifest
from src.engine import Engine, open_engine, write
from src.errors import SourceError
from src.ingest.naming import LINKS
from src.manifest import load_manifest
from src.sources.mapping import map_tables
from src.sources.opening import open_sources
from src.stages.keeping import SNAPSHOTS
from src.stages.person import Person, built_tables, find, rows_of, wanted
from src.stages.snapshots import Progress
from src.tracking.registry import mark_for_retraining
from src.tracking.store import DATABASE, open_store
from src.unify.customers import pseudonym, secret
from src.unify.erasure import CONTACTS, add_marks, leave_out, read_marks
from src.unify.keyless import KEY, TELLING
from src.unify.overrides import FILE as OVERRIDES
from src.workspace import BUILT, publish, run_folder


@dataclass(frozen=True)
class Erased:
    """What an erasure did.

    Parameters
    ----------
    records : of the person, as far as they are known to be theirs
    places : file, as seen from the folder of the data set -> rows removed
    sources : source and where its rows are -> rows of theirs that are still there
    unread : why the sources could not be read, or nothing
    shared : e-mail addresses and telephone numbers that are others' too, so keep nobody out
    versions : of models that are now due for retraining
    by_hand : whether decisions by hand name the person
    let_in : others whom an address kept out that withdrew, and is forgotten with the person
    """

    records: int
    places: Mapping[str, int]
    sources: Mapping[tuple[str, str], int]
    unread: str
    shared: int
    versions: tuple[int, ...]
    by_hand: bool
    let_in: int = 0


def forget(
    folder: Path, who: tuple[str, str | None], reason: str, root: Path, progress: Progress
) -> Erased:
    """Take a person out of a data set's built files, and keep them out.

    Parameters
    ----------
    who : the key as a source writes it, and what it numbers (None: whatever it is known to number)
    reason : why models are due for retraining, such as ``erasure 2026-11-22``
    root : project folder, with ``mlruns/``

    Raises
    ------
    ProjectError
        Nobody is known by the key, or anything else foreseen; then nothing was changed.
    """
    manifest, built = load_manifest(folder), folder / BUILT
    settings = manifest.settings
    with (
        run_folder(built) as work,
        open_engine(settings.memory_limit, settings.thread_count, work) as engine,
    ):
        progress("looking through the sources", 0.0)
        sources, unread = _sources(engine, manifest, folder)
        aside = _set_aside(engine, built)
        progress("looking for the person", 0.5)
        known = read_marks(folder, secret())
        person = find(engine, manifest, built, {**sources, **aside}, who, secret())
        still = _still_there(engine, manifest, sources, person)
        let_in = _let_in(engine, built / "tables" / "consents.parquet", person)
        progress("leaving them out", 0.7)
        places = _tables_without(engine, built, person, work)
        places |= _rows_aside_without(engine, aside, person, work / "done")
        places |= _list_without(built, person, work / "done")
        add_marks(folder, person.marks, secret())
        versions: tuple[int, ...] = ()
        if (places or person.marks - known) and (root / "mlruns" / DATABASE).is_file():
            progress("marking models", 0.9)
            versions = mark_for_retraining(open_store(root), manifest.name, reason)
        places |= _reports_without(folder, root, person)
        for finished in ("done", "last"):
            publish(work / finished, built)
    named = _named_by_hand(folder, person)
    told = (person.shared, versions, named, let_in)
    return Erased(len(person.names), places, still, unread, *told)


def _sources(engine: Engine, manifest: Manifest, folder: Path) -> tuple[dict[str, str], str]:
    """Read keys, contacts, names and streets of every source, as far as there are any.

    Returns
    -------
    source -> table, and why they could not be read
    """
    try:
        mapped = map_tables(engine, open_sources(engine, manifest, folder), manifest, folder)
    except SourceError as error:
        return {}, str(error)
    tables = {}
    for name, source in mapped.items():
        given = {column.name for column in source.columns}
        columns = [KEY, *(c for k in CONTACTS if k in given for c in (k, f"{k}__found"))]
        columns += [column for column in TELLING if column in given]
        tables[name] = f"source_{name}"
        engine.con.execute(
            f"CREATE OR REPLACE TABLE {tables[name]} AS"
            f" FROM {source.view} SELECT {', '.join(columns)}"
        )
    return tables, ""


def _set_aside(engine: Engine, built: Path) -> dict[str, str]:
    """Open the rows that were set aside: file -> table."""
    tables = {}
    for number, path in enumerate(sorted((built / "tables" / "quarantine").glob("*.parquet"))):
        tables[str(path.relative_to(built))] = f"aside_{number}"
        relation = engine.con.read_parquet(str(path))
        relation.create(f"aside_{number}")
    return tables


def _still_there(
    engine: Engine, manifest: Manifest, tables: Mapping[str, str], person: Person
) -> dict[tuple[str, str], int]:
    """Count the rows of the person in each source."""
    wanted(engine, person.keys)
    found = {}
    for name, table in tables.items():
        source = manifest.tables[name].source
        files = [source.path] if source.path else list((source.files or {}).values())
        (rows,) = engine.row(f"FROM {table} SELECT count(*) WHERE {KEY} IN (FROM wanted)")
        if rows:
            found[name, ", ".join(files) or "its database"] = int(rows)
    return found


def _let_in(engine: Engine, consents: Path, person: Person) -> int:
    """Count others for whom a record of the person withdrew, as it is their address too."""
    if not consents.is_file():
        return 0
    rows = engine.con.read_parquet(str(consents))
    if not {"alone_id", "shared"} <= set(rows.columns):
        return 0
    wanted(engine, person.names)
    theirs = rows.filter("shared = 1 AND alone_id IN (FROM wanted)")
    return len(theirs.select("customer_id").distinct())


def _tables_without(engine: Engine, built: Path, person: Person, work: Path) -> dict[str, int]:
    """Write every table that holds the person again, without them."""
    wanted(engine, person.names)
    places: dict[str, int] = {}
    for path in built_tables(built):
        test = rows_of(engine, path)
        found = engine.con.read_parquet(str(path))
        rows = len(found.filter(test)) if test else 0
        if rows:
            place = path.relative_to(built)
            out = work / ("last" if path.stem == LINKS else "done") / place
            write(found.filter(f"NOT {test}"), out)
            told = SNAPSHOTS if place.parts[0] == SNAPSHOTS else place  # of many files
            places[f"{BUILT}/{told}"] = rows + places.get(f"{BUILT}/{told}", 0)
    return places


def _rows_aside_without(
    engine: Engine, aside: Mapping[str, str], person: Person, out: Path
) -> dict[str, int]:
    """Write rows that were set aside again, without those that tell of the person."""
    removed = leave_out(engine, aside, person.marks, secret())
    for place, rows in removed.items():
        if rows:
            write(engine.con.table(aside[place]), out / place)
    return {f"{BUILT}/{place}": rows for place, rows in removed.items() if rows}


def _list_without(built: Path, person: Person, out: Path) -> dict[str, int]:
    """Write the contact list again; every line begins with a pseudonym."""
    path = built / "scores.csv"
    if not path.is_file():
        return {}
    lines = path.read_text("utf-8").splitlines(keepends=True)
    left = [line for line in lines if line.partition(",")[0] not in person.names]
    if len(left) < len(lines):
        out.mkdir(parents=True, exist_ok=True)
        (out / path.name).write_text("".join(left), "utf-8")
        return {f"{BUILT}/{path.name}": len(lines) - len(left)}
    return {}


def _reports_without(folder: Path, root: Path, person: Person) -> dict[str, int]:
    """Strike the pseudonyms out of reports, which show those whom decisions by hand concern."""
    places = {}
    for base, inside in ((folder, BUILT), (root, "mlruns")):
        for path in sorted((base / inside).rglob("report.html")):
            text = path.read_text("utf-8")
            found = sum(text.count(name) for name in person.names)
            if found:
                for name in person.names:
                    text = text.replace(name, "forgotten")
                aside = path.with_suffix(".partial")
                aside.write_text(text, "utf-8")
                aside.replace(path)
                places[str(path.relative_to(base))] = found
    return places


def _named_by_hand(folder: Path, person: Person) -> bool:
    """Tell whether a decision by hand names a record of the person."""
    path = folder / OVERRIDES
    if not path.is_file():
        return False
    told = tomllib.loads(path.read_text("utf-8"))
    keys = {key for kind in told.values() for decision in kind for key in decision["keys"]}
    return any(pseudonym(key, secret()) in person.names for key in keys)
