"""The champion behind the stock server, `mlflow models serve`, as `make serve` starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import mlflow
import numpy as np
import pytest
import requests

from src.serving import bundle as fitted
from src.serving import package
from src.serving.stored import load, save
from src.tracking.registry import ModelParts, champion_bundle, promote
from src.tracking.runs import Training, log_run
from src.tracking.store import open_store

pytestmark = pytest.mark.slow

ROW = {
    "recency_days": 12.5,
    "orders_count": 3,
    "net_sum": 60.0,
    "net_90d": 40.0,
    "net_mean": 20.0,
    "x": 2,
    "t_x_days": 100.0,
    "T_days": 112.5,
    "gap_days": None,
    "discount_share": 0.1,
}  # the features of tests/conftest.py, in their order
SECONDS_TO_START = 120


@pytest.fixture(scope="module")
def project(bundle, tmp_path_factory):
    """A project folder with a trained and promoted model."""
    root = tmp_path_factory.mktemp("project")
    save(bundle, root / "fitted")
    training = Training(
        dataset="demo",
        fingerprint="f",
        settings={},
        metrics={"churn_auc": 0.5},
        figures={},
        tables={},
        files=(),
    )
    parts = ModelParts(
        code=package.MODEL_FILE,
        packages=(package.CODE,),
        bundle=root / "fitted",
        config=package.config(bundle.schema),
        example=package.example(bundle.schema),
        requirements=package.requirements(),
    )
    store = open_store(root)
    promote(store, log_run(store, training, parts).version, "demo")
    return root


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def address(project, tmp_path_factory):
    port = _free_port()
    command = [sys.executable, "-m", "mlflow", "models", "serve"]
    command += ["-m", "models:/customer-model@champion", "-p", str(port), "--env-manager", "local"]
    environment = os.environ | {
        "MLFLOW_TRACKING_URI": f"sqlite:///{project}/mlruns/mlflow.db",
        "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with (
        (elsewhere / "log").open("w+") as log,
        subprocess.Popen(
            command,
            cwd=elsewhere,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        ) as server,
    ):
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{port}/ping", server, elsewhere / "log")
            yield f"http://127.0.0.1:{port}/invocations"
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _wait_until_it_answers(ping, server, log):
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            requests.get(ping, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"no answer after {SECONDS_TO_START} s:\n{log.read_text()}")


def _post(address, body, content_type="application/json"):
    return requests.post(address, body, headers={"Content-Type": content_type}, timeout=60)


def test_one_request_returns_everything(address, project):
    body = {"inputs": [ROW | {"customer_id": "c1"}, ROW], "params": {"reasons": 2}}
    answer = _post(address, json.dumps(body))
    assert answer.status_code == 200, answer.text
    first, second = answer.json()["predictions"]
    assert (first["customer_id"], second["customer_id"]) == ("c1", None)

    store = open_store(project)
    stored = load(champion_bundle(store, "demo"))
    X = np.array([list(ROW.values())], dtype=np.float64)  # noqa: N806
    expected = fitted.predict(stored, X)
    for name in ("churn_prob", "clv", "clv_low", "clv_high", "value_at_risk"):
        assert first[name] == pytest.approx(float(expected[name][0]), rel=1e-12)
    assert first["persona"] == expected["persona"][0]
    told, computed = first["reasons"], fitted.reasons(stored, X, 2)[0]
    assert [why["reason"] for why in told] == [why["reason"] for why in computed]
    assert [why["effect"] for why in told] == pytest.approx([why["effect"] for why in computed])


def test_the_stored_example_is_answered(address, project, bundle):
    (stored,) = project.glob("mlruns/artifacts/demo/models/*/artifacts/serving_input_example.json")
    example = json.loads(stored.read_text())
    assert example["inputs"] == package.example(bundle.schema)[0]
    answer = _post(address, json.dumps(example))
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["predictions"][0]["reasons"]) == 3


def _without(name):
    return {key: value for key, value in ROW.items() if key != name}


BAD_ROWS = {
    "missing": (_without("recency_days"), "inputs[0].recency_days is missing"),
    "missing, nullable": (_without("gap_days"), "inputs[0].gap_days is missing"),
    "last order before the first": (ROW | {"t_x_days": -1}, "0 <= t_x_days"),
    "customer for no day": (ROW | {"T_days": 0, "t_x_days": 0}, "inputs[0] contradicts itself"),
    "unknown": (ROW | {"order_count": 1}, "Did you mean 'orders_count'?"),
    "text": (ROW | {"recency_days": "secret"}, "inputs[0].recency_days must be a number"),
    "truth": (ROW | {"recency_days": True}, "inputs[0].recency_days must be a number"),
    "null": (ROW | {"recency_days": None}, "inputs[0].recency_days must be a number"),
    "not finite": (ROW | {"recency_days": float("nan")}, "must be a finite number"),
    "not whole": (ROW | {"orders_count": 1.5}, "inputs[0].orders_count must be a whole number"),
    "id no text": (ROW | {"customer_id": 5}, "inputs[0].customer_id must be text"),
    "empty": ({}, "inputs[0].recency_days is missing; inputs[0].orders_count is"),
}


@pytest.mark.parametrize(("row", "told"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_told_where_and_never_repeated(address, row, told):
    answer = _post(address, json.dumps({"inputs": [row]}))
    assert answer.status_code == 400
    assert told in answer.json()["message"]
    assert "stack_trace" not in answer.json()
    assert "secret" not in answer.text
    assert "12.5" not in answer.text


BAD_BODIES = {
    "empty list": ('{"inputs": []}', "inputs holds 0 rows"),
    "too many rows": (json.dumps({"inputs": [{}] * 10_001}), "send 1 to 10000"),
    "too many reasons": (json.dumps({"inputs": [ROW], "params": {"reasons": 11}}), "0 to 10"),
    "no number of reasons": (json.dumps({"inputs": [ROW], "params": {"reasons": "x"}}), "reasons"),
    "null reasons": (json.dumps({"inputs": [ROW], "params": {"reasons": None}}), "0 to 10"),
    "params no object": (json.dumps({"inputs": [ROW], "params": [1]}), "must be a dictionary"),
    "empty body": ("", "valid JSON"),
    "malformed": ('{"inputs": [', "valid JSON"),
    "not UTF-8": (b'{"inputs": "\xff"}', "valid JSON"),
    "no inputs": ("{}", "'inputs' key"),
    "a list": (json.dumps([ROW]), "Received a list"),
    "data frame": (json.dumps({"dataframe_records": [ROW]}), "'inputs' key"),
    "one row, not a list": (json.dumps({"inputs": ROW}), "Expected list"),
    "rows are numbers": ('{"inputs": [1]}', "to be a dictionary"),
    "inputs null": ('{"inputs": null}', "Expected list"),
    "nested deep": ('{"inputs": ' + "[" * 500 + "]" * 500 + "}", "to be a dictionary"),
}


@pytest.mark.parametrize(("body", "told"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_body_is_the_callers_fault(address, body, told):
    answer = _post(address, body)
    assert answer.status_code == 400
    assert told in answer.json()["message"]
    assert "stack_trace" not in answer.json()


def test_another_content_type(address):
    assert _post(address, json.dumps({"inputs": [ROW]}), "text/plain").status_code == 415


def test_it_still_answers_after_all_that(address):
    assert _post(address, json.dumps({"inputs": [ROW]})).status_code == 200


def test_the_model_folder_holds_text_and_nothing_pickled(project):
    (folder,) = project.glob("mlruns/artifacts/demo/models/*/artifacts")
    suffixes = {file.suffix for file in folder.rglob("*") if file.is_file()}
    assert not suffixes & {".pkl", ".pickle", ".joblib", ".skops", ".pyc"}
    model = mlflow.models.Model.load(str(folder))
    assert set(model.signature.inputs.to_dict()[0]["properties"]) == {*ROW, "customer_id"}
