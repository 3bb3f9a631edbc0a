"""Snapshots kept between runs: a customer is described again only where their past has changed.

What a customer was like at a cutoff follows from their rows dated before it, of which
`src.stages.marks` makes a mark, and from the recipe and the code, of which it makes a digest. Of
each digest, cutoff and run there is a file with marks and features; where a later run comes to the
same mark it takes the features from there, and writes only the others. A late record, an amount put
right or a merged identity changes the mark of whom it concerns; who withdrew has no rows, so no
mark, and who is erased is taken out of the files.

Features made of usual prices are computed for everybody each time, since any price paid may move
what is usual; of the other population statistics a change, which is rare, changes the digest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

import narwhals.stable.v2 as nw
import pandas as pd

from src.asof import Asof, Frame
from src.engine import Engine, chunk_count, in_chunks, literal, quoted
from src.errors import DataError
from src.features.build import Recipe, build, names
from src.order_days import KEY
from src.stages.marks import mark, stacked, staged
from src.stages.snapshots import (
    NOBODY,
    Progress,
    Snapshots,
    as_snapshots,
    describe,
    feature_rows,
)
from src.workspace import BUILT

SNAPSHOTS = "snapshots"  # in ``built``: DIGEST/RUN/PART/cutoff_day=DAY/*.parquet
CUTOFF = KEY[0]
NAMED = (  # those who changed, and their records that may stand alone
    "FROM changed UNION ALL FROM alias SELECT customer_id WHERE owner_id IN (FROM changed)"
)


@dataclass(frozen=True, eq=False)
class Kept:
    """Where snapshots are kept: in what was ``built`` in the ``folder`` of a data set.

    What this run makes goes to ``done`` first.
    """

    engine: Engine
    folder: Path
    done: Path


def describe_changed(
    tables: Mapping[str, Frame],
    asof: Asof,
    recipe: Recipe,
    size: tuple[int, int],
    where: Kept,
    progress: Progress,
) -> Snapshots:
    """Do as `describe` does, but compute only what was not kept, and keep it.

    On Spark nothing is kept.

    Parameters
    ----------
    size : how many customers there are, and about how many to describe at a time

    Raises
    ------
    DataError
        Nobody can be described.
    """
    engine = where.engine
    if engine.spark is not None:
        return describe(tables, asof, recipe, *size, progress)
    progress("comparing with what was kept", 0.0)
    steady = replace(recipe, norms=replace(recipe.norms, usual_prices={}))
    place = Path(SNAPSHOTS, mark(engine, tables, asof, steady, where.folder))
    before, made = where.folder / BUILT / place, where.done / place
    rmtree(where.done / SNAPSHOTS, ignore_errors=True)  # what was described before, in this run
    old = {day: files for day in asof.cutoffs if (files := _files(before, day))}
    count = _find_changed(engine, old)
    again = nw.from_native(engine.con.table("again"))
    theirs = {n: t.join(again, on="customer_id", how="semi") for n, t in tables.items()}
    new = tuple(day for day in asof.cutoffs if day not in old)
    columns = [*KEY, *names(tables, steady)]
    todo = [(tables, new, size[0])] if new else []
    todo += [(theirs, tuple(old), count)] if count else []
    run = made / str(len(list(before.glob("*"))))
    run.mkdir(parents=True, exist_ok=True)
    for part, (some, days, customers) in enumerate(todo):
        chunks = chunk_count(customers, size[1])
        for number, own in enumerate(in_chunks(some, customers, size[1])):
            progress("describing customers", (part + number / chunks) / len(todo))
            nw.to_native(build(own, Asof(days), steady)).create_view("described", replace=True)
            _write(engine, _described(days, columns), run / f"{part}-{number}")
    fresh = [path for day in asof.cutoffs for path in _files(made, day)]
    _write(engine, _nobody(new, tuple(old), fresh), run / "nobody")
    queries = [f"FROM {_rows(fresh)} SELECT {_listed(columns)}"] if fresh else []
    queries += [_known(day, files, columns) for day, files in old.items()]
    if not queries:
        raise DataError(NOBODY)
    rows = pd.concat([engine.con.sql(query).df() for query in queries], ignore_index=True)
    wanted = names(tables, recipe)
    if moved := frozenset(wanted) - frozenset(columns):
        rest = feature_rows(tables, asof, replace(recipe, only=moved), size, progress)
        rows = rows.merge(rest, "left", [*KEY])
    return as_snapshots(rows[[*KEY, *wanted]])


def leave_only(asof: Asof, where: Kept) -> None:
    """Remove what is kept of other cutoffs, or was made by another recipe or code."""
    made = {path.name for path in (where.done / SNAPSHOTS).glob("*")}
    days = {f"{CUTOFF}={day}" for day in asof.cutoffs}
    for folder in (where.folder / BUILT / SNAPSHOTS).glob("*"):
        for path in folder.glob(f"*/*/{CUTOFF}=*"):
            if folder.name not in made or path.name not in days:
                rmtree(path)
        if folder.name not in made:
            rmtree(folder)


def _files(folder: Path, day: int) -> list[Path]:
    return sorted(folder.glob(f"*/*/{CUTOFF}={day}/*.parquet"))


def _find_changed(engine: Engine, old: Mapping[int, Sequence[Path]]) -> int:
    """Find who is to be described again at cutoffs of which something is kept.

    Makes the tables ``changed``, of owners; ``again``, of all names of theirs; and ``held``, of
    owners among them and the cutoffs at which they have not changed. Returns how many have.
    """
    changed = [
        f"FROM (FROM marked WHERE since < {day}) now ANTI JOIN {_rows(files)} past"
        f' ON past.owner_id = now.owner_id AND past.mark = now."{day}" SELECT owner_id'
        for day, files in old.items()
    ] or ["SELECT '' AS owner_id WHERE false"]
    staged(engine, "changed", f"FROM ({stacked(changed)}) SELECT DISTINCT owner_id AS customer_id")
    staged(engine, "again", NAMED)
    held = [
        f"FROM {_rows(files)} past SEMI JOIN marked now"
        f' ON past.owner_id = now.owner_id AND past.mark = now."{day}"'
        f" SELECT DISTINCT owner_id, {day}::BIGINT AS {CUTOFF}"
        " WHERE owner_id IN (FROM changed)"
        for day, files in old.items()
    ] or [f"SELECT '' AS owner_id, 0::BIGINT AS {CUTOFF} WHERE false"]
    staged(engine, "held", stacked(held))
    return int(engine.row("FROM changed SELECT count(*)")[0])


def _described(days: Sequence[int], columns: Sequence[str]) -> str:
    """Return the rows of ``described`` that nothing was kept of, with owners and marks."""
    marks = " ".join(f'WHEN {day} THEN marked."{day}"' for day in days)
    return (
        "FROM (FROM described LEFT JOIN alias USING (customer_id)"
        " SELECT * REPLACE (coalesce(owner_id, customer_id) AS owner_id)) JOIN marked"
        f" USING (owner_id) ANTI JOIN held USING (owner_id, {CUTOFF})"
        f" SELECT owner_id, CASE {CUTOFF} {marks} END AS mark, {_listed(columns)}"
    )


def _nobody(new: Sequence[int], old: Sequence[int], fresh: Sequence[Path]) -> str:
    """Return the marks of those of whom something was known, but no order day."""
    owners = [
        f'FROM marked SELECT owner_id, "{day}" AS mark, NULL::VARCHAR AS customer_id,'
        f" {day}::BIGINT AS {CUTOFF} WHERE since < {day}"
        + (" AND owner_id IN (FROM changed)" if day in old else "")
        for day in (*new, *old)
    ]
    made = f" ANTI JOIN {_rows(fresh)} USING (owner_id, {CUTOFF})" if fresh else ""
    return f"FROM ({stacked(owners)}) ANTI JOIN held USING (owner_id, {CUTOFF}){made}"


def _known(day: int, files: Sequence[Path], columns: Sequence[str]) -> str:
    """Return the rows that were kept of those who have not changed."""
    return (
        f"FROM {_rows(files)} past SEMI JOIN marked now"
        f' ON past.owner_id = now.owner_id AND past.mark = now."{day}"'
        f" SELECT {_listed(columns)} WHERE customer_id IS NOT NULL"
    )


def _write(engine: Engine, query: str, folder: Path) -> None:
    """Write rows into a file for each cutoff."""
    engine.con.sql(query).write_parquet(
        str(folder), partition_by=[CUTOFF], write_partition_columns=True, compression="lz4"
    )


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(quoted, columns))


def _rows(files: Sequence[Path]) -> str:
    paths = ", ".join(literal(str(path)) for path in files)
    return f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)"
