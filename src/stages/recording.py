"""What a training tells the store: settings, metrics beside their baselines, tables, the model."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from src.config import Manifest
from src.modeling.grading import Grade
from src.modeling.leakage import Leak
from src.reporting.certainty import certainty
from src.reporting.declared import DeclaredFindings, declared_figures
from src.reporting.findings import Findings
from src.reporting.grades import grade_sentence
from src.reporting.report import all_figures
from src.serving.bundle import Schema
from src.serving.package import CODE, MODEL_FILE, config, example, requirements
from src.settings import Settings
from src.tracking.registry import ModelParts
from src.tracking.runs import Training

KEYS = ("model", "n")
LEAKS = "leaks_allowed"  # tag of a run and its model


def run_of(
    manifest: Manifest,
    settings: Settings,
    findings: Findings | DeclaredFindings,
    fingerprint: str,
    *files: Path,
) -> Training:
    """Return the run; its metrics are named ``churn.auc.this_model`` and the like.

    ``files`` are kept with it.
    """
    if isinstance(findings, DeclaredFindings):
        return declared_run_of(manifest, settings, findings, fingerprint, *files)
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
            **_graded(findings.grades),
            "churn.rate": findings.churn_rate,
            "churn.returned_share": findings.returned_share,
            "personas.count": float(len(personas)),
            "personas.worst_jaccard": findings.worst_jaccard,
            "personas.adjusted_rand": findings.adjusted_rand,
            **{f"personas.{one.about}.explained": one.explained for one in findings.useful},
            **{f"personas.{one.about}.beyond_rfm": one.gain for one in findings.useful},
        },
        figures={f"{name}.png": figure for name, figure in all_figures(findings).items()},
        tables={
            "churn": findings.churn_table,
            "clv": findings.clv_table,
            "personas": personas,
            "sources": findings.sources,
            "parties": findings.parties,
            "by_group": findings.by_group,
            **{
                f"segments_{re.sub(r'[^a-z]+', '_', one.name.lower())}": one.table
                for one in findings.segments.told
            },
        },
        files=files,
        grades={one.about: one.letter for one in findings.grades},
        description="\n\n".join(map(grade_sentence, findings.grades)),
        tags=_leak_tags(findings.allowed_leaks),
    )


def declared_run_of(
    manifest: Manifest,
    settings: Settings,
    findings: DeclaredFindings,
    fingerprint: str,
    *files: Path,
) -> Training:
    """Return the run of a training whose churn is declared; ``files`` are kept with it."""
    return Training(
        dataset=manifest.name,
        fingerprint=fingerprint,
        settings={
            "manifest": manifest.model_dump(mode="json"),
            "settings": settings.model_dump(mode="json"),
            "used": {
                "horizon_days": findings.horizon_days,
                "judged_on": findings.judged_on.isoformat(),
                "described_on": findings.described_on.isoformat(),
            },
        },
        metrics={
            **_metrics("churn", findings.churn_table),
            **_graded(findings.grades),
            "churn.rate": findings.churn_rate,
            "personas.count": float(len(findings.personas)),
        },
        figures={f"{name}.png": drawn for name, drawn in declared_figures(findings).items()},
        tables={
            "churn": findings.churn_table,
            "personas": findings.personas,
            "sources": findings.sources,
            "by_group": findings.by_group,
            "end_reasons": findings.end_reasons,
        },
        files=files,
        grades={one.about: one.letter for one in findings.grades},
        description="\n\n".join(grade_sentence(g, findings.leaving) for g in findings.grades),
        tags=_leak_tags(findings.allowed_leaks),
    )


def _leak_tags(leaks: Iterable[Leak]) -> dict[str, str]:
    """Return a tag that names the columns that were allowed to know the outcome."""
    names = ", ".join(leak.column for leak in leaks)
    return {LEAKS: names} if names else {}


def _graded(grades: Iterable[Grade]) -> Mapping[str, float]:
    """Return what grades go by, ``grade.churn.saved`` and the like; letters are tags."""
    names = ("saved", "saved_low", "saved_high", "found", "found_low", "found_high")
    return {
        f"grade.{one.about}.{name}": value
        for one in grades
        for name, value in (
            *((name, getattr(one, name)) for name in (*names, "found_by_rule", "found_most")),
            ("cutoffs", float(len(one.days))),
        )
    }


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
