"""What records agree in by chance: the yardstick of all evidence.

Most of it is told by a million pairs drawn at random. What fewer of them share than a sample can
tell is counted: equal values, such as a day of birth, among all records, and what is merely alike,
such as a misspelt mailbox, among the pairs that were looked at, where nearly all of it is.
"""

from collections.abc import Collection, Sequence

import numpy as np
from splink import Linker
from splink.internals.comparison import Comparison
from splink.internals.comparison_level import ComparisonLevel

from src.engine import Engine
from src.unify.identity.evidence import NAMES, PLACE
from src.unify.identity.mixture import Background, Floats, Observed

RANDOM_PAIRS = 1_000_000
SAMPLED_LEAST = 30  # random pairs on a level: of fewer, the share is off by more than a fifth
NEVER = 1e-7  # share of random pairs on a level that none is known to reach
SAMPLED = (*NAMES, "place")  # the same only in one alphabet; the same in several columns


def draw(engine: Engine, linker: Linker, records: str) -> None:
    """Tell Splink what random pairs of records agree in; it holds frequencies against that."""
    linker.training.estimate_u_using_random_sampling(
        max_pairs=RANDOM_PAIRS, seed=0, min_count_per_level=None, num_chunks=1
    )
    for comparison in _comparisons(linker):
        if comparison.output_column_name not in SAMPLED:
            same = _equal(engine, records, comparison.output_column_name)
            _levels(comparison)[-1].u_probability = min(max(same, NEVER), 1 - NEVER)


def background(
    engine: Engine, linker: Linker, records: str, observed: Observed, once: Collection[str]
) -> Background:
    """Return what is known of all records, once Splink was told what random pairs agree in.

    Parameters
    ----------
    observed : the pairs that were looked at
    once : sources in which a person stands at most once
    """
    columns = engine.con.sql(f"FROM {records}").columns
    known = _known(engine, records, observed.names, columns)
    (count,) = engine.row(f"FROM {records} SELECT count(*)")
    drawn = min(1.0, RANDOM_PAIRS / max(_pairs(count), 1.0))
    random = [
        _shares(_levels(comparison), observed, column, (known[column], drawn))
        for column, comparison in enumerate(_comparisons(linker))
    ]
    return Background(tuple(random), known, _pairs_of(engine, records, once), count)


def _shares(
    levels: Sequence[ComparisonLevel], observed: Observed, column: int, sampled: tuple[float, float]
) -> Floats:
    """Return the share of random pairs on each level, other first."""
    known, drawn = sampled
    told = np.array([_share(level) for level in levels])
    level = observed.patterns[:, column]
    seen = np.bincount(level[level >= 0], observed.counts[level >= 0], len(levels))
    rare = told * known * drawn < SAMPLED_LEAST
    rare[0] = False
    rare[-1] &= observed.names[column] in SAMPLED
    told = np.where(rare, np.maximum(seen / max(known, 1.0), NEVER), told)
    return np.append(told[:-1] * (1 - told[-1]) / told[:-1].sum(), told[-1])


def _comparisons(linker: Linker) -> list[Comparison]:
    return linker._settings_obj.comparisons  # noqa: SLF001  no public way in Splink 5


def _levels(comparison: Comparison) -> list[ComparisonLevel]:
    """Return the levels of known values, other first, the same last."""
    levels = [level for level in comparison.comparison_levels if not level.is_null_level]
    return sorted(levels, key=lambda level: level.comparison_vector_value)


def _share(level: ComparisonLevel) -> float:
    """Return the share of random pairs on a level; Splink's own guess for none is far too high."""
    reached = level.u_probability if level._u_is_trained else None  # noqa: SLF001
    return max(reached or 0.0, NEVER)


def _equal(engine: Engine, records: str, column: str) -> float:
    """Return the share of pairs with the same value, of all that have one."""
    counts = f"FROM {records} SELECT count({column}) AS n GROUP BY {column}"
    (share,) = engine.row(
        f"FROM ({counts}) SELECT sum(n * (n - 1)) / nullif(sum(n) * (sum(n) - 1), 0)"
    )
    return float(share or 0.0)


def _pairs_of(engine: Engine, records: str, once: Collection[str]) -> tuple[float, float]:
    """Return how many pairs may be one person, of different sources and of one."""
    counted = engine.con.execute(f"FROM {records} SELECT source, count(*) GROUP BY source")
    sizes: dict[str, int] = dict(counted.fetchall())
    across = _pairs(sum(sizes.values())) - sum(_pairs(size) for size in sizes.values())
    return across, sum(_pairs(size) for source, size in sizes.items() if source not in once)


def _known(
    engine: Engine, records: str, names: Sequence[str], columns: Collection[str]
) -> tuple[float, ...]:
    """Return per comparison how many pairs of records know enough for it."""
    of = {"place": [c for c in PLACE if c in columns]}
    counts = ", ".join(f"count(coalesce({', '.join(of.get(n, [n]))}, NULL))" for n in names)
    return tuple(_pairs(known) for known in engine.row(f"FROM {records} SELECT {counts}"))


def _pairs(records: int) -> float:
    return records * (records - 1) / 2
