import re
import subprocess
from dataclasses import replace

import mlflow
import pytest

from src.tracking import runs
from src.tracking.runs import log_run


@pytest.fixture
def logged(store, training, parts):
    return log_run(store, training, parts)


def test_a_run_holds_what_went_in_and_what_came_out(store, logged):
    run = store.client.get_run(logged.run_id)
    assert run.info.status == "FINISHED"
    assert run.data.params.items() >= {"churn.horizon_days": "91", "seed": "7"}.items()
    assert run.data.metrics == {"churn_auc": 0.75, "clv_gini": 0.5}
    assert run.data.tags["dataset"] == "demo"
    assert run.data.tags["data_fingerprint"] == "f1"
    artifacts = f"runs:/{logged.run_id}"
    assert mlflow.artifacts.load_dict(f"{artifacts}/settings.json")["churn"]["horizon_days"] == 91
    assert mlflow.artifacts.load_text(f"{artifacts}/tables/personas.csv").split() == [
        "persona,customers",
        "A,3",
    ]
    assert mlflow.artifacts.load_text(f"{artifacts}/report.html") == "<p>report</p>"
    assert [file.path for file in store.client.list_artifacts(logged.run_id, "figures")] == [
        "figures/calibration.png"
    ]


def test_the_model_carries_the_metrics(store, logged):
    (model,) = store.client.search_logged_models(["1"])
    assert {metric.key for metric in model.metrics} == {"churn_auc", "clv_gini"}
    assert model.source_run_id == logged.run_id


def test_neither_a_name_nor_a_path_of_this_computer(store, logged, root, tmp_path):
    version = store.client.get_model_version("customer-model", str(logged.version))
    (model,) = store.client.search_logged_models(["1"])
    run = store.client.get_run(logged.run_id)
    told = [run.info.user_id, *run.data.tags.values(), *version.tags.values(), *model.tags.values()]
    assert not [text for text in told if "/" in text or text == "root"]
    stored = (root / "mlruns" / "artifacts").rglob("*")
    texts = [file.read_bytes() for file in stored if file.is_file()]
    assert texts
    assert not [text for text in texts if str(tmp_path).encode() in text]


def test_more_settings_than_one_call_takes(store, training, parts):
    many = replace(training, settings={f"s{i}": i for i in range(250)})
    run = store.client.get_run(log_run(store, many, parts).run_id)
    assert {f"s{i}" for i in range(250)} <= set(run.data.params)


def test_the_commit_is_told_where_there_is_one(tmp_path):
    assert runs._git_commit(tmp_path) is None
    author = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
    for command in (["init", "-q"], [*author, "commit", "-q", "--allow-empty", "-m", "m"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)  # noqa: S607
    commit = runs._git_commit(tmp_path)
    assert re.fullmatch("[0-9a-f]{40}", commit)
    (tmp_path / "file").write_text("1")
    subprocess.run(["git", "add", "file"], cwd=tmp_path, check=True)  # noqa: S607
    assert runs._git_commit(tmp_path) == f"{commit}-dirty"


def test_without_git_no_commit_is_told(monkeypatch, store, training):
    monkeypatch.setenv("PATH", "")
    assert "git_commit" not in runs._tags(store.root, training)


def test_a_failure_is_told(store, training, parts):
    broken = replace(training, files=(store.root / "missing.html",))
    with pytest.raises(FileNotFoundError):
        log_run(store, broken, parts)
    (run,) = store.client.search_runs(["1"])
    assert run.info.status == "FAILED"
