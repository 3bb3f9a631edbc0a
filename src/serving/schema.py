"""What a row of a request is, and what its predictions mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MODEL_FILE = "model.json"


@dataclass(frozen=True)
class FeatureField:
    """A field of a row: its name, whether null is allowed, whether it is a whole number."""

    name: str
    nullable: bool
    integer: bool


@dataclass(frozen=True)
class Schema:
    """What a row is and what its predictions mean; ``horizon_days`` is 0 where there is no time."""

    version: int
    dataset: str
    currency: str
    horizon_days: int
    features: tuple[FeatureField, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Features in the order of a row."""
        return tuple(field.name for field in self.features)


def schema_from_dict(saved: Mapping[str, Any]) -> Schema:
    """Read what `dataclasses.asdict` made of a schema."""
    fields = tuple(FeatureField(**field) for field in saved["features"])
    return Schema(**{**saved, "features": fields})
