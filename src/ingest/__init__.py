"""From a manifest to canonical tables: open, map, check, quarantine, unify, write."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from src.config import Manifest
from src.engine import Engine, clear, content_digest, write
from src.errors import DataError
from src.ingest.canonical import built_tables, lines
from src.ingest.checked import Progress, check_sources, with_orphans
from src.ingest.naming import LINKS, name_customers
from src.ingest.rows import Rows
from src.quality.drift import Load
from src.quality.quarantine import Account
from src.sources.mapping import map_tables
from src.sources.opening import open_sources
from src.unify.customers import Identity, secret
from src.unify.erasure import read_marks
from src.unify.overrides import FILE as OVERRIDES
from src.unify.unheard import heeded
from src.unify.union import united
from src.workspace import BUILT


@dataclass(frozen=True)
class Ingested:
    """What a manifest became.

    Parameters
    ----------
    tables : canonical name -> Parquet file
    accounts, loads : per source, what became of every row, and what its kept rows are like
    identity : how many records became how many customers, with or without orders, and why
    cancelled_lines : order lines that were cancelled whole
    span : day numbers of the first and last order line; None without orders
    fingerprint : SHA-256 of the manifest and of what the tables say
    undecided : the tables as they would be without decisions by hand; none where there are none
    """

    tables: Mapping[str, Path]
    accounts: tuple[Account, ...]
    loads: tuple[Load, ...]
    identity: Identity
    cancelled_lines: int
    span: tuple[int, int] | None
    fingerprint: str
    undecided: Mapping[str, Path] = field(default_factory=dict)

    @property
    def customers(self) -> int:
        """How many there are, with or without orders."""
        return self.identity.customers

    @property
    def first_day(self) -> int:
        """Day number of the first order line; a `DataError` without orders."""
        return self._needed[0]

    @property
    def last_day(self) -> int:
        """Day number of the last order line; a `DataError` without orders."""
        return self._needed[1]

    @property
    def _needed(self) -> tuple[int, int]:
        if self.span is None:
            raise DataError(
                "There are no orders, which personas, churn by inactivity and value are made of. "
                "Map tables.orders; python -m src.train --check tells what is possible without."
            )
        return self.span


def ingest(
    manifest: Manifest,
    folder: Path,
    engine: Engine,
    out: Path,
    progress: Progress,
    today: date | None = None,
) -> Ingested:
    """Read, check and unify every source of a manifest.

    Parameters
    ----------
    folder : where the manifest is; relative paths begin there
    out : folder of the Parquet tables and of ``quarantine/``
    progress : told what is being done, and the share that is done (0 to 1)
    today : the day of the run, after which nothing can have happened, where the manifest does not
        say when the data were taken; None: no instant is too late

    Raises
    ------
    ManifestError, SourceError, DataError
        What the manifest says cannot be, a source cannot be read, or its rows cannot be used.
    """
    progress("opening sources", 0.0)
    taken_on = manifest.taken_on or today
    raws = open_sources(engine, manifest, folder)
    mapped = map_tables(engine, raws, manifest, folder, taken_on)
    forgotten = read_marks(folder, secret())
    checked = check_sources(engine, mapped, taken_on, out, progress, forgotten)
    progress("naming customers", 0.55)
    whole = united(engine, checked.staged, {name: one.table for name, one in mapped.items()})
    if "consents" in whole:
        whole["consents"] = heeded(engine, whole["consents"])
    rows = Rows(engine, manifest, mapped, whole, folder / BUILT / "tables" / f"{LINKS}.parquet")
    accounts = with_orphans(engine, checked, {n: t.keys for n, t in manifest.tables.items()})
    undecided: dict[str, Path] = {}
    if (folder / OVERRIDES).is_file():
        undecided = _unified(rows, None, engine.work / "undecided", progress)[-1]
    identity, cancelled, span, tables = _unified(rows, folder, out, progress)
    progress("taking the fingerprint", 0.9)
    fingerprint = _fingerprint(engine, manifest, tables)
    clear(engine)
    told = (identity, cancelled, span, fingerprint)
    return Ingested(tables, accounts, checked.loads, *told, undecided)


def _unified(
    rows: Rows, decisions: Path | None, out: Path, progress: Progress
) -> tuple[Identity, int, tuple[int, int] | None, dict[str, Path]]:
    """Name customers, with the decisions by hand of a folder or without any; write all tables."""
    identity = name_customers(rows, decisions)
    progress("summing orders", 0.6)
    cancelled, span = lines(rows)
    progress("writing tables", 0.7)
    built = built_tables(rows, identity)
    tables = {name: write(built[name], out / f"{name}.parquet") for name in sorted(built)}
    return identity, cancelled, span, tables


def _fingerprint(engine: Engine, manifest: Manifest, tables: Mapping[str, Path]) -> str:
    digest = hashlib.sha256(manifest.model_dump_json().encode())
    for name, path in tables.items():
        digest.update(f"{name}:{content_digest(engine, path)}".encode())
    return digest.hexdigest()
