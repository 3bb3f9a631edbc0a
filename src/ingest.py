"""From a manifest to canonical tables: open, map, check, quarantine, unify, write."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from src.config import Manifest
from src.engine import Engine, clear, content_digest, write
from src.quality.checks import check
from src.quality.quarantine import Account, kept_rows, quarantine
from src.schemas import TABLES
from src.sources.mapping import Mapped, map_tables, row_counts
from src.sources.opening import open_sources
from src.unify.customers import identify, secret
from src.unify.events import events, profiles
from src.unify.orders import build_lines, day_range, order_lines, orders

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Ingested:
    """What a manifest became.

    Parameters
    ----------
    tables : canonical name -> Parquet file
    accounts : per source, what became of every row
    customers : how many there are, with or without orders
    cancelled_lines : order lines that were cancelled whole
    first_day, last_day : day numbers of the first and last order line
    fingerprint : SHA-256 of the manifest and of what the tables say
    """

    tables: Mapping[str, Path]
    accounts: tuple[Account, ...]
    customers: int
    cancelled_lines: int
    first_day: int
    last_day: int
    fingerprint: str


def ingest(
    manifest: Manifest, folder: Path, engine: Engine, out: Path, progress: Progress
) -> Ingested:
    """Read, check and unify every source of a manifest.

    Parameters
    ----------
    folder : where the manifest is; relative paths begin there
    out : folder of the Parquet tables and of ``quarantine/``
    progress : told what is being done, and the share that is done (0 to 1)

    Raises
    ------
    ManifestError, SourceError, DataError
        What the manifest says cannot be, a source cannot be read, or its rows cannot be used.
    """
    progress("opening sources", 0.0)
    mapped = map_tables(engine, open_sources(engine, manifest, folder), manifest, folder)
    staged, accounts = _checked(engine, mapped, out, progress)
    progress("naming customers", 0.55)
    customers = identify(engine, staged.values(), secret())
    progress("summing orders", 0.6)
    cancelled = build_lines(
        engine, staged["orders"], manifest.calendar_timezone, _match_days(manifest)
    )
    first_day, last_day = day_range(engine)
    progress("writing tables", 0.7)
    built = _canonical(engine, manifest, mapped, staged)
    tables = {name: write(built[name], out / f"{name}.parquet") for name in sorted(built)}
    progress("taking the fingerprint", 0.9)
    fingerprint = _fingerprint(engine, manifest, tables)
    clear(engine)
    return Ingested(tables, accounts, customers, cancelled, first_day, last_day, fingerprint)


def _checked(
    engine: Engine, mapped: Mapping[str, Mapped], out: Path, progress: Progress
) -> tuple[dict[str, str], tuple[Account, ...]]:
    """Stage and check every source; return the staged tables and what became of every row."""
    staged: dict[str, str] = {}
    accounts = []
    for done, (name, table) in enumerate(mapped.items()):
        progress(f"reading {name}", 0.05 + 0.5 * done / len(mapped))
        counts = row_counts(engine, table)
        staged[name] = check(engine, table.view, table.columns, table.raw.where)
        accounts.append(_account(engine, table, staged[name], counts, out))
    return staged, tuple(accounts)


def _account(
    engine: Engine, mapped: Mapped, staged: str, counts: tuple[int, int], out: Path
) -> Account:
    path = out / "quarantine" / f"{mapped.table}.parquet"
    rows, reasons, nulled = quarantine(engine, staged, mapped.columns, path)
    return Account(
        table=mapped.table,
        where=mapped.raw.where,
        read_rows=counts[0],
        filtered_rows=counts[1],
        kept_rows=kept_rows(engine, staged),
        quarantined_rows=rows,
        repeated_rows=0,
        reasons=reasons,
        nulled=nulled,
    )


def _match_days(manifest: Manifest) -> int | None:
    cancellations = manifest.tables["orders"].cancellations
    return cancellations.match_days if cancellations else None


def _canonical(
    engine: Engine, manifest: Manifest, mapped: Mapping[str, Mapped], staged: Mapping[str, str]
) -> dict[str, duckdb.DuckDBPyRelation]:
    """Return every canonical table, not computed yet."""
    zone = manifest.calendar_timezone
    built = {
        name: events(engine, staged[name], TABLES[name], zone)
        for name in staged.keys() - {"orders", "profiles"}
    }
    built["orders"] = orders(engine)
    if "item" in manifest.tables["orders"].columns:
        built["order_lines"] = order_lines(engine)
    if "profiles" in staged:
        attributes = [c for c in mapped["profiles"].columns if c.personal == "attribute"]
        built["profiles"] = profiles(engine, staged["profiles"], attributes)
    return built


def _fingerprint(engine: Engine, manifest: Manifest, tables: Mapping[str, Path]) -> str:
    digest = hashlib.sha256(manifest.model_dump_json().encode())
    for name, path in tables.items():
        digest.update(f"{name}:{content_digest(engine, path)}".encode())
    return digest.hexdigest()
