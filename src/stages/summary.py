"""Findings: gather what the stages found into what the report shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from src.asof import day_of
from src.config import Manifest
from src.ingest import Ingested
from src.modeling.design import Design
from src.modeling.leakage import Leak
from src.modeling.profit import Profit
from src.modeling.uplift import Uplift
from src.modeling.waits import Waits
from src.personas.fit import FittedPersonas
from src.personas.months import Monthly
from src.quality.quarantine import Account
from src.quality.readiness import Question
from src.reporting.findings import Findings
from src.reporting.people import who_is_who
from src.segments.certain import intervals
from src.segments.kpis import kpis
from src.serving.belonging import belonging
from src.serving.bundle import Bundle, predict
from src.stages.explaining import churn_effects, clv_effects
from src.stages.fairness import Labels, by_group, held_by
from src.stages.fitting import Fitted
from src.stages.judgement import Judgement
from src.stages.permission import Permission
from src.stages.planning import Plan
from src.stages.portraying import portray
from src.stages.proving import proved
from src.stages.resting import resting
from src.stages.segmenting import NO_RULES, ByRule
from src.stages.snapshots import Snapshots
from src.unify.consent import NOTHING_SAID, Consents


@dataclass(frozen=True, eq=False)
class Gathered:
    """Everything the stages of one training returned."""

    ingested: Ingested
    plan: Plan
    judged: Fitted
    judgement: Judgement
    shipped: Fitted
    personas: FittedPersonas
    bundle: Bundle
    undated: tuple[str, ...]
    month_ago: Snapshots
    permission: Permission
    parties: pd.DataFrame = field(default_factory=pd.DataFrame)
    sample: str = ""
    leaks: tuple[Leak, ...] = ()
    waits: Waits | None = None
    profit: Profit | None = None
    uplift: Uplift | None = None
    by_rule: ByRule = NO_RULES
    monthly: Monthly | None = None


def findings(
    manifest: Manifest,
    found: Gathered,
    seed: int,
    changes: tuple[str, ...] = (),
    questions: tuple[Question, ...] = (),
    consents: Consents = NOTHING_SAID,
) -> Findings:
    """Return the findings of one training.

    Parameters
    ----------
    changes : since the last load of its sources
    questions : what may be asked of the data, and what is missing where it may not
    consents : what customers permit
    """
    horizon, today = found.plan.horizon_days, found.shipped.design
    stability = found.personas.choice.chosen
    named = dict(found.bundle.groups)
    useful = proved(found.judged, found.judgement.customers, named, found.personas, seed)
    people = scored(found.bundle, today)
    moved = churn_effects(found.bundle, today, seed), clv_effects(found.bundle, today, seed)
    portrayed = portray(
        *(found.permission.tables, found.shipped, found.bundle, found.personas.labels, moved),
        seed,
    )
    return Findings(
        dataset=manifest.name,
        currency=manifest.currency,
        judged_on=day_of(found.plan.judged.now),
        described_on=day_of(found.plan.today.now),
        first_day=day_of(found.plan.first_day),
        last_day=day_of(found.plan.today.now - 1),
        horizon_days=horizon,
        label_days=found.plan.judged.label_days,
        returned_share=found.plan.silences.returned_share(horizon),
        churn_rate=float(found.judgement.customers["churned"].mean()),
        customers=len(today),
        sources=sources_table(found.ingested.accounts),
        churn_table=found.judgement.churn,
        clv_table=found.judgement.clv,
        judged=found.judgement.customers,
        total_judged=found.judgement.total,
        total_ahead=found.shipped.level.total(people["clv"].to_numpy()),
        personas=kpis(people, by="persona").reset_index(),
        contrasts=found.personas.named,
        worst_jaccard=stability.worst_jaccard,
        adjusted_rand=stability.stability.adjusted_rand,
        eta_squared=next((one.explained for one in useful if one.about == "spend"), None),
        stable=found.personas.model.stable,
        persona_changes=found.personas.changes,
        useful=useful,
        churn_effects=moved[0],
        clv_effects=moved[1],
        clv_effect_unit=manifest.currency,
        undated=found.undated,
        promoted=found.judgement.promoted,
        reason=found.judgement.reason,
        changes=changes,
        questions=questions,
        consents=consents,
        parties=found.parties,
        people=who_is_who(found.ingested.identity),
        sample=found.sample,
        grades=found.judgement.grades,
        allowed_leaks=found.leaks,
        eligible=eligible(today, horizon),
        by_group=by_group(found.judgement.customers, _groups(found), seed),
        portrayed=portrayed,
        waits=found.waits,
        profit=found.profit,
        uplift=found.uplift,
        division=found.personas.division,
        monthly=found.monthly,
        rests=resting(found.personas, portrayed, useful, found.monthly),
        intervals=intervals(people, by="persona"),
    )


def eligible(today: Design, horizon_days: int) -> tuple[str, ...]:
    """Say whom predictions of inactivity are of: nobody tells who has left for good.

    >>> silent = Design(("recency_days",), np.array([[3.0], [200.0]]))
    >>> print(*eligible(silent, 91))
    Scored are all 2 who ever ordered; 1 has been silent for 91 days or more already.
    """
    long = int((today.column("recency_days") >= horizon_days).sum())
    have = "has" if long == 1 else "have"
    silent = f"{long:,} {have} been silent for {horizon_days} days or more already"
    return (f"Scored are all {len(today):,} who ever ordered; {silent}.",)


def scored(bundle: Bundle, design: Design) -> pd.DataFrame:
    """Return what key figures are made of: one row per customer."""
    known = {name: design.column(name) for name in ("orders_count", "net_sum", "T_days")}
    return pd.DataFrame({**known, **predict(bundle, design.values)})


def sources_table(accounts: Sequence[Account]) -> pd.DataFrame:
    """Return what became of every row read: one row per source."""
    return pd.DataFrame(
        {
            "source": account.source,
            "read": account.read_rows,
            "kept": account.kept_rows,
            "filtered": account.filtered_rows,
            "quarantined": account.quarantined_rows,
            "repeats": account.repeated_rows,
            "forgotten": account.forgotten_rows,
            "nulled": sum(account.nulled.values()),
            "rewritten": sum(account.rewritten.values()),
            "noted": sum(account.noted.values()),
        }
        for account in accounts
    )


def _groups(found: Gathered) -> dict[str, Labels]:
    """Return the persona and the attributes of the judged customers."""
    design = found.judged.known.select(found.bundle.schema.names)
    personas, _ = belonging(found.bundle.personas, design)
    named = np.asarray(personas, dtype=object)
    return {"persona": named} | held_by(found.permission.tables, found.judged)
