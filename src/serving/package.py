"""What the store needs to keep a fitted bundle as a served model."""

from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from src.serving.bundle import Schema

MODEL_FILE = Path(__file__).with_name("customer_model.py")
CODE = Path(__file__).parents[1]  # the package ``src``, copied beside the model
NEEDED = ("lightgbm", "mlflow", "numpy", "pandas", "pydantic", "scikit-learn", "scipy")
REASONS = 3  # of a request that does not say how many


def config(schema: Schema) -> dict[str, object]:
    """Return what `MODEL_FILE` must know before it reads the bundle: the fields of a row."""
    return {"schema": asdict(schema) | {"features": [asdict(field) for field in schema.features]}}


def example(schema: Schema) -> tuple[list[dict[str, object]], dict[str, object]]:
    """Return one invented request: every number is 1; params are the defaults of the server."""
    row: dict[str, object] = {"customer_id": "example"}
    return [row | {field.name: 1.0 for field in schema.features}], {"reasons": REASONS}


def requirements() -> tuple[str, ...]:
    """Return the packages the served code imports, as installed here."""
    return tuple(f"{name}=={version(name)}" for name in NEEDED)
