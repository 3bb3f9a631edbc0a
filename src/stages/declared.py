"""Learning churn that the data declare: by a label, or by the end of a contract.

A label is judged by customers (`src.stages.at_once`), contracts by time (`src.stages.over_time`).
All else is the same: the gate lets columns pass, the model is graded beside the base rate and the
best single column, one is fitted to everything, and personas are found if the data say what
customers do.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from src.config import Manifest
from src.features.build import Recipe, groups
from src.features.catalogue import PROFILE_GROUP
from src.features.recipes import recipe_of
from src.ingest import Ingested
from src.modeling.declared import fit_declared
from src.modeling.design import Design
from src.modeling.grading import Grade, grade, verdict
from src.modeling.judging import churn_table
from src.modeling.profit import Profit
from src.modeling.worth import Valued
from src.personas.fit import FittedPersonas
from src.serving.bundle import SCHEMA_VERSION
from src.serving.declared import DeclaredBundle
from src.serving.schema import FeatureField, Schema
from src.settings import Settings
from src.stages.at_once import taught_at_once
from src.stages.case import ALONE, THREADS, Case, Taught
from src.stages.declared_personas import personas_of, weighed
from src.stages.declared_value import price_of, profitable, valued_then
from src.stages.eligible import end_day, prepared
from src.stages.over_time import planned_contracts, taught_over_time
from src.stages.permission import Permission
from src.stages.sampling import sample_told, sampled
from src.stages.snapshots import Progress, part


@dataclass(frozen=True, eq=False)
class DeclaredJudgement:
    """The churn table, ours first, and whether the model may be used.

    ``customers`` has one row per judged customer: ``churned``, ``churn_prob`` and ``rule``, what
    the best single column predicts.
    """

    churn: pd.DataFrame
    customers: pd.DataFrame
    promoted: bool
    reason: str
    grades: tuple[Grade, ...]


@dataclass(frozen=True, eq=False)
class Declared:
    """Everything the stages of one training returned."""

    case: Case
    permission: Permission
    taught: Taught
    judgement: DeclaredJudgement
    personas: FittedPersonas | None
    bundle: DeclaredBundle
    valued: Valued | None
    profit: Profit | None
    sample: str = ""


def learn_declared(
    folder: Path,
    manifest: Manifest,
    settings: Settings,
    ingested: Ingested,
    permissions: tuple[Permission, Permission],
    progress: Progress,
) -> Declared:
    """Learn from a data set whose churn is declared, touching no file and no store.

    ``permissions`` are to be learnt from, and to be contacted.

    Raises
    ------
    LeakError
        A column seems to know the outcome, and is not allowed to.
    DataError
        Too few customers left or stayed, or the history is too short.
    """
    allowed, contact = permissions
    asked = allowed.left_out.left, settings.train_sample_customers
    tables = prepared(sampled(allowed.needed, *asked), manifest.churn)
    now = end_day(manifest, settings, ingested, tables)
    case = Case(manifest, settings, ingested, tables, now, Recipe())
    by_time = manifest.churn.kind == "subscription"
    first = planned_contracts(case).moments.cutoffs[0] if by_time else now
    case = replace(case, recipe=recipe_of(folder, tables, first))
    taught = (taught_over_time if by_time else taught_at_once)(case, part(progress, 0.0, 0.6))

    progress("learning from everything", 0.6)
    learnt, seed = taught.learnt, settings.seed
    model = fit_declared(learnt, seed, THREADS)
    behaviour = _behaviour(case, learnt.design)
    found = part(progress, 0.7, 1.0)
    weights = weighed(model, learnt, behaviour)
    personas = personas_of(taught.today, weights, case.made_of, seed, found)
    fields = tuple(_field(name, learnt.design, taught.today.design) for name in learnt.design.names)
    horizon = taught.horizon_days
    price = price_of(manifest.churn, horizon, learnt.design.names, taught.judged, taught.today)
    bundle = DeclaredBundle(
        Schema(SCHEMA_VERSION, manifest.name, manifest.currency, horizon, fields),
        model,
        personas.model if personas else None,
        _named(case, learnt.design),
        case.recipe.norms,
        price,
        taught.timing.today if taught.timing else None,
    )
    worth = valued_then(price, taught, seed) if price else None
    permits = contact.covers(taught.today.customer_id)
    contacts = profitable(manifest.contact, bundle, taught, worth, permits, seed)
    judgement = _judged(taught, seed)
    return Declared(
        *(case, allowed, taught, judgement, personas, bundle),
        *(worth, contacts, sample_told(*asked)),
    )


def _judged(taught: Taught, seed: int) -> DeclaredJudgement:
    newest = taught.trials[0]
    rule = newest.rules.churn_prob[ALONE]
    grades = (grade("churn", taught.trials, seed),)
    return DeclaredJudgement(
        churn_table(newest.churned, newest.churn_prob, newest.rules, seed),
        pd.DataFrame({"churned": newest.churned, "churn_prob": newest.churn_prob, "rule": rule}),
        *verdict(grades),
        grades,
    )


def _behaviour(case: Case, design: Design) -> list[str]:
    """Return the features that say what customers do or pay, rather than who they are."""
    named = {n for table in case.manifest.tables.values() for n in table.behaviour}
    who = groups(case.tables, case.recipe).get(PROFILE_GROUP, ())
    return [n for n in design.names if n not in who or case.made_of.get(n) in named]


def _named(case: Case, design: Design) -> dict[str, tuple[str, ...]]:
    """Return what reasons name: groups of features, and of profiles each column by itself."""
    found: dict[str, tuple[str, ...]] = {}
    for group, members in groups(case.tables, case.recipe).items():
        for name in (name for name in members if name in design.names):
            named = case.made_of.get(name, group).replace("_", " ")
            found[named] = (*found.get(named, ()), name)
    return found


def _field(name: str, *designs: Design) -> FeatureField:
    unknown = any(bool(np.isnan(design.column(name)).any()) for design in designs)
    return FeatureField(name, nullable=unknown, integer=name.endswith("_count"))
