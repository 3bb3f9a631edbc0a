"""Checked rows become canonical tables."""

from collections.abc import Mapping

import duckdb

from src.config import Manifest
from src.engine import Engine, quoted
from src.ingest.naming import LINKS, links_query
from src.schemas import TABLES
from src.schemas.column import LINKED, Column
from src.sources.mapping import Mapped
from src.unify.consent import heeded
from src.unify.customers import Identity
from src.unify.events import events
from src.unify.golden import build_history, conflicts, golden
from src.unify.instants import local
from src.unify.orders import build_lines, day_range, order_lines, orders


def lines(
    engine: Engine, manifest: Manifest, whole: Mapping[str, str]
) -> tuple[int, tuple[int, int] | None]:
    """Build the lines of all orders; return how many were cancelled, and first and last day."""
    if "orders" not in whole:
        return 0, None
    zone = manifest.calendar_timezone
    cancelled = build_lines(engine, whole["orders"], zone, _match_days(manifest))
    return cancelled, day_range(engine)


def _match_days(manifest: Manifest) -> dict[str, int]:
    """Return the time that each source of orders grants its cancellations, if it does."""
    return {
        name: table.cancellations.match_days
        for name, table in manifest.tables.items()
        if table.cancellations
    }


def built_tables(
    engine: Engine,
    manifest: Manifest,
    mapped: Mapping[str, Mapped],
    whole: Mapping[str, str],
    identity: Identity,
) -> dict[str, duckdb.DuckDBPyRelation]:
    """Return every canonical table, not computed yet."""
    zone = manifest.calendar_timezone
    linked = [column.name for column in LINKED] if identity.linked else []
    built = {
        name: events(engine, _counting(engine, name, whole[name]), TABLES[name], zone, linked)
        for name in whole.keys() - {"orders", "profiles"}
    }
    if "orders" in whole:
        built["orders"] = orders(engine, zone, linked)
    if any("item" in source.bound.types for source in mapped.values() if source.table == "orders"):
        built["order_lines"] = order_lines(engine, linked)
    if "profiles" in whole:
        built |= _profiles(engine, manifest, mapped, whole["profiles"])
    if identity.resolved:
        built[LINKS] = engine.con.sql(links_query(manifest))
    return built


def _counting(engine: Engine, name: str, rows: str) -> str:
    """Return the checked rows of a table that count, though some of them may be set aside."""
    return heeded(engine, rows) if name == "consents" else rows


def _profiles(
    engine: Engine, manifest: Manifest, mapped: Mapping[str, Mapped], rows: str
) -> dict[str, duckdb.DuckDBPyRelation]:
    """Return golden records, and where the records of a customer disagreed."""
    stated = [c for c in TABLES["profiles"].takes if c.personal == "attribute"]
    named = {
        column.name: column
        for source in mapped.values()
        for column in source.columns
        if column.personal == "attribute" and column not in stated
    }
    birth = Column("birth_year", "int", "year", "year of birth", "attribute")
    zone = manifest.calendar_timezone
    attributes = {c.name: c for c in (birth, *stated, *named.values())}
    values = {name: quoted(name) for name in attributes}
    values["birth_year"] = f"CAST(year({local('birth_at', zone)}) AS BIGINT)"
    parties = {n: manifest.tables[n].party for n, s in mapped.items() if s.table == "profiles"}
    build_history(engine, rows, parties, values, zone)
    told = list(attributes.values())
    return {"profiles": golden(engine, told), "profile_conflicts": conflicts(engine, told)}
