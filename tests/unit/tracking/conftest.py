import shutil
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from src.tracking.registry import ModelParts
from src.tracking.runs import Training
from src.tracking.store import open_store


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """A project folder with an empty store: making one takes seconds, copying it none."""
    root = tmp_path_factory.mktemp("project")
    open_store(root)
    return root


@pytest.fixture
def root(made_once, tmp_path):
    return Path(shutil.copytree(made_once, tmp_path / "project"))


@pytest.fixture
def store(root):
    return open_store(root)


@pytest.fixture
def training(tmp_path):
    figure = Figure()
    figure.subplots().plot([0, 1], [0, 1])
    report = tmp_path / "report.html"
    report.write_text("<p>report</p>")
    return Training(
        dataset="demo",
        fingerprint="f1",
        settings={"churn": {"horizon_days": 91}, "seed": 7},
        metrics={"churn_auc": 0.75, "clv_gini": 0.5},
        figures={"calibration.png": figure},
        tables={"personas": pd.DataFrame({"persona": ["A"], "customers": [3]})},
        files=(report,),
        grades={"churn": "B"},
        description="Churn, grade B.",
    )


@pytest.fixture
def parts(tmp_path):
    bundle = tmp_path / "fitted"
    bundle.mkdir()
    (bundle / "model.json").write_text('{"factor": 2}')
    return ModelParts(
        code=Path(__file__).with_name("doubled.py"),
        packages=(),
        bundle=bundle,
        config={"factor": 2},
        example=([1.0], {"reasons": 0}),
        requirements=("numpy",),
    )
