"""Snapshots kept between runs: a customer is described again only where their past has changed.

What a customer was like at a cutoff follows from their rows dated before it, the recipe and the
code, of which `src.stages.marks` makes a mark; where a later run comes to the same mark, it takes
the features from the file. A late record, an amount put right or a merged identity changes the mark
of whom it concerns; who was erased or withdrew has no rows, so no mark.

Features made of usual prices are computed for everybody each time, since any price paid may move
what is usual; of the other population statistics a change, which is rare, changes every mark.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.engine import Engine, chunk_count, collect, in_chunks, literal, read, write
from src.errors import DataError
from src.features.build import Recipe, build, names
from src.features.norms import Norms
from src.order_days import KEY
from src.stages.marks import mark, stacked, staged
from src.stages.snapshots import NOBODY, Progress, Snapshots, as_snapshots, describe, feature_rows
from src.workspace import BUILT

SNAPSHOTS = "snapshots"  # folder in ``built``: a file per cutoff
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

    def old(self, day: int) -> Path:
        """Return the file of the last run for a cutoff."""
        return _file(self.folder / BUILT, day)

    def new(self, day: int) -> Path:
        """Return the file of this run."""
        return _file(self.done, day)


def describe_changed(
    tables: Mapping[str, Frame],
    asof: Asof,
    recipe: Recipe,
    size: tuple[int, int],
    kept: Kept,
    progress: Progress,
) -> Snapshots:
    """Do as `describe` does, but compute only what was not kept, and keep everything.

    On Spark nothing is kept.

    Parameters
    ----------
    size : how many customers there are, and about how many to describe at a time

    Raises
    ------
    DataError
        Nobody can be described.
    """
    engine = kept.engine
    if engine.spark is not None:
        return describe(tables, asof, recipe, *size, progress)
    progress("comparing with what was kept", 0.0)
    steady = replace(recipe, norms=Norms(recipe.norms.common))
    mark(engine, tables, asof, steady, kept.folder)
    old = {day: path for day in asof.cutoffs if _holds(engine, path := kept.old(day), day)}
    count = _find_changed(engine, old)
    again = nw.from_native(engine.con.table("again"))
    theirs = {n: t.join(again, on="customer_id", how="semi") for n, t in tables.items()}
    new = tuple(day for day in asof.cutoffs if day not in old)
    made = Path(mkdtemp(prefix="described-", dir=engine.work))
    parts = ((tables, new, size[0]), (theirs, tuple(old) if count else (), count))
    for part, (some, days, customers) in enumerate(parts):
        chunks = chunk_count(customers, size[1])
        for number, own in enumerate(in_chunks(some, customers, size[1]) if days else ()):
            progress("describing customers", (part + number / chunks) / len(parts))
            _write_by_cutoff(build(own, Asof(days), steady), made / f"{part}-{number}")
    written = [
        kept.new(day)
        for day in asof.cutoffs
        if _keep(engine, day, made, old.get(day), kept.new(day))
    ]
    if not written:
        raise DataError(NOBODY)
    wanted, columns = names(tables, recipe), [*KEY, *names(tables, steady)]
    found = [read(engine, path).filter(~nw.col("customer_id").is_null()) for path in written]
    rows = collect(nw.concat([one.select(columns) for one in found]))
    moved = frozenset(wanted) - frozenset(columns)
    if moved:
        rest = replace(recipe, only=moved)
        rows = rows.merge(feature_rows(tables, asof, rest, size, progress), "left", [*KEY])
    return as_snapshots(rows[[*KEY, *wanted]])


def leave_only(asof: Asof, folder: Path) -> None:
    """Remove what a data set keeps of other cutoffs: the next month would not ask for it."""
    wanted = {_file(folder / BUILT, day) for day in asof.cutoffs}
    for path in (folder / BUILT / SNAPSHOTS).glob("*.parquet"):
        if path not in wanted:
            path.unlink()


def _file(base: Path, day: int) -> Path:
    return base / SNAPSHOTS / f"{day}.parquet"


def _holds(engine: Engine, path: Path, day: int) -> bool:
    """Tell whether a file has anything that was made as it would be made now."""
    if not path.is_file():
        return False
    same = f'kept.owner_id = marked.owner_id AND kept.mark = marked."{day}"'
    query = f"SELECT EXISTS (FROM marked JOIN {_rows(path)} kept ON {same})"
    return bool(engine.row(query)[0])


def _find_changed(engine: Engine, old: Mapping[int, Path]) -> int:
    """Make the tables ``changed``, of owners, and ``again``, of names; return how many owners."""
    queries = [
        f"FROM (FROM marked WHERE since < {day}) now ANTI JOIN {_rows(path)} kept"
        f' ON kept.owner_id = now.owner_id AND kept.mark = now."{day}" SELECT owner_id'
        for day, path in old.items()
    ] or ["SELECT '' AS owner_id WHERE false"]
    staged(engine, "changed", f"FROM ({stacked(queries)}) SELECT DISTINCT owner_id AS customer_id")
    staged(engine, "again", NAMED)
    return int(engine.row("FROM changed SELECT count(*)")[0])


def _write_by_cutoff(rows: Frame, folder: Path) -> None:
    """Write rows into a folder for each cutoff."""
    folder.mkdir(parents=True)
    relation = nw.to_native(rows)
    relation.write_parquet(
        str(folder), partition_by=["cutoff_day"], write_partition_columns=True, compression="lz4"
    )


def _keep(engine: Engine, day: int, made: Path, old: Path | None, new: Path) -> bool:
    """Write the owners of whom anything was known at a cutoff, their marks and their features.

    Returns
    -------
    whether anybody can be described
    """
    fresh, sources = made / "*" / f"cutoff_day={day}" / "*.parquet", []
    if any(made.glob(str(fresh.relative_to(made)))):
        sources.append(
            f"FROM {_rows(fresh)} LEFT JOIN alias USING (customer_id)"
            " SELECT * REPLACE (coalesce(owner_id, customer_id) AS owner_id)"
        )
    if old is not None:
        sources.append(
            f"FROM {_rows(old)} SELECT * EXCLUDE mark"
            " WHERE customer_id IS NOT NULL AND owner_id NOT IN (FROM changed)"
        )
    if sources:
        owners = f'FROM marked SELECT owner_id, "{day}" AS mark WHERE since < {day}'
        query = f"FROM ({owners}) LEFT JOIN ({stacked(sources)}) USING (owner_id)"
        write(engine.con.sql(query), new)
    return bool(sources)


def _rows(path: Path) -> str:
    return f"read_parquet({literal(str(path))}, hive_partitioning = false)"
