"""Put the fitted models together as the bundle that is stored, served and scored with."""

import numpy as np

from src.config import Manifest
from src.explain.contributions import start_part
from src.features.norms import Norms
from src.modeling.design import Design
from src.personas.model import PersonaModel
from src.segments.typical import fit_typical
from src.serving.bundle import SCHEMA_VERSION, Bundle, FeatureField, Schema
from src.stages.fitting import Fitted


def bundled(
    fitted: Fitted,
    personas: PersonaModel,
    groups: dict[str, tuple[str, ...]],
    norms: Norms,
    manifest: Manifest,
) -> Bundle:
    """Return the bundle; a row's fields are the features trained on."""
    names = fitted.design.names
    schema = Schema(
        version=SCHEMA_VERSION,
        dataset=manifest.name,
        currency=manifest.currency,
        horizon_days=fitted.churn.horizon_days,
        features=tuple(_field(name, fitted) for name in names),
    )
    trained = {
        group: tuple(name for name in members if name in names) for group, members in groups.items()
    }
    part = start_part(fitted.churn, fitted.ahead)
    return Bundle(
        schema=schema,
        start=fitted.start,
        churn=fitted.churn,
        clv=fitted.clv,
        spread=fitted.spread,
        personas=personas,
        groups={group: members for group, members in trained.items() if members},
        typical_start=float(np.mean(part)),
        norms=norms,
        typical=fit_typical(
            fitted.known.column, fitted.clv.spend(fitted.design, fitted.ahead, fitted.churn.blend)
        ),
    )


def _field(name: str, fitted: Fitted) -> FeatureField:
    """Describe a field: null is allowed where it was seen, in training or today."""
    unknown = any(_has_null(design, name) for design in (fitted.training.design, fitted.design))
    return FeatureField(name, nullable=unknown, integer=name.endswith("_count"))


def _has_null(design: Design, name: str) -> bool:
    return bool(np.isnan(design.column(name)).any())
