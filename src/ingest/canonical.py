"""Checked rows become canonical tables."""

from collections.abc import Mapping

import duckdb

from src.config import Manifest
from src.engine import Engine
from src.schemas import TABLES
from src.sources.mapping import Mapped
from src.unify.events import events, profiles
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
