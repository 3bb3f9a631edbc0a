"""Where bad rows go, and the sum that must agree: nothing is lost silently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from src.engine import Engine, quoted, write
from src.errors import DataError
from src.schemas.column import Column


@dataclass(frozen=True)
class Account:
    """What became of every row of a source.

    Parameters
    ----------
    source, table, where : its name in the manifest, the canonical table, and what to call it
    read_rows : rows of the source, counted apart from all that follows
    filtered_rows : left out by the manifest's filter
    kept_rows : went on
    quarantined_rows : set aside, in ``quarantine/<table>.parquet``
    repeated_rows : exact repeats removed (only where the manifest declares what is unique)
    reasons : reason -> rows; a row can have several
    nulled : column -> values that could not be read or cannot be, and became null
    rewritten : column -> codes that were written in another way
    noted : what is odd, and was kept -> rows
    forgotten_rows : left out, because who they are of was forgotten
    unheeded_rows : of those set aside, what may withdraw a permission, but not whose or which
    """

    source: str
    table: str
    where: str
    read_rows: int
    filtered_rows: int
    kept_rows: int
    quarantined_rows: int
    repeated_rows: int
    reasons: Mapping[str, int]
    nulled: Mapping[str, int]
    rewritten: Mapping[str, int]
    noted: Mapping[str, int]
    forgotten_rows: int = 0
    unheeded_rows: int = 0

    def __post_init__(self) -> None:
        left = self.filtered_rows + self.forgotten_rows + self.repeated_rows
        used = left + self.kept_rows + self.quarantined_rows
        if self.read_rows != used:
            raise DataError(
                f"{self.where}: {self.read_rows:,} rows were read, but {used:,} are accounted for."
                " The source changed while it was read; run again."
            )
        if self.kept_rows == 0 and not self.forgotten_rows:
            reasons = ", ".join(f"{reason} {rows:,}" for reason, rows in self.reasons.items())
            raise DataError(f"{self.where}: none of {used:,} rows can be used: {reasons}.")


def set_aside(engine: Engine, staged: str, path: Path) -> tuple[int, dict[str, int]]:
    """Write the rows that cannot be used, each with all its reasons.

    Returns
    -------
    how many, and reason -> rows
    """
    write(engine.con.sql(f"FROM {staged} WHERE reasons <> ''"), path)
    counted = engine.con.execute(
        "FROM (FROM read_parquet(?) SELECT unnest(string_split(reasons, '; ')) AS reason)"
        " SELECT reason, count(*) GROUP BY reason ORDER BY reason",
        [str(path)],
    ).fetchall()
    (rows,) = engine.row("FROM read_parquet(?) SELECT count(*)", [str(path)])
    return rows, dict(counted)


def mended(
    engine: Engine, staged: str, columns: Sequence[Column]
) -> tuple[dict[str, int], dict[str, int]]:
    """Count, in the rows that are kept, column -> values nulled, and column -> codes rewritten."""
    nulled = [c.name for c in columns if not c.required]
    coded = [c.name for c in columns if c.codes]
    marks = [*(f"{name}__found" for name in nulled), *(f"{name}__written" for name in coded)]
    if not marks:
        return {}, {}
    counts = ", ".join(f"count({quoted(mark)})" for mark in marks)
    found = engine.row(f"FROM {staged} SELECT {counts} WHERE reasons = ''")
    times = list(zip([*nulled, *coded], found, strict=True))
    nulls, codes = times[: len(nulled)], times[len(nulled) :]
    return {name: n for name, n in nulls if n}, {name: n for name, n in codes if n}


def kept_rows(engine: Engine, staged: str) -> int:
    """Count the rows that can be used."""
    (rows,) = engine.row(f"FROM {staged} SELECT count(*) FILTER (WHERE reasons = '')")
    return int(rows)
