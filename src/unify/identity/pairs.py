"""Pairs of records, and how likely each is one person: Splink looks, the mixture weighs.

Splink (https://moj-analytical-services.github.io/splink) blocks, compares, samples random pairs and
counts how frequent a value is: a shared rare surname says more than a shared common one.
"""

import logging
from collections.abc import Collection, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.comparison_level import ComparisonLevel

from src.engine import Engine, literal, quoted
from src.unify.identity.blocking import keys_of, with_keys
from src.unify.identity.evidence import PLACE, comparisons
from src.unify.identity.mixture import Background, Floats, Observed, fit_mixture
from src.unify.identity.weighing import Pairs, no_pairs, weighed

RANDOM_PAIRS = 1_000_000
NEVER = 1e-7  # share of random pairs on a level that none of them reached


def compare(engine: Engine, records: str, columns: Collection[str], once: Collection[str]) -> Pairs:
    """Find pairs of records that may be one person.

    Parameters
    ----------
    records : table with ``id`` (0, 1, ...), ``source``, ``letters`` and the standardised columns
    columns : which of these hold anything
    once : sources in which a person stands at most once
    """
    keys = keys_of(columns)
    compared = comparisons(columns)
    if not keys or not compared:
        return no_pairs()
    linker = _linker(engine, with_keys(engine, records, keys), compared, tuple(keys))
    names = [c["output_column_name"] for c in compared]
    looked_at = _looked_at(engine, linker, once)
    patterns = _patterns(engine, looked_at, names)
    if patterns.empty:
        return no_pairs()
    observed = Observed(
        tuple(names),
        patterns[names].to_numpy(np.int64),
        patterns["within"].to_numpy(np.int64),
        patterns["pairs"].to_numpy(np.float64),
    )
    background = Background(
        tuple(_random(linker)),
        _known(engine, records, names, columns),
        _pairs_of(engine, records, once),
        len(engine.con.sql(f"FROM {records} SELECT id")),
    )
    return weighed(engine, looked_at, observed, fit_mixture(observed, background))


def _linker(
    engine: Engine, keyed: str, compared: Sequence[dict[str, Any]], keys: Sequence[str]
) -> Linker:
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=list(compared),
        blocking_rules_to_generate_predictions=[block_on(key) for key in keys],
        retain_intermediate_calculation_columns=True,
        additional_columns_to_retain=["source"],
    )
    records = DuckDBAPI(connection=engine.con).register(keyed)
    linker = Linker(records, settings, log_level=None)
    logging.getLogger("splink").setLevel(logging.ERROR)  # it tells of levels that are rare
    linker.training.estimate_u_using_random_sampling(
        max_pairs=RANDOM_PAIRS, seed=0, min_count_per_level=None, num_chunks=1
    )
    return linker


def _random(linker: Linker) -> list[Floats]:
    """Return per comparison the share of random pairs on each level, other first."""
    found = []
    for comparison in linker._settings_obj.comparisons:  # noqa: SLF001  no public way in Splink 5
        shares = {
            level.comparison_vector_value: _share(level)
            for level in comparison.comparison_levels
            if not level.is_null_level
        }
        told = np.array([shares[value] for value in range(len(shares))])
        found.append(told / told.sum())
    return found


def _share(level: ComparisonLevel) -> float:
    """Return the share of random pairs on a level; Splink's own guess for none is far too high."""
    reached = level.u_probability if level._u_is_trained else None  # noqa: SLF001
    return max(reached or 0.0, NEVER)


def _looked_at(engine: Engine, linker: Linker, once: Collection[str]) -> str:
    """Make the view of pairs that may be one person at all."""
    table = quoted(linker.inference.predict().physical_name)
    sources = ", ".join(literal(source) for source in once) or "NULL"
    engine.con.execute(
        f"CREATE OR REPLACE VIEW looked_at AS FROM {table}"
        f" WHERE source_l <> source_r OR coalesce(source_l NOT IN ({sources}), true)"
    )
    return "looked_at"


def _patterns(engine: Engine, pairs: str, names: Sequence[str]) -> pd.DataFrame:
    levels = ", ".join(f"gamma_{name} AS {name}" for name in names)
    counted = (
        f"FROM {pairs} SELECT {levels}, CAST(source_l = source_r AS BIGINT) AS within,"
        " count(*) AS pairs GROUP BY ALL ORDER BY ALL"
    )
    return cast("pd.DataFrame", engine.con.sql(counted).df())


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
