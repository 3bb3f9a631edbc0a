"""``kill -9`` at ten random moments of a training: good results stay, the next run is clean.

A moment is a share of the processor time that a whole training takes, one at random in each tenth
of it, so that a busy machine is killed at the same stages. The last tenth is the writing to the
store, which is told by the run that begins there.
"""

import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from shutil import copy

import mlflow
import numpy as np
import psutil
import pyarrow.parquet as pq
import pytest
from mlflow import MlflowClient
from mlflow.entities import LoggedModelStatus

from src.serving import bundle as fitted
from src.serving.stored import load
from src.tracking.store import open_store

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "cdnow" / "CDNOW_sample.txt"
CUSTOMERS = 2_357  # as its publishers say
KILLS = 10
STEP_SECONDS = 0.1
MANIFEST = """\
name = "cdnow-sample"
currency = "USD"

[settings]
threads = 1
horizon_days = 91
snapshots_max = 2

[tables.orders]
grain = ["date"]

[tables.orders.source]
path = "raw/CDNOW_sample.txt"
delimiter = "whitespace"
names = ["customer_id", "sample_id", "date", "cds", "dollars"]

[tables.orders.columns]
customer_key = "customer_id"
ordered_at = "date"
net = "dollars"
quantity = "cds"
"""


def used_seconds(process):
    """Return the processor time of a process so far; None when it has ended."""
    try:
        own = psutil.Process(process.pid)
        if own.status() == psutil.STATUS_ZOMBIE:
            return None
        return sum(own.cpu_times()[:4])  # user and system, its own and its children's
    except psutil.NoSuchProcess:
        return None


def watched(project, is_time=lambda _used: False):
    """Train; kill the whole group once it is time. Return code, seconds used and output."""
    used = 0.0
    with project.start("train") as process:
        while (now := used_seconds(process)) is not None and not is_time(now):
            used = now
            time.sleep(STEP_SECONDS)
        if now is not None:
            os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
    return process.returncode, used, out + err


def runs(project):
    """Return the states of all runs in the store, the oldest first."""
    with closing(sqlite3.connect(project.root / "mlruns" / "mlflow.db")) as database:
        found = database.execute("SELECT status FROM runs ORDER BY start_time").fetchall()
    return [status for (status,) in found]


def champion(project):
    """Return the version in use and what it predicts, from the store as it is: untidied."""
    mlflow.set_tracking_uri(project.store)
    client = MlflowClient(project.store, project.store)
    found = client.get_model_version_by_alias("customer-model", "champion")
    folder = Path(mlflow.artifacts.download_artifacts("models:/customer-model@champion"))
    bundle = load(folder / "artifacts" / "bundle")
    rows = np.ones((3, len(bundle.schema.names)))
    predicted = fitted.predict(bundle, rows)
    return found.version, predicted["churn_prob"].tolist(), predicted["persona"]


@pytest.fixture(scope="module")
def project(make_project, tmp_path_factory):
    if not SAMPLE.exists():
        pytest.skip("CDNOW_sample.txt is not in ../shared/data/cdnow")
    made = make_project(tmp_path_factory.mktemp("killed"), "cdnow-sample")
    (made.folder / "raw").mkdir(parents=True)
    copy(SAMPLE, made.folder / "raw")
    (made.folder / "dataset.toml").write_text(MANIFEST)
    return made


def whole(project, good):
    """Check that every last good result is there, whole, and the same: they do not change."""
    found = {name: what for name, what in project.results().items() if not name.startswith(".run-")}
    assert found == good
    orders = pq.read_table(project.built / "tables" / "orders.parquet", columns=["customer_id"])
    assert len(set(orders["customer_id"].to_pylist())) == CUSTOMERS


def used_at_least(moment):
    return lambda used: used >= moment


def killed_training(project, is_time, good):
    """Kill a training when it is time, check what is left, and tell whether it was killed."""
    code, _, told = watched(project, is_time)
    assert code in (0, -signal.SIGKILL), told
    whole(project, good)
    champion(project)
    return code != 0


def test_ten_killed_trainings_change_nothing_and_the_next_is_clean(project):
    open_store(project.root)  # or the first training would take longer than the others
    code, usual, told = watched(project)
    assert code == 0, told
    assert "Promoted: " in told
    good, in_use = project.results(), champion(project)
    assert {"report.html", "tables/orders.parquet"} <= set(good)

    shares = (np.arange(KILLS - 1) + np.random.default_rng(11).random(KILLS - 1)) / KILLS
    killed = [killed_training(project, used_at_least(share * usual), good) for share in shares]
    known = len(runs(project))
    killed.append(killed_training(project, lambda _: "RUNNING" in runs(project)[known:], good))
    assert killed.count(True) >= KILLS - 1  # a moment near the end may come a blink too late
    assert runs(project)[-1] == "RUNNING"
    assert champion(project)[1:] == in_use[1:]

    code, _, told = watched(project)

    assert code == 0, told
    assert runs(project)[known:] == ["KILLED", "FINISHED"]
    assert "RUNNING" not in runs(project)
    whole(project, good)
    assert list(project.built.glob(".*")) == []
    assert list(project.root.rglob("*.partial")) == []
    assert list((project.root / "mlruns").glob("new-*")) == []
    client = MlflowClient(project.store, project.store)
    models = client.search_logged_models(["1"])
    assert LoggedModelStatus.PENDING not in {model.status for model in models}
    version, *predicted = champion(project)
    assert version > in_use[0]
    assert predicted == list(in_use[1:])
