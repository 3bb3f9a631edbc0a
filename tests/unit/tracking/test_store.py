import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import mlflow
import pytest
from filelock import FileLock

from src.errors import StoreError
from src.tracking import store as module
from src.tracking.store import experiment_of, open_store

OPEN = "import sys; from pathlib import Path; from src.tracking.store import *; "
PAIR = OPEN + "print(experiment_of(open_store(Path(sys.argv[1])), 'demo'))"


def _started(code, root):
    command = [sys.executable, "-c", code, str(root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _sql(root, statement):
    with closing(sqlite3.connect(root / "mlruns" / "mlflow.db")) as connection, connection:
        return connection.execute(statement).fetchall()


def test_nothing_is_sent_anywhere_and_pickles_are_refused():
    assert mlflow.environment_variables.MLFLOW_DISABLE_TELEMETRY.get() is True
    assert mlflow.environment_variables.MLFLOW_ALLOW_PICKLE_DESERIALIZATION.get() is False


def test_two_first_trainings_at_once(tmp_path):
    pair = [_started(PAIR, tmp_path), _started(PAIR, tmp_path)]
    outputs = [process.communicate(timeout=120) for process in pair]
    assert [process.returncode for process in pair] == [0, 0], outputs
    assert {out.strip() for out, _ in outputs} == {"1"}


def test_killed_while_the_first_database_is_made(tmp_path):
    process = _started(OPEN + "open_store(Path(sys.argv[1]))", tmp_path)
    while not list((tmp_path / "mlruns").glob("new-*.db")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert not (tmp_path / "mlruns" / "mlflow.db").exists()

    open_store(tmp_path)

    assert {file.name for file in (tmp_path / "mlruns").iterdir()} >= {"mlflow.db"}
    assert not list((tmp_path / "mlruns").glob("new-*"))


def test_writers_do_not_stop_readers(root):
    assert _sql(root, "PRAGMA journal_mode") == [("wal",)]


def test_works_from_any_folder(root, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    experiment_of(open_store(root), "demo")
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("name", ["a b", "50%25", "ümläut #1", "with_underscore"])
def test_a_moved_folder_finds_its_files(root, name):
    first = experiment_of(open_store(root), "demo")
    moved = root.rename(root.with_name(name))
    store = open_store(moved)
    assert experiment_of(store, "demo") == first
    expected = (moved / "mlruns" / "artifacts" / "demo").as_uri()
    assert store.client.get_experiment(first).artifact_location == expected


def test_paths_outside_of_the_project_are_left_alone(root):
    open_store(root).client.create_experiment("other", artifact_location="s3://bucket/place")
    moved = root.rename(root.with_name("moved"))
    found = open_store(moved).client.get_experiment_by_name("other")
    assert found.artifact_location == "s3://bucket/place"


def test_a_deleted_experiment_comes_back(store):
    first = experiment_of(store, "demo")
    store.client.delete_experiment(first)
    assert experiment_of(store, "demo") == first
    assert store.client.get_experiment(first).lifecycle_stage == "active"


def test_a_database_of_another_mlflow(root):
    _sql(root, "UPDATE alembic_version SET version_num = '451aebb31d03'")
    with pytest.raises(StoreError, match=r"mlflow db upgrade sqlite:///mlruns/mlflow\.db"):
        open_store(root)


def test_a_file_that_is_no_database(root):
    (root / "mlruns" / "mlflow.db").write_text("not a database " * 100)
    with pytest.raises(StoreError, match="cannot be read as a SQLite database"):
        open_store(root)


def test_an_empty_file_is_no_store_yet(tmp_path):
    (tmp_path / "mlruns").mkdir()
    (tmp_path / "mlruns" / "mlflow.db").touch()
    assert open_store(tmp_path).client.search_runs(["0"]) == []


def test_a_lock_that_stays(root, monkeypatch):
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.05)
    with FileLock(root / "mlruns" / ".lock"), pytest.raises(StoreError, match="another process"):
        open_store(root)
