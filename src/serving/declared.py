"""The bundle of declared churn: a model of churn with reasons; personas, value, timing if known.

There need be no orders: value is what somebody who stays pays now, as long as they stay.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np

from src.features.norms import Norms
from src.modeling.calibrators import Calibrator
from src.modeling.declared import DeclaredChurn
from src.modeling.design import Design, FloatArray
from src.modeling.ending import Ending
from src.modeling.splined import Splined
from src.modeling.worth import Price, staying
from src.personas.model import PersonaModel
from src.serving.belonging import belonging
from src.serving.schema import MODEL_FILE, Schema, schema_from_dict

KIND = "declared"


@dataclass(frozen=True, eq=False)
class DeclaredBundle:
    """The fitted models, and the population statistics that rows were described with.

    ``groups`` are the columns that reasons name, each with its features; ``personas`` is None where
    no features say what customers do, ``price`` where nothing says what they pay, ``ending`` where
    there is no time.
    """

    schema: Schema
    churn: DeclaredChurn
    personas: PersonaModel | None
    groups: Mapping[str, tuple[str, ...]]
    norms: Norms
    price: Price | None = None
    ending: Ending | None = None

    def predict(self, X: FloatArray) -> dict[str, Any]:  # noqa: N803  a matrix of rows
        """Return ``churn_prob``; ``clv``, ``value_at_risk``, ``persona`` if known.

        Money is NaN for whom the price is not known.
        """
        design = Design(self.schema.names, X)
        prob = self.churn.prob(design)
        found: dict[str, Any] = {"churn_prob": prob}
        if self.price is not None:
            pays = self.price.paid(design)
            found["clv"] = pays * staying(design, prob, self.ending)
            found["value_at_risk"] = pays * prob
        if self.personas is not None:
            found["persona"], found["persona_confidence"] = belonging(self.personas, design)
        return found

    def end_days(self, X: FloatArray) -> FloatArray:  # noqa: N803
        """Return the day by which an end is as likely as not, NaN if later or not known."""
        if self.ending is None:
            return np.full(len(X), np.nan)
        design = Design(self.schema.names, X)
        return self.ending.half_days(design, self.churn.prob(design))

    def effects(self, X: FloatArray) -> FloatArray:  # noqa: N803
        """Return each group's effect on the log-odds of churn, (rows, groups)."""
        design = Design(self.schema.names, X)
        added = self.churn.by_feature(design)
        columns = [
            added[:, [design.names.index(name) for name in members]].sum(axis=1)
            for members in self.groups.values()
        ]
        return np.stack(columns, axis=1)


def save(bundle: DeclaredBundle, folder: Path) -> None:
    """Write the boosters as LightGBM text, all else as ``model.json``; same bundle, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, booster in enumerate(bundle.churn.boosters):
        (folder / _file(number)).write_text(booster.model_to_string(), "utf-8")
    saved = {
        "kind": KIND,
        "schema": asdict(bundle.schema),
        "boosters": len(bundle.churn.boosters),
        "churn_linear": bundle.churn.linear.to_dict(),
        "calibration": bundle.churn.calibration.to_dict(),
        "personas": bundle.personas.to_dict() if bundle.personas else None,
        "groups": {name: list(members) for name, members in bundle.groups.items()},
        "norms": asdict(bundle.norms),
        "price": asdict(bundle.price) if bundle.price else None,
        "ending": bundle.ending.to_dict() if bundle.ending else None,
    }
    (folder / MODEL_FILE).write_text(json.dumps(saved, indent=1), "utf-8")


def from_saved(saved: Mapping[str, Any], folder: Path) -> DeclaredBundle:
    """Read what `save` wrote; ``saved`` is what ``model.json`` says."""
    boosters = [lgb.Booster(model_file=str(folder / _file(n))) for n in range(saved["boosters"])]
    personas = saved["personas"]
    return DeclaredBundle(
        schema=schema_from_dict(saved["schema"]),
        churn=DeclaredChurn(
            tuple(boosters),
            Splined.from_dict(saved["churn_linear"]),
            Calibrator.from_dict(saved["calibration"]),
        ),
        personas=PersonaModel.from_dict(personas) if personas else None,
        groups={name: tuple(members) for name, members in saved["groups"].items()},
        norms=Norms(**saved["norms"]),
        price=Price(**price) if (price := saved.get("price")) else None,
        ending=Ending.from_dict(ending) if (ending := saved.get("ending")) else None,
    )


def _file(number: int) -> str:
    return f"churn_{number}.txt"
