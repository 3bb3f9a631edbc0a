import json
import subprocess
import sys

import psutil
import pytest

from src.tracking.killed import PROCESS, close_killed_runs, process_tag
from src.tracking.store import experiment_of

TRAIN = """
import sys
from pathlib import Path
from src.tracking.killed import process_tag
from src.tracking.store import experiment_of, open_store
store = open_store(Path(sys.argv[1]))
run = store.client.create_run(experiment_of(store, "demo"), tags=process_tag())
store.client.create_logged_model("1", source_run_id=run.info.run_id)
print(run.info.run_id, flush=True)
input()
"""


@pytest.fixture
def status_with(store):
    def status_with(tags):
        run = store.client.create_run(experiment_of(store, "demo"), tags=tags)
        close_killed_runs(store.client)
        return store.client.get_run(run.info.run_id).info.status

    return status_with


def test_a_killed_training_is_told_from_a_running_one(store):
    command = [sys.executable, "-c", TRAIN, str(store.root)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        run_id = process.stdout.readline().strip()
        close_killed_runs(store.client)
        assert store.client.get_run(run_id).info.status == "RUNNING"
        process.kill()
    close_killed_runs(store.client)
    run = store.client.get_run(run_id)
    assert run.info.status == "KILLED"
    assert run.info.end_time is not None
    assert [str(model.status) for model in store.client.search_logged_models(["1"])] == ["FAILED"]


def test_this_process_lives(status_with):
    assert status_with(process_tag()) == "RUNNING"


def test_a_number_used_again_is_another_process(status_with):
    writer = json.loads(process_tag()[PROCESS])
    assert status_with({PROCESS: json.dumps(writer | {"started": 1.0})}) == "KILLED"


def test_another_host_is_left_alone(status_with):
    writer = json.loads(process_tag()[PROCESS])
    gone = max(psutil.pids()) + 100_000
    assert (
        status_with({PROCESS: json.dumps(writer | {"host": "another", "pid": gone})}) == "RUNNING"
    )


def test_runs_of_others_are_left_alone(status_with):
    assert status_with({}) == "RUNNING"
