"""Spark: the session on which canonical tables are worked on, where one machine is not enough.

The optional extra ``spark``; nothing is imported before it is asked for. Only `src.engine` uses it.
"""

import os
import re
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa

from src.errors import ManifestError

Batches = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
Session = Any  # pyspark.sql.SparkSession, which may not be installed
MASTER, JAVA = "spark.master", "spark.driver.extraJavaOptions"
ALIKE = {  # what makes Spark count as other engines do; not to be changed by a data set
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # what overflows is an error, as it is in DuckDB
    "spark.sql.caseSensitive": "true",  # x and X are two columns
}
USUAL = {
    "spark.app.name": "customer-personas",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.maxResultSize": "0",  # what is learnt from is collected, however much it is
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
QUIET = Path(__file__).with_name("log4j2.properties")
LOCAL = {  # a driver that is also the cluster: nobody calls it from elsewhere
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    JAVA: f"-Dlog4j2.configurationFile={QUIET.as_uri()}",
}


@contextmanager
def open_spark(asked: Mapping[str, str], memory_limit: str) -> Iterator[Session]:
    """Open a session, or borrow the one that runs, which then stays open.

    Parameters
    ----------
    asked : settings by Spark's own names, ``spark.master`` among them; they go before ours
    memory_limit : such as ``"4GB"``, of the driver

    Raises
    ------
    ManifestError
        pyspark or Java is missing, or no such cluster answers.
    """
    _check_installed()
    from pyspark.errors import PySparkException  # noqa: PLC0415  an optional extra
    from pyspark.sql import SparkSession  # noqa: PLC0415

    running = SparkSession.getActiveSession()
    builder = SparkSession.builder
    for name, value in _settings(asked, memory_limit).items():
        builder = builder.config(name, value)
    try:
        with _silent_about_pandas():
            session = builder.getOrCreate()
    except (PySparkException, RuntimeError) as error:
        raise ManifestError(
            f"settings: no Spark session at spark_master = {asked[MASTER]!r}: {_first_line(error)}"
        ) from None
    try:
        yield session
    finally:
        if running is None:
            session.stop()


def queried(tables: Mapping[str, Any], text: str) -> Any:
    """Return what a query in Spark's SQL makes of tables; a `ValueError` says why it cannot."""
    from pyspark.errors import AnalysisException  # noqa: PLC0415  an optional extra

    for name, table in tables.items():
        table.createOrReplaceTempView(name)
    try:
        return next(iter(tables.values())).sparkSession.sql(text)
    except AnalysisException as error:
        raise ValueError(_first_line(error)) from None


def map_batches(table: Any, work: Batches, columns: Mapping[str, str]) -> pa.Table:
    """Let a function work on batches of rows where they are; collect what it makes of them."""
    told = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    with _silent_about_pandas():
        return table.mapInArrow(work, told).toArrow()


@contextmanager
def _silent_about_pandas() -> Iterator[None]:
    """Hide that pyspark does not know pandas 3: only Arrow tables pass between it and us."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
        yield


def _settings(asked: Mapping[str, str], memory_limit: str) -> dict[str, str]:
    local = asked[MASTER].startswith("local")
    if local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    memory = {"spark.driver.memory": java_size(memory_limit)}
    return {**USUAL, **memory, **(_local(asked[MASTER]) if local else {}), **asked, **ALIKE}


def _local(master: str) -> dict[str, str]:
    """Return settings of one machine: as many parts as cores, where Spark would make 200."""
    found = re.search(r"\d+", master)
    return {**LOCAL, "spark.sql.shuffle.partitions": found[0] if found else str(os.cpu_count())}


def java_size(memory: str) -> str:
    """Return an amount of memory as Java writes it.

    >>> java_size("4GB"), java_size("1.5 GiB")
    ('4096m', '1536m')
    """
    found = re.fullmatch(r"([\d.]+) ?([KMGT])i?B", memory)
    assert found is not None, memory
    return f"{round(float(found[1]) * 1024 ** ('KMGT'.index(found[2]) - 1))}m"


def _check_installed() -> None:
    missing = {
        "pyspark": find_spec("pyspark") is None,
        "Java 17 or newer": not ("JAVA_HOME" in os.environ or shutil.which("java")),
    }
    if any(missing.values()):
        raise ManifestError(
            f"settings: engine = 'spark' needs {' and '.join(n for n in missing if missing[n])}."
            " Install pip install 'customer-personas[spark]', and Java, such as Debian's"
            " openjdk-17-jre-headless; or leave engine = 'duckdb'."
        )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
