"""The settings: how a run computes, strict and frozen."""

import os
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from src.strict import Strict

Count = Annotated[int, Field(gt=0)]
HorizonDays = Annotated[int, Field(ge=1, le=3650)] | Literal["auto"]


class Settings(Strict):
    """How a run computes; ``[settings]`` and the command line override the defaults."""

    seed: Annotated[int, Field(ge=0)] = 7
    """Seed of everything random."""
    memory_limit: Annotated[str, Field(pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$")] = "4GB"
    """Memory of the engine; the rest spills to disk."""
    threads: Count | Literal["auto"] = "auto"
    """Threads of the engine, and fits at a time; `auto` takes every core. Boosters use one each."""
    chunk_customers: Count = 50_000
    """About how many customers are worked on at once; Spark cuts its tables itself."""
    engine: Literal["duckdb", "spark"] = "duckdb"
    """What works on the canonical tables: this process, or Spark (the extra `spark`, and Java)."""
    spark_master: str = "local[*]"
    """Where Spark runs: this machine with so many threads, or the URL of a cluster."""
    spark: dict[str, str] = Field(default_factory=dict)
    """Spark's own settings by their names, such as `"spark.executor.memory" = "8g"`."""
    train_sample_customers: Count | None = None
    """Learn from about so many customers, always the same ones; all if not given, or if fewer."""
    cutoff: date | None = Field(default=None, strict=False)
    """The midnight at which models are judged; the latest possible if not given."""
    horizon_days: HorizonDays = "auto"
    """Overrides `horizon_days` of `[churn]`."""
    snapshot_step_days: Count = 30
    """Days between training cutoffs."""
    snapshots_max: Count = 12
    """At most this many training cutoffs."""
    allow_leak: tuple[str, ...] = Field(default=(), strict=False)
    """Attributes and features that may be learnt from although they seem to know the outcome."""
    personas: Annotated[int, Field(ge=2, le=20)] | None = None
    """How many groups to show, 2 to 20; personas are divided inside, or as found if not given."""
    language: Literal["en", "ja"] = "en"
    """What the report is written in."""
    today: date | None = Field(default=None, strict=False)
    """The day of the run, given by the commands; later instants are impossible."""

    @property
    def thread_count(self) -> int:
        """Threads to use."""
        return os.cpu_count() or 1 if self.threads == "auto" else self.threads

    @property
    def on_spark(self) -> dict[str, str] | None:
        """Spark's settings, if it is to be used."""
        if self.engine == "duckdb":
            return None
        return {**self.spark, "spark.master": self.spark_master}
