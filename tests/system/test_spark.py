"""Training and scoring on Spark: the same model, so the same predictions for everybody."""

import pandas as pd


def test_a_data_set_trained_and_scored_on_spark_has_the_same_predictions(copied, command, spark):
    assert spark.version
    files = [copied.built / name for name in ("scores.parquet", "segments.parquet")]
    before = [pd.read_parquet(file) for file in files]
    trained = command(copied, "train", "--engine", "spark")
    assert trained.code == 0, trained.err
    scored = command(copied, "score", "--engine", "spark")
    assert scored.code == 0, scored.err
    for file, told in zip(files, before, strict=True):
        pd.testing.assert_frame_equal(told, pd.read_parquet(file), check_exact=False, rtol=1e-6)
    assert spark.range(3).count() == 3  # a session that was open before stays open


def test_an_engine_that_is_not_known_is_refused(copied, command):
    told = command(copied, "score", "--engine", "flink")
    assert told.code == 11
    assert told.err == "settings: engine should be 'duckdb' or 'spark'\n"
