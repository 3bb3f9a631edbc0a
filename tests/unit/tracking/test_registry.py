import shutil
from dataclasses import replace

import mlflow
import pytest

from src.errors import StoreError
from src.tracking.registry import (
    champion_bundle,
    champion_grades,
    mark_for_retraining,
    promote,
    retraining_due,
)
from src.tracking.runs import log_run
from src.tracking.store import open_store

URI = "models:/customer-model@champion"


def test_a_version_is_in_use_only_once_promoted(store, training, parts):
    first = log_run(store, training, parts)
    with pytest.raises(StoreError, match=r"version 1, .* not put .*python -m src\.train data/demo"):
        champion_bundle(store, "demo")
    promote(store, first.version, "demo")
    assert (champion_bundle(store, "demo") / "model.json").read_text() == '{"factor": 2}'
    assert mlflow.pyfunc.load_model(URI).predict([1.5]) == [3.0]

    second = log_run(store, training, parts)
    assert (first.version, second.version) == (1, 2)
    in_use = store.client.get_model_version_by_alias("customer-model", "champion")
    assert int(in_use.version) == first.version


def test_each_data_set_keeps_its_own_model(store, training, parts):
    ours = log_run(store, training, parts)
    promote(store, ours.version, "demo")
    (parts.bundle / "model.json").write_text('{"factor": 3}')
    theirs = log_run(store, replace(training, dataset="other"), parts)
    promote(store, theirs.version, "other")
    assert (champion_bundle(store, "demo") / "model.json").read_text() == '{"factor": 2}'
    assert (champion_bundle(store, "other") / "model.json").read_text() == '{"factor": 3}'
    champion = store.client.get_model_version_by_alias("customer-model", "champion")
    assert int(champion.version) == theirs.version


def test_the_champion_moves_with_the_folder(store, training, parts, root):
    promote(store, log_run(store, training, parts).version, "demo")
    moved = root.rename(root.with_name("moved elsewhere"))
    there = open_store(moved)
    assert champion_bundle(there, "demo").is_relative_to(moved)
    assert mlflow.pyfunc.load_model(URI).predict([1.5]) == [3.0]
    run = there.client.search_runs(["1"])[0]
    assert there.client.list_artifacts(run.info.run_id)


def test_files_that_are_gone(store, training, parts):
    promote(store, log_run(store, training, parts).version, "demo")
    shutil.rmtree(store.root / "mlruns" / "artifacts")
    with pytest.raises(StoreError, match="its files are missing"):
        champion_bundle(store, "demo")


def test_versions_so_far_are_due_for_retraining_and_later_ones_are_not(store, training, parts):
    assert mark_for_retraining(store, "demo", "erasure 2026-11-22") == ()
    log_run(store, training, parts)
    theirs = log_run(store, replace(training, dataset="other"), parts)
    ours = log_run(store, training, parts)
    promote(store, ours.version, "demo")
    promote(store, theirs.version, "other")
    assert retraining_due(store, "demo") is None
    assert mark_for_retraining(store, "demo", "erasure 2026-11-22") == (1, 3)
    assert retraining_due(store, "demo") == "erasure 2026-11-22"
    assert retraining_due(store, "other") is None
    promote(store, log_run(store, training, parts).version, "demo")
    assert retraining_due(store, "demo") is None


def test_a_version_says_how_good_it_is(store, training, parts):
    promote(store, log_run(store, training, parts).version, "demo")
    better = log_run(store, replace(training, grades={"churn": "A", "value": "B"}), parts)
    assert champion_grades(store, "demo") == {"churn": "B"}  # of the one in use
    promote(store, better.version, "demo")
    assert champion_grades(store, "demo") == {"churn": "A", "value": "B"}
    version = store.client.get_model_version("customer-model", str(better.version))
    assert version.description == "Churn, grade B."
    before = log_run(store, replace(training, grades={}), parts)
    promote(store, before.version, "demo")
    assert champion_grades(store, "demo") == {}
