"""Findings of declared churn: gather what the stages found into what the report shows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.asof import day_of
from src.config import Manifest
from src.modeling.design import Design
from src.modeling.ranking import ranking
from src.modeling.stakes import told_of
from src.personas.model import assign
from src.quality.readiness import Question
from src.reporting.declared import DeclaredFindings
from src.reporting.findings import NOT_SET
from src.reporting.people import who_is_who
from src.serving.bundle import effects, predict
from src.serving.declared import DeclaredBundle
from src.stages.declared import Declared
from src.stages.explaining import CHURN_ROWS
from src.stages.fairness import Labels, by_group, held_by
from src.stages.summary import sources_table
from src.unify.consent import Consents

EVERYBODY = "all customers"


@dataclass(frozen=True, eq=False)
class _At:
    now: int
    customer_id: NDArray[np.str_]


def declared_findings(
    manifest: Manifest,
    found: Declared,
    seed: int,
    changes: tuple[str, ...],
    questions: tuple[Question, ...],
    consents: Consents,
) -> DeclaredFindings:
    """Return the findings of one training; arguments as of `src.stages.summary.findings`."""
    case, taught, judgement = found.case, found.taught, found.judgement
    today = taught.today.design.select(found.bundle.schema.names)
    chosen = found.personas.choice.chosen if found.personas else None
    return DeclaredFindings(
        dataset=manifest.name,
        kind=manifest.churn.kind,
        currency=manifest.currency,
        eligible=taught.eligible,
        described_on=day_of(case.now),
        judged_on=day_of(taught.trials[0].day),
        horizon_days=taught.horizon_days,
        churn_rate=float(judgement.customers["churned"].mean()),
        customers=len(today),
        sources=sources_table(case.ingested.accounts),
        churn_table=judgement.churn,
        judged=judgement.customers,
        column=taught.column,
        personas=_personas(found.bundle, today),
        contrasts=found.personas.named if found.personas else (),
        stable=bool(found.personas and found.personas.choice.stable),
        worst_jaccard=chosen.worst_jaccard if chosen else float("nan"),
        adjusted_rand=chosen.stability.adjusted_rand if chosen else float("nan"),
        churn_effects=_effects(found.bundle, today, seed),
        by_group=by_group(judgement.customers, _groups(found), seed),
        undated=case.undated,
        promoted=judgement.promoted,
        reason=judgement.reason,
        grades=judgement.grades,
        allowed_leaks=taught.leaks,
        end_reasons=taught.end_reasons,
        changes=changes,
        questions=questions,
        consents=consents,
        people=who_is_who(case.ingested.identity),
        sample=found.sample,
        valued=found.valued,
        profit=found.profit,
        not_ranked=_not_ranked(manifest, found.bundle, today),
        moments=taught.timing.moments if taught.timing else (),
    )


def _not_ranked(manifest: Manifest, bundle: DeclaredBundle, today: Design) -> str:
    """Say why the contact list goes by no profit; empty where it does."""
    told = told_of(predict(bundle, today.values))
    found = ranking(manifest.contact, told)
    if found.by_profit:
        return ""
    return found.why or NOT_SET.format(first=found.first)


def _personas(bundle: DeclaredBundle, today: Design) -> pd.DataFrame:
    """Return one row per persona, the likeliest to leave first."""
    names = ["customers_count", "customers_share", "churn_prob_mean", "leavers"]
    if bundle.personas is None:
        return pd.DataFrame(columns=["persona", *names])
    predicted = pd.DataFrame(predict(bundle, today.values))
    table = predicted.groupby("persona")["churn_prob"].agg(["size", "mean", "sum"])
    table.insert(1, "customers_share", table["size"] / len(predicted))
    table.columns = pd.Index(names)
    if bundle.price is not None:
        own = predicted.groupby("persona")
        table["clv_mean"] = own["clv"].mean()
        table["value_at_risk_sum"] = own["value_at_risk"].sum()
    return table.sort_values("churn_prob_mean", ascending=False, kind="stable").reset_index()


def _effects(bundle: DeclaredBundle, today: Design, seed: int) -> pd.DataFrame:
    """Return one row per sampled customer: ``persona`` and each group's effect in log-odds."""
    chosen = np.sort(np.random.default_rng(seed).permutation(len(today))[:CHURN_ROWS])
    rows = today.rows(chosen)
    table = pd.DataFrame(effects(bundle, rows.values), columns=list(bundle.groups))
    table.insert(0, "persona", predict(bundle, rows.values).get("persona", EVERYBODY))
    return table


def _groups(found: Declared) -> dict[str, Labels]:
    """Return the persona, if there is one, and the attributes of the judged customers."""
    judged, bundle = found.taught.judged, found.bundle
    now = int(judged.cutoff_day[0])
    own = held_by(found.case.tables, _At(now, judged.customer_id))
    if bundle.personas is None:
        return own
    places = assign(bundle.personas, judged.columns(bundle.personas.space.features))
    return {"persona": np.asarray(bundle.personas.names, dtype=object)[places]} | own
