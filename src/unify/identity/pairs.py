"""Pairs of records, and how likely each is one person: Splink looks, the mixture weighs.

Splink (https://moj-analytical-services.github.io/splink) blocks, compares, samples random pairs and
counts how frequent a value is: a shared rare surname says more than a shared common one.
"""

import logging
from collections.abc import Collection, Sequence
from math import ceil
from typing import Any, cast

import numpy as np
import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.comparison_level import ComparisonLevel

from src.engine import Engine, quoted
from src.unify.identity.blocking import keys_of, pairs_sharing
from src.unify.identity.evidence import PLACE, comparisons
from src.unify.identity.mixture import Background, Floats, Observed, fit_mixture
from src.unify.identity.weighing import Pairs, no_pairs, weighed

RANDOM_PAIRS = 1_000_000
PAIRS_AT_ONCE = 5_000_000
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
    api = _Narrow(engine, compared)
    linker = _linker(api, records, compared)
    names = [c["output_column_name"] for c in compared]
    looked_at = _looked_at(engine, api, linker, pairs_sharing(engine, records, keys, once))
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


class _Narrow(DuckDBAPI):
    """Splink's DuckDB, which keeps of compared pairs their levels and frequencies, not their texts.

    Left to itself, Splink writes both texts of every comparison, ten times as much.
    """

    def __init__(self, engine: Engine, compared: Sequence[dict[str, Any]]) -> None:
        super().__init__(connection=engine.con)
        self.kept = ["id_l", "id_r", "source_l = source_r AS within"]
        for comparison in compared:
            name = comparison["output_column_name"]
            self.kept.append(f"gamma_{name}::TINYINT AS gamma_{name}")
            if any("tf_adjustment_column" in level for level in comparison["comparison_levels"]):
                self.kept.append(f"mw_tf_adj_{name}::FLOAT AS mw_tf_adj_{name}")
            if name == "email":
                self.kept.append("if(email_l = email_r, email_l, NULL) AS email_l")

    def _setup_for_execute_sql(self, sql: str, physical_name: str) -> str:
        if "df_predict" in physical_name:
            sql = f"SELECT {', '.join(self.kept)} FROM ({sql})"  # noqa: S608  names of ours
        return super()._setup_for_execute_sql(sql, physical_name)


def _linker(api: DuckDBAPI, records: str, compared: Sequence[dict[str, Any]]) -> Linker:
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=list(compared),
        retain_intermediate_calculation_columns=True,
        additional_columns_to_retain=["source"],
    )
    linker = Linker(api.register(records), settings, log_level=None)
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


def _looked_at(engine: Engine, api: DuckDBAPI, linker: Linker, sharing: str) -> str:
    """Make a table of how the pairs compare; part by part: each is held twice for a while."""
    (pairs,) = engine.row(f"FROM {sharing} SELECT count(*)")
    engine.con.execute("DROP TABLE IF EXISTS looked_at")
    for part in range(parts := max(1, ceil(pairs / PAIRS_AT_ONCE))):
        engine.con.execute(
            "CREATE OR REPLACE TABLE part_of_pairs AS"
            f" FROM {sharing} SELECT *, '0' AS match_key WHERE join_key_l % {parts} = {part}"
        )
        linker.table_management.register_blocked_pairs_for_predict(api.register("part_of_pairs"))
        told = linker.inference.predict(warning_mode="never")
        made = "INSERT INTO looked_at" if part else "CREATE TABLE looked_at AS"
        engine.con.execute(f"{made} FROM {quoted(told.physical_name)}")
        told.drop_table_from_database_and_remove_from_cache()
    engine.con.execute("DROP TABLE part_of_pairs")
    engine.con.execute(f"DROP TABLE {sharing}")
    return "looked_at"


def _patterns(engine: Engine, pairs: str, names: Sequence[str]) -> pd.DataFrame:
    levels = ", ".join(f"gamma_{name} AS {name}" for name in names)
    counted = (
        f"FROM {pairs} SELECT {levels}, within::BIGINT AS within,"
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
