"""What is missing for Spark, or wrong about it, is said in one sentence."""

import shutil

import narwhals.stable.v2 as nw
import pytest

from src import spark as of_spark
from src.engine import collect, in_chunks
from src.errors import ManifestError
from src.settings import Settings
from src.spark import open_spark


def refusal(settings):
    with pytest.raises(ManifestError) as told, open_spark(settings, "1GB"):
        pass
    return str(told.value)


def test_without_pyspark_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(of_spark, "find_spec", lambda _name: None)
    told = refusal({"spark.master": "local[1]"})
    assert "needs pyspark" in told
    assert "pip install 'customer-personas[spark]'" in told


def test_without_java_it_is_named(monkeypatch):
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert "engine = 'spark' needs Java 17 or newer." in refusal({"spark.master": "local[1]"})


def test_what_makes_spark_count_alike_is_not_changed_by_a_setting(spark):
    """The session that runs is borrowed: it stays open."""
    settings = Settings(engine="spark", spark_master="local[2]", spark={"spark.app.name": "mine"})
    zone = {"spark.sql.session.timeZone": "Asia/Tokyo", "spark.sql.ansi.enabled": "false"}
    with open_spark({**settings.on_spark, **zone}, "1GB") as session:
        assert session.conf.get("spark.sql.session.timeZone") == "UTC"
        assert session.conf.get("spark.sql.ansi.enabled") == "true"
    assert spark.range(3).count() == 3


def test_spark_is_handed_tables_whole(spark):
    tables = {"orders": nw.from_native(spark.sql("SELECT id AS bucket FROM range(256)")).lazy()}
    (own,) = in_chunks(tables, 1_000_000, 10)
    assert len(collect(own["orders"])) == 256


def test_duckdb_needs_none_of_it():
    assert Settings().on_spark is None
