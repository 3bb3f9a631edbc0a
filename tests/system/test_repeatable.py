"""A second training, of the same rows in another order and elsewhere, finds the very same."""

import json

import pandas as pd
import pytest
from mlflow import MlflowClient

OF_SCORING = {"scores.parquet", "scores.csv", "segments.parquet"}  # only the first was scored


@pytest.fixture(scope="module")
def again(trained, made_once, write_shop):
    def shuffled(folder):
        write_shop(folder)
        for path in sorted((folder / "raw").iterdir()):
            rows = pd.read_csv(path, dtype=str, keep_default_na=False)
            rows.sample(frac=1, random_state=5).to_csv(path, index=False)
            assert path.read_bytes() != (trained.folder / "raw" / path.name).read_bytes()

    return made_once("trained-again", shuffled, "train")


def test_it_prints_the_same_but_for_the_name_of_the_run(trained, again):
    first, second = (
        [line for line in project.told("train").out.splitlines() if not line.startswith("Model ")]
        for project in (trained, again)
    )
    assert first == second
    assert len(first) > 40


def run_of(project):
    client = MlflowClient(project.store, project.store)
    runs = client.search_runs(["1"], order_by=["start_time"], max_results=1)
    return runs[0]


def test_every_metric_parameter_and_the_fingerprint_is_the_same(trained, again):
    first, second = run_of(trained), run_of(again)
    assert len(first.data.metrics) > 50
    assert first.data.metrics == second.data.metrics
    assert first.data.params == second.data.params
    assert first.data.tags["data_fingerprint"] == second.data.tags["data_fingerprint"]


def files_of(project, pattern):
    """Return the files of the first run or model that match, with their bytes."""
    made = sorted(
        (project.root / "mlruns" / "artifacts" / "shop").glob(pattern),
        key=lambda path: path.stat().st_mtime_ns,
    )
    return {
        str(path.relative_to(made[0])): path.read_bytes()
        for path in made[0].rglob("*")
        if path.is_file()
    }


def test_boosters_and_all_else_that_was_learnt_are_the_same(trained, again):
    first = files_of(trained, "models/*/artifacts/artifacts/bundle")
    assert {"model.json", "churn_started.txt", "clv_buyers.txt"} <= set(first)
    assert json.loads(first["model.json"])["schema"]["dataset"] == "shop"
    assert first == files_of(again, "models/*/artifacts/artifacts/bundle")


def test_everything_logged_is_the_same(trained, again):
    """Figures, the report, the settings and the tables: no clock and no path is in them."""
    first = files_of(trained, "[0-9a-f]*/artifacts")
    assert len(first) > 10
    assert first == files_of(again, "[0-9a-f]*/artifacts")


def test_the_report_and_the_tables_are_the_same(trained, again):
    first, second = (
        {name: what for name, what in project.results().items() if name not in OF_SCORING}
        for project in (trained, again)
    )
    aside = "tables/quarantine/orders.parquet"  # as the source had them, in its order
    assert first.keys() == second.keys()
    assert "tables/orders.parquet" in first
    assert [n for n in first if first[n] != second[n] and n != aside] == []
    rows = [pd.read_parquet(p.built / aside).sort_values("grain") for p in (trained, again)]
    pd.testing.assert_frame_equal(*(table.reset_index(drop=True) for table in rows))
