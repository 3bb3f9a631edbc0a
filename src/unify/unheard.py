"""Withdrawals that would get lost: for a date that cannot be, or a key that nothing else bears."""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import Frame
from src.engine import Engine, collect
from src.unify.consent import LINKS

SAYING = ("profiles", "profile_conflicts", "consents", LINKS)  # not what anybody did
WITHDRAWAL = "state = 'withdrawn' AND purpose IS NOT NULL AND customer_key IS NOT NULL"


def heeded(engine: Engine, rows: str) -> str:
    """Make a view of checked consents in which withdrawals that were set aside hold.

    Where their date cannot be it is null: they hold always.
    """
    view = f"heeded_{rows}"
    undated = "CASE WHEN NOT contains(reasons, 'changed_at') THEN changed_at END AS changed_at"
    engine.con.execute(
        f"CREATE OR REPLACE VIEW {view} AS FROM {rows} SELECT * REPLACE ({undated},"
        f" CASE WHEN {WITHDRAWAL} THEN '' ELSE reasons END AS reasons)"
    )
    return view


def unheeded(engine: Engine, rows: str) -> int:
    """Count the rows set aside that may withdraw something, but not whose or what."""
    (count,) = engine.row(
        f"FROM {rows} SELECT count(*) FILTER (WHERE reasons <> ''"  # noqa: S608  names of ours
        f" AND state IS DISTINCT FROM 'granted' AND NOT coalesce({WITHDRAWAL}, false))"
    )
    return int(count)


def unreached(tables: Mapping[str, Frame]) -> int:
    """Count the records that withdrew anything, but leave nobody out of whom anything is known.

    Where there are no events, that is what profiles say.
    """
    events = [table for name, table in tables.items() if name not in SAYING]
    others = events or [tables[name] for name in SAYING[:1] if name in tables]
    if "consents" not in tables or not others:
        return 0
    said = tables["consents"].filter(nw.col("state") == "withdrawn")
    linked = "alone_id" in said.collect_schema().names()
    said = said.select("customer_id", record=nw.col("alone_id" if linked else "customer_id"))
    known = nw.concat([table.select("customer_id") for table in others]).unique()
    reaching = said.join(known, on="customer_id", how="semi").select("record")
    silent = said.select("record").unique().join(reaching, on="record", how="anti")
    return int(collect(silent.select(records=nw.len()))["records"].iloc[0])
