"""One run per training: what went in, what came out, and the model made of it.

A run tells no one who trained or where: MLflow's own tags for the user's name and the script's path
get neutral values.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import mlflow
import pandas as pd
from matplotlib.figure import Figure

from src.tracking.killed import process_tag
from src.tracking.registry import GRADE, ModelParts, log_version
from src.tracking.store import Store, experiment_of

NEUTRAL = {"mlflow.user": "customer-personas", "mlflow.source.name": "src.train"}
PARAMS_PER_CALL = 100  # MLflow's limit
GIT_STATE = ("--no-optional-locks", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")


@dataclass(frozen=True)
class Training:
    """What one training leaves behind; nothing in it is about a single customer.

    Parameters
    ----------
    dataset
        Name of the data set: the experiment, a tag, and the alias of its model.
    fingerprint
        Digest of the data read.
    settings
        Everything that was decided, nested as it is; JSON values.
    metrics
        Name to value; a name says what, on which rows, in which unit.
    figures
        File name (``calibration.png``) to figure.
    tables
        Name (``personas``) to table, kept as CSV.
    files
        Finished files and folders, such as the report.
    grades
        Question (``churn``) to letter: tags of the run and of the model version.
    description
        What the model version says of itself.
    tags
        Further tags of the run and of the model version.
    """

    dataset: str
    fingerprint: str
    settings: Mapping[str, object]
    metrics: Mapping[str, float]
    figures: Mapping[str, Figure]
    tables: Mapping[str, pd.DataFrame]
    files: tuple[Path, ...]
    grades: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Logged:
    """Where a training was written: MLflow's run id, and the version of `MODEL_NAME`."""

    run_id: str
    version: int


def log_run(store: Store, training: Training, model: ModelParts) -> Logged:
    """Write a training to the store as one run, its model as a new version.

    No alias moves: whatever was the champion stays it until `src.tracking.registry.promote`.
    Killed in between, a run is left ``RUNNING`` until the next `open_store`.
    """
    tags = _tags(store.root, training)
    run = store.client.create_run(
        experiment_of(store, training.dataset), tags=tags | process_tag(), run_name=training.dataset
    )
    with mlflow.start_run(run_id=run.info.run_id):
        mlflow.log_dict(dict(training.settings), "settings.json")
        params = dict(_flat(training.settings))
        for start in range(0, len(params), PARAMS_PER_CALL):
            mlflow.log_params(dict(list(params.items())[start : start + PARAMS_PER_CALL]))
        for name, figure in training.figures.items():
            mlflow.log_figure(figure, f"figures/{name}")
        for name, table in training.tables.items():
            mlflow.log_text(table.to_csv(index=False), f"tables/{name}.csv")
        for file in training.files:
            mlflow.log_artifact(str(file))
        model_id, made = log_version(store, model, tags | NEUTRAL, training.description)
        mlflow.log_metrics(dict(training.metrics), model_id=model_id)
    return Logged(run.info.run_id, made)


def _tags(root: Path, training: Training) -> dict[str, str]:
    tags = {
        "dataset": training.dataset,
        "data_fingerprint": training.fingerprint,
        "version": version("customer-personas"),
        **{f"{GRADE}{about}": letter for about, letter in training.grades.items()},
        **training.tags,
    }
    commit = _git_commit(root)
    return tags if commit is None else tags | {"git_commit": commit}


def _git_commit(root: Path) -> str | None:
    """Return the commit, ``-dirty`` added when files differ from it; None outside of git."""
    git = shutil.which("git")
    if git is None:
        return None
    done = subprocess.run(  # noqa: S603 - the arguments are ours
        [git, "-C", str(root), *GIT_STATE], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or None


def _flat(settings: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Yield nested settings as ``table.key``, in the letters MLflow allows.

    >>> dict(_flat({"churn": {"horizon_days": 91}, "attributes": {"age (years)": "age"}}))
    {'churn.horizon_days': 91, 'attributes.age _years_': 'age'}
    """
    for key, value in settings.items():
        name = before + re.sub(r"[^\w.\- /:]", "_", key)
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        else:
            yield name, value
