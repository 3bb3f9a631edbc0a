"""How a source differs from its last load: rows, absent values, categories. No people."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from src.engine import Engine, quoted
from src.schemas.column import Column

CATEGORIES_MAX = 50  # a text column with more values is not one of categories
ROWS_CHANGE = 0.5  # share by which rows may grow or shrink between two loads
NULLS_CHANGE = 0.05  # share of absent values that may come or go
SHOWN = 5


@dataclass(frozen=True)
class Load:
    """What one load of a source was like.

    Parameters
    ----------
    rows : that were kept
    null_share : column that is mapped -> share of them without a value, 0 to 1
    categories : column -> its values, where they are few and say nothing of a person
    """

    source: str
    rows: int
    null_share: Mapping[str, float]
    categories: Mapping[str, tuple[str, ...]]


def load_of(engine: Engine, staged: str, source: str, columns: Sequence[Column]) -> Load:
    """Describe the kept rows of a staged source."""
    kept = f"FROM (FROM {staged} WHERE reasons = '')"
    counts = ", ".join(f"count({quoted(c.name)})" for c in columns)
    rows, *known = engine.row(f"{kept} SELECT count(*), {counts}")
    shares = {c.name: 1 - n / rows for c, n in zip(columns, known, strict=True) if rows}
    texts = [c.name for c in columns if c.type == "text" and c.personal in ("none", "attribute")]
    found = {name: _categories(engine, kept, name) for name in texts if shares.get(name, 1) < 1}
    return Load(source, int(rows), shares, {name: f for name, f in found.items() if f})


def _categories(engine: Engine, kept: str, name: str) -> tuple[str, ...]:
    """Return the values of a column, none if there are too many."""
    column = quoted(name)
    values = engine.con.execute(
        f"FROM ({kept} SELECT DISTINCT {column} AS value) SELECT value"
        f" WHERE value IS NOT NULL ORDER BY value LIMIT {CATEGORIES_MAX + 1}"
    ).fetchall()
    return tuple(value for (value,) in values) if len(values) <= CATEGORIES_MAX else ()


def changes(before: Iterable[Load], now: Iterable[Load]) -> tuple[str, ...]:
    """Say what is different from the last load, one sentence each; empty if nothing to speak of."""
    last = {load.source: load for load in before}
    return tuple(
        f"{load.source}: {change}"
        for load in now
        if load.source in last
        for change in _changes(last[load.source], load)
    )


def _changes(last: Load, load: Load) -> Iterator[str]:
    growth = load.rows / last.rows - 1
    if abs(growth) > ROWS_CHANGE:
        yield f"{load.rows:,} rows, {last.rows:,} last time ({growth:+.0%})"
    for name in {**load.null_share, **last.null_share}:
        share, was = (at.null_share.get(name, 1.0) for at in (load, last))  # not mapped: absent
        if abs(share - was) > NULLS_CHANGE:
            yield f"{name} is absent in {share:.0%} of rows, {was:.0%} last time"
    for name, values in load.categories.items():
        known = last.categories.get(name, ())
        new = [value for value in values if value not in known]
        gone = [value for value in known if value not in values]
        if known and new:
            yield f"{name} has new values: {_listed(new)}"
        if gone:
            yield f"{name} has no longer: {_listed(gone)}"


def _listed(values: Sequence[str]) -> str:
    more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
    return ", ".join(values[:SHOWN]) + more


def write_loads(loads: Iterable[Load], path: Path) -> None:
    """Keep what the loads were like, for the next one to be held against."""
    path.write_text(json.dumps([asdict(load) for load in loads], indent=1), "utf-8")


def read_loads(path: Path) -> tuple[Load, ...]:
    """Read what `write_loads` wrote; nothing if there was no load before."""
    if not path.is_file():
        return ()
    return tuple(Load(**load) for load in json.loads(path.read_text("utf-8")))
