"""Runs whose process was killed: MLflow would show them as running for ever.

Each run carries a tag that names its process. The host is kept as a short digest: enough to know
one's own runs again, without telling whose computer it was.
"""

import hashlib
import json
import os
import platform

import psutil
from mlflow import MlflowClient
from mlflow.entities import LoggedModelStatus, Run

PROCESS = "process"  # tag: JSON with host, pid, started


def process_tag() -> dict[str, str]:
    """Name this process; its start tells it from a later one of the same number."""
    started = psutil.Process().create_time()
    return {PROCESS: json.dumps({"host": _host(), "pid": os.getpid(), "started": started})}


def close_killed_runs(client: MlflowClient) -> None:
    """Mark as ``KILLED`` the runs whose process on this host is no more, and fail their models.

    A run of another host is left alone: from here, nobody can know.
    """
    everywhere = [experiment.experiment_id for experiment in client.search_experiments()]
    running = client.search_runs(everywhere, "attributes.status = 'RUNNING'")
    for run in filter(_is_dead, running):
        of_run = f"source_run_id = '{run.info.run_id}'"
        for model in client.search_logged_models([run.info.experiment_id], of_run):
            if model.status == LoggedModelStatus.PENDING:
                client.finalize_logged_model(model.model_id, LoggedModelStatus.FAILED)
        client.set_terminated(run.info.run_id, "KILLED")


def _host() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:12]


def _is_dead(run: Run) -> bool:
    if PROCESS not in run.data.tags:
        return False
    writer = json.loads(run.data.tags[PROCESS])
    if writer["host"] != _host():
        return False
    try:
        process = psutil.Process(writer["pid"])
        same = process.create_time() == writer["started"]
        return not same or bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
