"""The registered model ``customer-model``: its versions, and which of them is in use.

Two aliases point to a promoted version: one named for its data set, and ``champion``, the last one
promoted of all, which ``make serve`` starts. Moving an alias is the last thing a training does and
a single write, so that whatever kills a training before leaves the former champion in use.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import mlflow
from mlflow.exceptions import MlflowException
from mlflow.models import Model

from src.errors import StoreError
from src.tracking.store import Store, locked

MODEL_NAME = "customer-model"
CHAMPION = "champion"
RETRAIN = "retrain"  # tag of a version: why it is due for retraining
GRADE = "grade_"  # start of a version's tags that say how good it is: grade_churn
MLMODEL = "MLmodel"  # MLflow's description of a stored model
BUNDLE = "bundle"  # the artifact that holds the fitted model


@dataclass(frozen=True)
class ModelParts:
    """What a model version is made of.

    Parameters
    ----------
    code
        The file that defines the served model (models from code: nothing is pickled).
    packages
        Folders of code it imports; copied beside it.
    bundle
        Folder of boosters and JSON.
    config
        What `code` reads through ``mlflow.models.ModelConfig``.
    example
        Rows and params of one request; stored with the model, so the rows must be synthetic.
    requirements
        Packages to install where the model is served, pinned (``numpy==2.4.6``).
    """

    code: Path
    packages: tuple[Path, ...]
    bundle: Path
    config: Mapping[str, object]
    example: tuple[list[dict[str, object]], dict[str, object]]
    requirements: tuple[str, ...]


def log_version(
    store: Store, model: ModelParts, tags: Mapping[str, str], description: str = ""
) -> tuple[str, int]:
    """Store the model with the active run and register it; returns its MLflow id and version."""
    # the config is stored whole; a copy that MLflow shows beside the model may be cut, with a word
    logging.getLogger("mlflow.utils.validation").setLevel(logging.ERROR)
    info = mlflow.pyfunc.log_model(
        name=MODEL_NAME,
        python_model=str(model.code),
        artifacts={BUNDLE: str(model.bundle)},
        code_paths=[str(package) for package in model.packages],
        model_config=dict(model.config),
        input_example=model.example,
        pip_requirements=list(model.requirements),
        tags=dict(tags),
    )
    _forget_paths(_folder(info.artifact_path))
    source = f"models:/{info.model_id}"
    with locked(store.root):
        if not store.client.search_registered_models(f"name = '{MODEL_NAME}'"):
            store.client.create_registered_model(MODEL_NAME)
        made = store.client.create_model_version(
            MODEL_NAME,
            source,
            info.run_id,
            tags=dict(tags),
            description=description or None,
            model_id=info.model_id,
        )
    return info.model_id, int(made.version)


def promote(store: Store, version: int, dataset: str) -> None:
    """Put a version in use: for its data set first, then as the champion of all."""
    for alias in (dataset, CHAMPION):
        store.client.set_registered_model_alias(MODEL_NAME, alias, str(version))


def mark_for_retraining(store: Store, dataset: str, reason: str) -> tuple[int, ...]:
    """Mark every version trained on a data set so far as due for retraining; returns them."""
    versions = _versions(store, dataset)
    for version in versions:
        store.client.set_model_version_tag(MODEL_NAME, str(version), RETRAIN, reason)
    return versions


def retraining_due(store: Store, dataset: str) -> str | None:
    """Return why the model in use for a data set is due for retraining, if it is."""
    found = store.client.get_model_version_by_alias(MODEL_NAME, dataset)
    reason: str | None = found.tags.get(RETRAIN)
    return reason


def champion_grades(store: Store, dataset: str) -> Mapping[str, str]:
    """Return the letters of the model in use for a data set, by question; none of older models."""
    found = store.client.get_model_version_by_alias(MODEL_NAME, dataset)
    return {
        name.removeprefix(GRADE): letter
        for name, letter in sorted(found.tags.items())
        if name.startswith(GRADE)
    }


def champion_bundle(store: Store, dataset: str) -> Path:
    """Return the folder of the fitted model in use for a data set; it is read in place.

    Raises
    ------
    StoreError
        No model of this data set has been promoted, or its files are gone.
    """
    try:
        found = store.client.get_model_version_by_alias(MODEL_NAME, dataset)
    except MlflowException as error:
        raise StoreError(_none_in_use(store, dataset)) from error
    uri = store.client.get_model_version_download_uri(MODEL_NAME, found.version)
    folder = _folder(uri)
    if not (folder / MLMODEL).is_file():
        raise StoreError(
            f"Version {found.version} of {MODEL_NAME} is in use for '{dataset}', but its files are "
            f"missing from mlruns/artifacts. Restore them or train again: "
            f"python -m src.train data/{dataset}"
        )
    parts = Model.load(str(folder)).flavors["python_function"]["artifacts"]
    return folder / str(parts[BUNDLE]["path"])


def _none_in_use(store: Store, dataset: str) -> str:
    """Say that nothing serves a data set: nothing was trained, or nothing was good enough."""
    told = f"mlruns/ holds no model in use for the data set '{dataset}'"
    made = _versions(store, dataset)
    if not made:
        return f"{told}. Train one first: python -m src.train data/{dataset}"
    return (
        f"{told}: version {made[-1]}, its latest, was not put into service, as none is that is no"
        " better than a simple rule (grade D). Its report says why, names the rule and shows the"
        " personas. More history or more tables may help, then train again:"
        f" python -m src.train data/{dataset}"
    )


def _versions(store: Store, dataset: str) -> tuple[int, ...]:
    """Return the versions trained on a data set, oldest first."""
    known = store.client.search_model_versions(f"name = '{MODEL_NAME}'")
    return tuple(sorted(int(v.version) for v in known if v.tags.get("dataset") == dataset))


def _folder(uri: str) -> Path:
    return Path(url2pathname(urlsplit(uri).path))


def _forget_paths(folder: Path) -> None:
    """Take from a stored model where on this computer its parts came from."""
    described = Model.load(str(folder))
    flavor = described.flavors["python_function"]
    flavor["model_code_path"] = Path(flavor["model_code_path"]).name
    flavor["artifacts"][BUNDLE]["uri"] = BUNDLE
    described.artifact_path = MODEL_NAME
    described.save(str(folder / MLMODEL))
