"""Checked rows become canonical tables."""

from collections.abc import Sequence

import duckdb

from src.config import Manifest
from src.engine import quoted
from src.ingest.naming import LINKS, links_query
from src.ingest.rows import Rows, has_texts
from src.schemas import TABLES
from src.schemas.column import LINKED, Column
from src.schemas.commerce import CANCELLED
from src.unify.customers import Identity
from src.unify.events import events
from src.unify.golden import build_history, conflicts, golden
from src.unify.instants import local
from src.unify.orders import build_lines, day_range, order_lines, orders
from src.unify.reach import REACHED, find_reached
from src.unify.words import wrote

OWN, SHARED = (f"CAST({said} AS BIGINT) AS shared" for said in (0, 1))


def lines(rows: Rows) -> tuple[int, tuple[int, int] | None]:
    """Build the lines of all orders; return how many were cancelled, and first and last day."""
    if "orders" not in rows.whole:
        return 0, None
    zone, match_days = rows.manifest.calendar_timezone, _match_days(rows.manifest)
    cancelled = build_lines(rows.engine, rows.whole["orders"], zone, match_days)
    return cancelled, day_range(rows.engine)


def _match_days(manifest: Manifest) -> dict[str, int]:
    """Return the time that each source of orders grants its cancellations, if it does."""
    return {
        name: table.cancellations.match_days
        for name, table in manifest.tables.items()
        if table.cancellations
    }


def built_tables(rows: Rows, identity: Identity) -> dict[str, duckdb.DuckDBPyRelation]:
    """Return every canonical table, not computed yet."""
    engine, manifest, whole = rows.engine, rows.manifest, rows.whole
    zone = manifest.calendar_timezone
    linked = [column.name for column in LINKED] if identity.linked else []
    built = {
        name: events(engine, whole[name], TABLES[name], zone, linked)
        for name in whole.keys() - {"orders", "profiles", "consents"}
    }
    if "consents" in whole:
        built["consents"] = _consents(rows, linked)
    if "orders" in whole:
        further = linked + [c.name for c in CANCELLED] if _match_days(manifest) else linked
        built["orders"] = orders(engine, zone, further)
        if any("item" in one.bound.types for one in rows.mapped.values() if one.table == "orders"):
            built["order_lines"] = order_lines(engine, further)
    if has_texts(rows.mapped):
        built["words"] = wrote(engine, whole, zone, linked)
    if "profiles" in whole:
        built |= _profiles(rows)
    if identity.resolved:
        built[LINKS] = engine.con.sql(links_query(manifest))
    return built


def _consents(rows: Rows, linked: Sequence[str]) -> duckdb.DuckDBPyRelation:
    """Return every change of a permission, and of a shared address withdrawals for all who have it.

    Where there are such, rows tell whose record said them, linked or not.
    """
    engine, said, table = rows.engine, rows.whole["consents"], TABLES["consents"]
    zone = rows.manifest.calendar_timezone
    if not find_reached(engine, said, rows.whole.get("profiles")):
        return events(engine, said, table, zone, linked).select(f"*, {OWN}")
    engine.con.execute(f"CREATE OR REPLACE VIEW spread AS FROM {said} WHERE state = 'withdrawn'")
    names = [column.name for column in LINKED]
    own = events(engine, said, table, zone, names).select(f"*, {OWN}")
    others = events(engine, "spread", table, zone, names, REACHED).select(f"*, {SHARED}")
    order = (*("bucket", "customer_id", "alone_id", "changed_at", "purpose"), *("state", "origin"))
    return own.union(others).order(", ".join((*order, "shared")))


def _profiles(rows: Rows) -> dict[str, duckdb.DuckDBPyRelation]:
    """Return golden records, and where the records of a customer disagreed."""
    engine, manifest, mapped = rows.engine, rows.manifest, rows.mapped
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
    build_history(engine, rows.whole["profiles"], parties, values, zone)
    told = list(attributes.values())
    return {"profiles": golden(engine, told), "profile_conflicts": conflicts(engine, told)}
