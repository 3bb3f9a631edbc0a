"""What a request costs: the typed model against MLflow's own lightgbm flavour, same booster.

Run in a folder with a champion: ``OMP_NUM_THREADS=1 python tests/benchmarks/bench_serving.py``.
In the process: CPU of what the server does between body and answer. Over HTTP: one worker, one
client that waits for each answer. The flavour answers with one probability, the typed model with
churn, value, persona and reasons. Not a test: numbers depend on the machine.
"""

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import mlflow
import pandas as pd
from mlflow.pyfunc.scoring_server import invocations
from rich.console import Console
from rich.table import Table

from src.serving import package
from src.serving.stored import load
from src.tracking.registry import champion_bundle
from src.tracking.store import open_store

JSON = "application/json"
HTTP_SECONDS = 5
CHAMPION = "models:/customer-model@champion"


@dataclass(frozen=True)
class Case:
    """A request to one of the two models: what it is called, the model's URI, the body."""

    name: str
    uri: str
    rows: int
    body: bytes


def main(root: Path) -> None:
    store = open_store(root)
    version = store.client.get_model_version_by_alias("customer-model", "champion")
    folder = champion_bundle(store, version.tags["dataset"])
    (row,), _ = package.example(load(folder).schema)
    with tempfile.TemporaryDirectory() as scratch:
        plain = _lightgbm_flavour(folder, row, Path(scratch) / "plain")
        cases = [
            case
            for rows in (1, 100, 1000)
            for case in (_plain(plain, row, rows), _typed(row, rows, 0), _typed(row, rows, 3))
        ]
        Console().print(_table(cases))


def _lightgbm_flavour(folder: Path, row: dict[str, object], path: Path) -> str:
    booster = lightgbm.Booster(model_file=folder / "churn_plain.txt")
    features = pd.DataFrame([row]).drop(columns="customer_id")
    signature = mlflow.models.infer_signature(features, booster.predict(features))
    mlflow.lightgbm.save_model(booster, path, signature=signature, pip_requirements=["lightgbm"])
    return str(path)


def _plain(uri: str, row: dict[str, object], rows: int) -> Case:
    columns = [name for name in row if name != "customer_id"]
    data = [[row[name] for name in columns]] * rows
    split = {"dataframe_split": {"columns": columns, "data": data}}
    return Case("lightgbm flavour", uri, rows, json.dumps(split).encode())


def _typed(row: dict[str, object], rows: int, reasons: int) -> Case:
    body = {"inputs": [row] * rows, "params": {"reasons": reasons}}
    return Case(f"customer-model, {reasons} reasons", CHAMPION, rows, json.dumps(body).encode())


def _table(cases: list[Case]) -> Table:
    models = {case.uri: mlflow.pyfunc.load_model(case.uri) for case in cases}
    table = Table("model", "rows", "CPU ms in process", "requests/s", "median ms", "p99 ms")
    over_http: dict[Case, list[float]] = {}
    for uri in models:
        over_http |= _over_http(uri, [case for case in cases if case.uri == uri])
    for case in cases:
        seconds = over_http[case]
        numbers = (
            1000 * _cpu_seconds(models[case.uri], case.body),
            len(seconds) / sum(seconds),
            1000 * statistics.median(seconds),
            1000 * statistics.quantiles(seconds, n=100)[-1],
        )
        table.add_row(case.name, str(case.rows), *(f"{number:.2f}" for number in numbers))
    return table


def _cpu_seconds(model: mlflow.pyfunc.PyFuncModel, body: bytes) -> float:
    schema = model.metadata.get_input_schema()
    assert invocations(body, JSON, model, schema).status == http.client.OK
    begun, calls = time.process_time(), 0
    while time.process_time() - begun < 1:
        invocations(body, JSON, model, schema)
        calls += 1
    return (time.process_time() - begun) / calls


def _over_http(uri: str, cases: list[Case]) -> dict[Case, list[float]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "mlflow", "models", "serve", "-m", uri]
    command += ["-p", str(port), "--env-manager", "local"]
    quiet = {"UVICORN_ACCESS_LOG": "false", "UVICORN_LOG_LEVEL": "warning", "OMP_NUM_THREADS": "1"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    tracking = {"MLFLOW_TRACKING_URI": mlflow.get_tracking_uri()}
    environment = os.environ | quiet | tracking | {"PATH": path}
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    ) as server:
        try:
            _wait(port)
            return {case: _seconds(port, case.body) for case in cases}
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _wait(port: int) -> None:
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)


def _seconds(port: int, body: bytes) -> list[float]:
    """Send the body again and again over one connection; returns the duration of each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    durations: list[float] = []
    while sum(durations) < HTTP_SECONDS:
        begun = time.perf_counter()
        connection.request("POST", "/invocations", body, {"Content-Type": JSON})
        answer = connection.getresponse()
        assert answer.read()
        assert answer.status == http.client.OK
        durations.append(time.perf_counter() - begun)
    return durations


if __name__ == "__main__":
    main(Path.cwd())
