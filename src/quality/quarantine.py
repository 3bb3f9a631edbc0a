"""Where bad rows go, and the sum that must agree: nothing is lost silently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from src.engine import Engine, quoted, write
from src.errors import DataError
from src.schemas import Column


@dataclass(frozen=True)
class Account:
    """What became of every row of a source.

    Parameters
    ----------
    table, where : the canonical table, and what to call its source
    read_rows : rows of the source, counted apart from all that follows
    filtered_rows : left out by the manifest's filter
    kept_rows : went on
    quarantined_rows : set aside, in ``quarantine/<table>.parquet``
    repeated_rows : exact repeats removed (only where a table declares a unique key)
    reasons : reason -> rows; a row can have several
    nulled : column -> values that could not be read or were out of range, and became null
    """

    table: str
    where: str
    read_rows: int
    filtered_rows: int
    kept_rows: int
    quarantined_rows: int
    repeated_rows: int
    reasons: Mapping[str, int]
    nulled: Mapping[str, int]

    def __post_init__(self) -> None:
        used = self.filtered_rows + self.kept_rows + self.quarantined_rows + self.repeated_rows
        if self.read_rows != used:
            raise DataError(
                f"{self.where}: {self.read_rows:,} rows were read, but {used:,} are accounted for."
                " The source changed while it was read; run again."
            )
        if self.kept_rows == 0:
            reasons = ", ".join(f"{reason} {rows:,}" for reason, rows in self.reasons.items())
            raise DataError(f"{self.where}: none of {used:,} rows can be used: {reasons}.")


def quarantine(
    engine: Engine, staged: str, columns: Sequence[Column], path: Path
) -> tuple[int, dict[str, int], dict[str, int]]:
    """Write the rows that cannot be used, each with all its reasons, and count what was wrong.

    Returns
    -------
    rows set aside, reason -> rows, and column -> values that became null
    """
    bad = engine.con.sql(f"FROM {staged} WHERE reasons <> ''")
    write(bad, path)
    counted = engine.con.execute(
        "FROM (FROM read_parquet(?) SELECT unnest(string_split(reasons, '; ')) AS reason)"
        " SELECT reason, count(*) GROUP BY reason ORDER BY reason",
        [str(path)],
    ).fetchall()
    optional = [c.name for c in columns if not c.required]
    found = [quoted(f"{name}__found") for name in optional]
    counts = ", ".join(f"count({text}) FILTER (WHERE reasons = '')" for text in found)
    nulled = engine.row(f"FROM {staged} SELECT {counts}") if optional else ()
    (rows,) = engine.row("FROM read_parquet(?) SELECT count(*)", [str(path)])
    return rows, dict(counted), {n: k for n, k in zip(optional, nulled, strict=True) if k}


def kept_rows(engine: Engine, staged: str) -> int:
    """Count the rows that can be used."""
    (rows,) = engine.row(f"FROM {staged} SELECT count(*) FILTER (WHERE reasons = '')")
    return int(rows)
