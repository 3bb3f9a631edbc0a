"""What a training tells the store: settings, metrics beside their baselines, tables, the model."""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from src.config import Manifest, Settings
from src.reporting.certainty import certainty
from src.reporting.findings import Findings
from src.reporting.report import all_figures
from src.serving.bundle import Schema
from src.serving.package import CODE, MODEL_FILE, config, example, requirements
from src.tracking.registry import ModelParts
from src.tracking.runs import Training

KEYS = ("model", "n")


def run_of(
    manifest: Manifest, settings: Settings, findings: Findings, fingerprint: str, report: Path
) -> Training:
    """Return the run; its metrics are named ``churn.auc.this_model`` and the like."""
    personas = findings.personas
    return Training(
        dataset=manifest.name,
        fingerprint=fingerprint,
        settings={
            "manifest": manifest.model_dump(mode="json"),
            "settings": settings.model_dump(mode="json"),
            "used": {
                "horizon_days": findings.horizon_days,
                "label_days": findings.label_days,
                "judged_on": findings.judged_on.isoformat(),
                "described_on": findings.described_on.isoformat(),
            },
        },
        metrics={
            **_metrics("churn", findings.churn_table),
            **_metrics("clv", findings.clv_table),
            **_metrics("parties", findings.parties.rename(columns={"party": "model"})),
            **certainty(findings),
            "churn.rate": findings.churn_rate,
            "churn.returned_share": findings.returned_share,
            "personas.count": float(len(personas)),
            "personas.worst_jaccard": findings.worst_jaccard,
            "personas.adjusted_rand": findings.adjusted_rand,
        },
        figures={f"{name}.png": figure for name, figure in all_figures(findings).items()},
        tables={
            "churn": findings.churn_table,
            "clv": findings.clv_table,
            "personas": personas,
            "sources": findings.sources,
            "parties": findings.parties,
        },
        files=(report,),
    )


def model_of(schema: Schema, bundle: Path) -> ModelParts:
    """Return what the model version is made of."""
    return ModelParts(
        code=MODEL_FILE,
        packages=(CODE,),
        bundle=bundle,
        config=config(schema),
        example=example(schema),
        requirements=requirements(),
    )


def _metrics(about: str, table: pd.DataFrame) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for row in table.to_dict("records"):
        model = re.sub(r"\W+", "_", str(row["model"]).lower()).strip("_")
        for name, value in row.items():
            if name not in KEYS and pd.notna(value):
                found[f"{about}.{name}.{model}"] = float(value)
    return found
