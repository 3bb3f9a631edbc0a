"""A bundle on disk: boosters as LightGBM text, all else as JSON; same bundle, same bytes."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import lightgbm as lgb

from src.errors import StoreError
from src.features.norms import Norms
from src.modeling.calibration import Platt
from src.modeling.churn import ChurnBlend, ChurnModel
from src.modeling.clv import ClvModel
from src.modeling.hazard import hazard_from_dict, hazard_to_dict
from src.modeling.intervals import spread_from_dict, spread_to_dict
from src.modeling.learners import UpliftModel
from src.modeling.linear import linear_from_dict, linear_to_dict
from src.modeling.start import start_from_dict, start_to_dict
from src.personas.model import PersonaModel
from src.segments.typical import Typical
from src.serving import declared
from src.serving.bundle import SCHEMA_VERSION, AnyBundle, Bundle
from src.serving.declared import DeclaredBundle
from src.serving.schema import MODEL_FILE, schema_from_dict

BOOSTERS = ("churn_started", "churn_plain", "clv_started", "clv_plain", "clv_buyers")
UPLIFT = ("uplift_first", "uplift_second")


def save(bundle: AnyBundle, folder: Path) -> None:
    """Write the boosters as LightGBM text, all else as ``model.json``; same bundle, same bytes."""
    if isinstance(bundle, DeclaredBundle):
        declared.save(bundle, folder)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, booster in _boosters(bundle).items():
        (folder / f"{name}.txt").write_text(booster.model_to_string(), "utf-8")
    (folder / MODEL_FILE).write_text(json.dumps(_to_dict(bundle), indent=1), "utf-8")


def load(folder: Path) -> AnyBundle:
    """Read what `save` wrote.

    Raises
    ------
    StoreError
        The bundle was written by another version of this project.
    """
    saved = json.loads((folder / MODEL_FILE).read_text("utf-8"))
    found = saved["schema"]["version"]
    if found != SCHEMA_VERSION:
        raise StoreError(
            f"The model was written with schema version {found}, this code reads {SCHEMA_VERSION}. "
            "Train again, or use the version of the code that wrote it."
        )
    if saved.get("kind") == declared.KIND:
        return declared.from_saved(saved, folder)
    days = {name: saved[name] for name in ("label_days", "horizon_days")}
    trees = {name: lgb.Booster(model_file=str(folder / f"{name}.txt")) for name in BOOSTERS}
    blend = ChurnBlend(
        trees["churn_started"],
        trees["churn_plain"],
        linear_from_dict(saved["churn_linear"]),
        saved["churn_start_weight"],
    )
    clv = ClvModel(
        trees["clv_started"],
        trees["clv_plain"],
        trees["clv_buyers"],
        linear_from_dict(saved["clv_linear"]),
        saved["smear"],
        saved["log_limit"],
        start_weight=saved["clv_start_weight"],
        scale=saved["scale"],
        **days,
    )
    return Bundle(
        schema=schema_from_dict(saved["schema"]),
        start=start_from_dict(saved["start"]),
        churn=ChurnModel(blend, Platt(**saved["calibration"]), **days),
        clv=clv,
        spread=spread_from_dict(saved["spread"]),
        personas=PersonaModel.from_dict(saved["personas"]),
        groups={name: tuple(members) for name, members in saved["groups"].items()},
        typical_start=saved["typical_start"],
        norms=Norms(**saved["norms"]),
        hazard=hazard_from_dict(saved["hazard"]) if saved.get("hazard") else None,
        typical=Typical.from_dict(saved["typical"]),
        uplift=_uplift(saved.get("uplift"), folder),
    )


def _uplift(saved: Mapping[str, Any] | None, folder: Path) -> UpliftModel | None:
    if saved is None:
        return None
    first, second = (lgb.Booster(model_file=str(folder / f"{name}.txt")) for name in UPLIFT)
    return UpliftModel(saved["learner"], tuple(saved["features"]), (first, second))


def _boosters(bundle: Bundle) -> dict[str, lgb.Booster]:
    blend, clv = bundle.churn.blend, bundle.clv
    boosters = (blend.started, blend.plain, clv.started, clv.plain, clv.buyers)
    moved = () if bundle.uplift is None else zip(UPLIFT, bundle.uplift.boosters, strict=True)
    return dict([*zip(BOOSTERS, boosters, strict=True), *moved])


def _to_dict(bundle: Bundle) -> dict[str, Any]:
    return {
        "schema": asdict(bundle.schema),
        "label_days": bundle.churn.label_days,
        "horizon_days": bundle.churn.horizon_days,
        "start": start_to_dict(bundle.start),
        "churn_linear": linear_to_dict(bundle.churn.blend.linear),
        "churn_start_weight": bundle.churn.blend.start_weight,
        "calibration": asdict(bundle.churn.calibration),
        "clv_linear": linear_to_dict(bundle.clv.linear),
        "smear": bundle.clv.smear,
        "log_limit": bundle.clv.log_limit,
        "clv_start_weight": bundle.clv.start_weight,
        "scale": bundle.clv.scale,
        "spread": spread_to_dict(bundle.spread),
        "personas": bundle.personas.to_dict(),
        "groups": {name: list(members) for name, members in bundle.groups.items()},
        "typical_start": bundle.typical_start,
        "norms": asdict(bundle.norms),
        "hazard": hazard_to_dict(bundle.hazard) if bundle.hazard else None,
        "typical": bundle.typical.to_dict(),
        "uplift": (
            {"learner": bundle.uplift.learner, "features": list(bundle.uplift.features)}
            if bundle.uplift
            else None
        ),
    }
