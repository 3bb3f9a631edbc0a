"""From a manifest to canonical tables: open, map, check, quarantine, unify, write."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from src.config import Manifest
from src.engine import Engine, clear, content_digest, write
from src.errors import DataError
from src.quality.checks import check
from src.quality.orphans import orphans
from src.quality.quarantine import Account, kept_rows, mended, set_aside
from src.quality.repeats import noted_repeats, remove_repeats
from src.schemas import TABLES
from src.sources.mapping import UNIQUE_KEY, Mapped, map_tables, row_counts
from src.sources.opening import open_sources
from src.unify.customers import identify, secret
from src.unify.events import events, profiles
from src.unify.orders import build_lines, day_range, order_lines, orders
from src.unify.union import united

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
    span : day numbers of the first and last order line; None without orders
    fingerprint : SHA-256 of the manifest and of what the tables say
    """

    tables: Mapping[str, Path]
    accounts: tuple[Account, ...]
    customers: int
    cancelled_lines: int
    span: tuple[int, int] | None
    fingerprint: str

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
    mapped = map_tables(engine, open_sources(engine, manifest, folder), manifest, folder)
    taken_on = manifest.taken_on or today
    staged, accounts = _checked(engine, mapped, taken_on, out, progress)
    progress("naming customers", 0.55)
    customers = identify(engine, staged.values(), secret())
    accounts = _with_orphans(engine, staged, accounts)
    whole = united(engine, staged, {name: table.table for name, table in mapped.items()})
    progress("summing orders", 0.6)
    cancelled, span = _lines(engine, manifest, whole)
    progress("writing tables", 0.7)
    built = _canonical(engine, manifest, mapped, whole)
    tables = {name: write(built[name], out / f"{name}.parquet") for name in sorted(built)}
    progress("taking the fingerprint", 0.9)
    fingerprint = _fingerprint(engine, manifest, tables)
    clear(engine)
    return Ingested(tables, accounts, customers, cancelled, span, fingerprint)


def _checked(
    engine: Engine,
    mapped: Mapping[str, Mapped],
    taken_on: date | None,
    out: Path,
    progress: Progress,
) -> tuple[dict[str, str], tuple[Account, ...]]:
    """Stage and check every source; return the staged tables and what became of every row."""
    staged: dict[str, str] = {}
    accounts = []
    for done, (name, source) in enumerate(mapped.items()):
        progress(f"reading {name}", 0.05 + 0.5 * done / len(mapped))
        counts = row_counts(engine, source)
        rules = TABLES[source.table].rules
        staged[name] = check(engine, source.view, source.columns, rules, taken_on, source.raw.where)
        accounts.append(_account(engine, source, staged[name], counts, out))
    return staged, tuple(accounts)


def _account(
    engine: Engine, mapped: Mapped, staged: str, counts: tuple[int, int], out: Path
) -> Account:
    unique = UNIQUE_KEY.name if UNIQUE_KEY in mapped.columns else None
    repeated = remove_repeats(engine, staged, unique)
    rows, reasons = set_aside(engine, staged, out / "quarantine" / f"{mapped.source}.parquet")
    nulled, rewritten = mended(engine, staged, mapped.columns)
    return Account(
        source=mapped.source,
        table=mapped.table,
        where=mapped.raw.where,
        read_rows=counts[0],
        filtered_rows=counts[1],
        kept_rows=kept_rows(engine, staged),
        quarantined_rows=rows,
        repeated_rows=repeated,
        reasons=reasons,
        nulled=nulled,
        rewritten=rewritten,
        noted=noted_repeats(engine, staged, mapped.columns),
    )


def _with_orphans(
    engine: Engine, staged: Mapping[str, str], accounts: Sequence[Account]
) -> tuple[Account, ...]:
    """Note in each account the rows whose customer no profile tells of."""
    profiles = [staged[account.source] for account in accounts if account.table == "profiles"]
    found = [orphans(engine, staged[account.source], profiles) for account in accounts]
    return tuple(replace(a, noted={**a.noted, **f}) for a, f in zip(accounts, found, strict=True))


def _lines(
    engine: Engine, manifest: Manifest, whole: Mapping[str, str]
) -> tuple[int, tuple[int, int] | None]:
    """Build the lines of all orders; return how many were cancelled, and first and last day."""
    if "orders" not in whole:
        return 0, None
    zone = manifest.calendar_timezone
    cancelled = build_lines(engine, whole["orders"], zone, _match_days(manifest))
    return cancelled, day_range(engine)


def _match_days(manifest: Manifest) -> int | None:
    """Return the longest time that a source of orders grants its cancellations."""
    granted = [
        table.cancellations.match_days
        for name, table in manifest.tables.items()
        if manifest.canonical(name) == "orders" and table.cancellations
    ]
    return max(granted, default=None)


def _canonical(
    engine: Engine, manifest: Manifest, mapped: Mapping[str, Mapped], whole: Mapping[str, str]
) -> dict[str, duckdb.DuckDBPyRelation]:
    """Return every canonical table, not computed yet."""
    zone = manifest.calendar_timezone
    built = {
        name: events(engine, whole[name], TABLES[name], zone)
        for name in whole.keys() - {"orders", "profiles"}
    }
    if "orders" in whole:
        built["orders"] = orders(engine, zone)
    if any("item" in source.bound.types for source in mapped.values() if source.table == "orders"):
        built["order_lines"] = order_lines(engine)
    if "profiles" in whole:
        stated = {column.name for column in TABLES["profiles"].takes}
        named = {
            column.name: column
            for source in mapped.values()
            for column in source.columns
            if column.personal == "attribute" and column.name not in stated
        }
        built["profiles"] = profiles(engine, whole["profiles"], list(named.values()))
    return built


def _fingerprint(engine: Engine, manifest: Manifest, tables: Mapping[str, Path]) -> str:
    digest = hashlib.sha256(manifest.model_dump_json().encode())
    for name, path in tables.items():
        digest.update(f"{name}:{content_digest(engine, path)}".encode())
    return digest.hexdigest()
