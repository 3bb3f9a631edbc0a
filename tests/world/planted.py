"""What became of every planted fault and of every good row, told row by row from staged tables."""

# ruff: noqa: S608  queries are made of names of ours

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from src.engine import Engine, literal, open_engine, quoted
from src.ingest.checked import check_sources
from src.manifest import load_manifest
from src.quality.quarantine import Account
from src.sources.mapping import map_tables
from src.sources.opening import open_sources

DATES_OF_RECORDS = {  # a record stays without the day on which it came to be
    ("crm_contacts", "created_at"),
    ("shop_accounts", "created_at"),
    ("loyalty_members", "joined_at"),
}
RENAMED = {  # where not called as in the file
    "birth_date": "birth_at",
    "ended_on": "ended_at",
    "created_at": "known_at",
    "joined_at": "known_at",
    "points": "amount",
}
FILES = {"requesters": "tickets"}  # sources that are not called as their file
FILTERED = {"survey_answers"}  # of questions that nobody answered
AS_GOOD = {  # what must become of a fault, and a fate that is as good
    ("repeat", "quarantined"),  # it says something else than the row before
    ("repaired", "rewritten"),  # a code in another spelling
}
ID = """regexp_replace("unique", '^[a-z_]+[|]', '')"""  # it begins with the source's name


@dataclass(frozen=True)
class Found:
    """What a manifest made of a world.

    Parameters
    ----------
    faults : one row per planted fault: ``source``, ``fault``, ``must``, ``may``, ``fate``, ``good``
    lost : per source of the manifest: ``good_rows``, and how many of them were ``set_aside`` or
        had a value ``nulled``
    accounts : per source of the manifest
    """

    faults: pd.DataFrame
    lost: pd.DataFrame
    accounts: tuple[Account, ...]

    def classes(self) -> pd.DataFrame:
        """Return one row per class of fault: its fates, ``n``, and how many are ``good``."""
        return self.faults.groupby(["source", "fault"], as_index=False).agg(
            must=("must", "first"),
            fates=("fate", lambda fates: ", ".join(sorted(set(fates)))),
            n=("good", "size"),
            good=("good", "sum"),
        )


def found(folder: Path, work: Path) -> Found:
    """Stage and check every source of a world, and hold the rows against its truth."""
    manifest = load_manifest(folder)
    with open_engine("2GB", 2, work) as engine:
        mapped = map_tables(engine, open_sources(engine, manifest, folder), manifest, folder)
        checked = check_sources(engine, mapped, manifest.taken_on, work, lambda _what, _share: None)
        faults = f"read_parquet({literal(str(folder / 'truth' / 'faults.parquet'))})"
        engine.con.execute(f"CREATE TABLE faults AS FROM {faults}")
        columns = {name: {c.name for c in one.columns} for name, one in mapped.items()}
        planted = engine.con.execute(
            'SELECT DISTINCT source, "column" FROM faults ORDER BY ALL'
        ).fetchall()
        fates = pd.concat(
            [_fates(engine, source, column, columns) for source, column in planted],
            ignore_index=True,
        )
        lost = pd.concat([_lost(engine, name) for name in mapped], ignore_index=True)
    fates["good"] = [_good(row) for row in fates.itertuples()]
    return Found(fates, lost, checked.accounts)


def _good(row) -> bool:
    place = (row.source, row.column)
    if row.fate == "left out":
        return row.source in FILTERED
    asked = {row.must, row.may}
    if row.fate in asked or any((fate, row.fate) in AS_GOOD for fate in asked):
        return True
    return bool(row.fate == "nulled" and place in DATES_OF_RECORDS)


def _fates(engine: Engine, source: str, column: str | None, columns) -> pd.DataFrame:
    """Return one row per planted fault of a column; those of no column are repeats."""
    name = RENAMED.get(column, column)
    faults = f"""
        (FROM faults SELECT * WHERE source = {literal(source)}
          AND "column" IS NOT DISTINCT FROM {literal(column) if column else "NULL"})
    """
    read = name in columns[source]
    value = f"CAST({quoted(name)} AS VARCHAR)" if read else "NULL"
    told = quoted(f"{name}__found") if read else "NULL"
    code = quoted(f"{name}__written") if f"{name}__written" in _staged(engine, source) else "NULL"
    return engine.con.sql(
        f"""
        WITH rows AS (
          FROM staged_{source} SELECT {ID} AS record_id,
            count(*) AS n, count(*) FILTER (reasons = '') AS kept,
            any_value({value}) AS is_now, any_value({told}) AS told, any_value({code}) AS code
          GROUP BY ALL)
        FROM {faults} AS f LEFT JOIN rows USING (record_id)
        SELECT f.source, f."column", f.fault, f.must, f.may, CASE
          WHEN must = 'repeat' AND n = 1 AND kept = 1 THEN 'repeat'
          WHEN must = 'repeat' AND n = 2 AND kept = 1 THEN 'quarantined'
          WHEN n IS NULL AND fault = 'missing key' THEN {_keyless(source)}
          WHEN n IS NULL THEN 'left out'
          WHEN must = 'repeat' THEN 'not found'
          WHEN kept = 0 THEN 'quarantined'
          WHEN NOT {read} THEN 'not found'
          WHEN is_now IS NULL AND told IS NOT NULL THEN 'nulled'
          WHEN is_now IS NULL THEN 'lost silently'
          WHEN code IS NOT NULL THEN 'rewritten'
          WHEN is_now = was OR TRY_CAST(is_now AS DOUBLE) = TRY_CAST(was AS DOUBLE) THEN 'repaired'
          ELSE 'not found' END AS fate
        """
    ).df()


def _keyless(source: str) -> str:
    """Return SQL for the fate of rows without their identifier: counted, as nothing names them."""
    missing = f"FROM staged_{source} SELECT count(*) WHERE \"unique\" IS NULL AND reasons <> ''"
    planted = "FROM faults SELECT count(*) WHERE fault = 'missing key'"
    same = f"({missing}) = ({planted} AND source = {literal(source)})"
    return f"CASE WHEN {same} THEN 'quarantined' ELSE 'left out' END"


def _staged(engine: Engine, table: str) -> list[str]:
    return engine.con.sql(f"FROM staged_{table} LIMIT 0").columns


def _lost(engine: Engine, table: str) -> pd.DataFrame:
    """Count the rows without a planted fault, and those that were not wholly kept all the same."""
    source = FILES.get(table, table)
    marks = [c for c in _staged(engine, table) if c.endswith("__found")]
    nulled = " OR ".join(f"{quoted(mark)} IS NOT NULL" for mark in marks)
    return engine.con.sql(
        f"""
        FROM staged_{table} SELECT {literal(table)} AS source, count(*) AS good_rows,
          count(*) FILTER (reasons <> '') AS set_aside,
          count(*) FILTER (reasons = '' AND ({nulled})) AS nulled
        WHERE "unique" IS NOT NULL AND {ID} NOT IN (
          FROM faults SELECT record_id WHERE source = {literal(source)})
        """
    ).df()
