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

from src.engine import Engine, quoted
from src.unify.identity.blocking import keys_of, pairs_sharing
from src.unify.identity.chance import background, draw
from src.unify.identity.evidence import comparisons
from src.unify.identity.mixture import Observed, fit_mixture
from src.unify.identity.weighing import Pairs, no_pairs, weighed

PAIRS_AT_ONCE = 5_000_000


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
    draw(engine, linker, records)
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
    mixture = fit_mixture(observed, background(engine, linker, records, observed, once))
    return weighed(engine, looked_at, observed, mixture)


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
    return linker


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
