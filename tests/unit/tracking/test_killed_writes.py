"""Whatever second the writing of a training is killed at, the model in use stays in use."""

import json
import os
import signal
import subprocess
import sys
import time

import mlflow
import numpy as np
import pytest

from src.tracking.registry import champion_bundle, promote
from src.tracking.runs import log_run
from src.tracking.store import open_store

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from src.tracking.registry import ModelParts, promote
from src.tracking.runs import Training, log_run
from src.tracking.store import open_store

code, bundle, root = map(Path, sys.argv[1:])
store = open_store(root)
training = Training("demo", "f", {"seed": 7}, {"churn_auc": 0.5}, {}, {}, ())
parts = ModelParts(code, (), bundle, {"factor": 2}, ([1.0], {"reasons": 0}), ("numpy",))
while True:
    made = log_run(store, training, parts).version
    promote(store, made, "demo")
    print(made, flush=True)
"""
KILLS = 6


@pytest.mark.slow
def test_killed_at_any_moment(store, training, parts):
    promote(store, log_run(store, training, parts).version, "demo")
    command = [sys.executable, "-c", WRITE_FOR_EVER, parts.code, parts.bundle, store.root]
    rng = np.random.default_rng(5)
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            finished = int(writer.stdout.readline())
            time.sleep(rng.uniform(0, 0.6))
            os.kill(writer.pid, signal.SIGKILL)

        again = open_store(store.root)
        in_use = again.client.get_model_version_by_alias("customer-model", "demo")
        assert int(in_use.version) >= finished
        factor = json.loads((champion_bundle(again, "demo") / "model.json").read_text())
        assert factor == {"factor": 2}
        assert mlflow.pyfunc.load_model("models:/customer-model@champion").predict([1.5]) == [3.0]
        assert not again.client.search_runs(["1"], "attributes.status = 'RUNNING'")
        assert log_run(again, training, parts).version > finished
