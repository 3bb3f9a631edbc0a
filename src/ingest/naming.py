"""From checked rows to customers: which records are one person, and since when that is known."""

from collections.abc import Mapping
from pathlib import Path

from src.config import Manifest
from src.engine import Engine, literal
from src.ingest.rows import Rows
from src.schemas import TABLES
from src.unify.customers import Identity, identify, secret
from src.unify.identity.resolve import resolve
from src.unify.overrides import decided
from src.unify.records import known_days, records

LINKS = "identity_links"


def name_customers(rows: Rows, folder: Path | None) -> Identity:
    """Make the table ``customers``; see `src.unify.customers.identify`.

    Parameters
    ----------
    folder : where decisions by hand are; None: as if there were none
    """
    engine, manifest, whole = rows.engine, rows.manifest, rows.whole
    staged = list(whole.values())
    described = None
    if "profiles" in whole:
        of_profiles = {n: source for n, source in rows.mapped.items() if source.table == "profiles"}
        columns = {c.name for source in of_profiles.values() for c in source.columns}
        sorts = {name: manifest.tables[name].keys or name for name in of_profiles}
        described = records(engine, whole["profiles"], sorts, columns)
    if described is None:
        return identify(engine, staged, secret())
    once = {sorts[name] for name in sorts if manifest.tables[name].one_per_person}
    by_hand = decided(folder, described["key"].to_pylist()) if folder else None
    found = resolve(engine, described, once, manifest.identity.wrong_merge_cost, by_hand)
    known_days(engine, _times(whole, columns), manifest.calendar_timezone)
    return identify(engine, staged, secret(), (described, found), _known_before(engine, rows.links))


def _times(whole: Mapping[str, str], profile_columns: set[str]) -> dict[str, str]:
    """Return the checked rows that are dated -> the column that dates them."""
    times = {rows: TABLES[name].time for name, rows in whole.items()}
    if "known_at" in profile_columns:
        times[whole["profiles"]] = "known_at"
    return {rows: time for rows, time in times.items() if time}


def _known_before(engine: Engine, path: Path) -> set[str]:
    if not path.is_file():
        return set()
    found = engine.con.execute("FROM read_parquet(?) SELECT record_id", [str(path)]).fetchall()
    return {record for (record,) in found}


def links_query(manifest: Manifest) -> str:
    """Return SQL for the canonical table ``identity_links``."""
    sorts = {table.keys for table in manifest.tables.values() if table.keys}
    cases = " ".join(
        f"WHEN starts_with(customer_key, {literal(sort + ':')}) THEN {literal(sort)}"
        for sort in sorted(sorts)
    )
    space = f"CASE {cases} ELSE 'customer' END" if cases else "'customer'"
    return (
        f"FROM customers SELECT alone_id AS record_id, customer_id, bucket, {space} AS key_space,"
        " rule, prob, known_day, linked_day ORDER BY record_id"
    )
