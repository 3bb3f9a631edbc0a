"""Rows that say the same again: removed where the manifest says what is unique, else only noted."""

from collections.abc import Sequence

from src.engine import Engine, quoted
from src.schemas.column import Column

AGAIN = "unique columns repeated with other values"


def remove_repeats(engine: Engine, staged: str, unique: str | None) -> int:
    """Keep the first of the rows that share what is unique.

    A later row that is the same throughout is removed; one that says something else is set aside.

    Parameters
    ----------
    unique : the staged column that no two rows share; None: nothing is unique, and all rows stay

    Returns
    -------
    how many rows were removed
    """
    if unique is None:
        return 0
    key = quoted(unique)
    engine.con.execute(
        f"CREATE OR REPLACE TEMP TABLE later AS FROM (FROM {staged} SELECT rowid AS row,"
        f" row_number() OVER own AS place, hash({staged}) AS said, first(said) OVER own AS first"
        f" WHERE {key} IS NOT NULL AND reasons = ''"
        f" WINDOW own AS (PARTITION BY {key} ORDER BY rowid))"
        " SELECT row, said = first AS same WHERE place > 1"
    )
    rows = "WHERE rowid IN (FROM later SELECT row WHERE"
    (removed,) = engine.row("FROM later SELECT count(*) FILTER (same)")
    engine.con.execute(f"DELETE FROM {staged} {rows} same)")  # noqa: S608  names of ours
    engine.con.execute(f"UPDATE {staged} SET reasons = '{AGAIN}' {rows} NOT same)")  # noqa: S608
    engine.con.execute("DROP TABLE later")
    return int(removed)


def noted_repeats(engine: Engine, staged: str, columns: Sequence[Column]) -> dict[str, int]:
    """Count kept rows that repeat another in all that is mapped, or in who, when and how much.

    Both are often true: two of the same thing in one basket. So they are counted, and stay.
    """
    everything = [c.name for c in columns]
    core = [c.name for c in columns if (c.required and c.name != "grain") or c.name == "item"]
    exact = _repeats(engine, staged, everything)
    near = _repeats(engine, staged, core) - exact
    counts = {"exact repeats": exact, "near repeats: the same but for details": near}
    return {what: rows for what, rows in counts.items() if rows}


def _repeats(engine: Engine, staged: str, names: Sequence[str]) -> int:
    columns = ", ".join(quoted(name) for name in names)
    (rows,) = engine.row(
        f"FROM (FROM {staged} SELECT count(*) - 1 AS more WHERE reasons = '' GROUP BY {columns})"
        " SELECT coalesce(sum(more), 0)"
    )
    return int(rows)
