"""Churn by subscription: judged in time, at cutoffs from which a whole horizon has been seen.

The same recipe is fitted at several cutoffs, each knowing only labels that were over by then: a
horizon and the days of grace. There is no start from a model of buying rhythm, as there need be no
orders; what orders say are features.
"""

from dataclasses import dataclass, replace

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from src.asof import Asof, Frame, day_number, day_of
from src.engine import collect
from src.errors import DataError
from src.modeling.alone import best_alone
from src.modeling.contracts import contract_ends, under_contract
from src.modeling.declared import Labelled, fit_declared
from src.modeling.design import Design, FloatArray
from src.modeling.ending import PERIOD, RENEWAL, TENURE
from src.modeling.grading import Trial
from src.modeling.labels import HORIZON_DAYS_MIN
from src.modeling.leakage import Leak, leaks
from src.modeling.splits import Past, earlier_pasts, judged_cutoff, past
from src.modeling.worth import MONTHLY
from src.stages.case import THREADS, Case, Taught, labelled_rows, trial
from src.stages.ending import timed
from src.stages.gate import checked_leaks
from src.stages.snapshots import Progress, Snapshots, part

ROWS_MAX = 60_000  # as of `src.stages.fitting`
UNTOLD = "not told"
ALWAYS = (MONTHLY, TENURE, PERIOD, RENEWAL)


@dataclass(frozen=True)
class Contracts:
    """When contracts are looked at: how far predictions look, and what is known at each moment.

    ``judged`` is the newest cutoff that can be judged, ``earlier`` those before it whose horizons
    do not overlap, ``today`` the end of the data. Their labels cover the horizon and the grace.
    """

    horizon_days: int
    grace_days: int
    judged: Past
    earlier: tuple[Past, ...]
    today: Past

    @property
    def moments(self) -> Asof:
        """Every cutoff at which customers must be described."""
        pasts = (self.judged, self.today, *self.earlier)
        return Asof(tuple(sorted({day for p in pasts for day in (*p.cutoffs, p.now)})))


def planned_contracts(case: Case) -> Contracts:
    """Plan the cutoffs of a training.

    Raises
    ------
    DataError
        The contracts span too little time, or the horizon after the cutoff asked for is not over.
    """
    settings, grace = case.settings, case.manifest.churn.grace_days
    begun = case.tables["subscriptions"].select(first=nw.col("started_day").min())
    first = int(collect(begun)["first"].iloc[0])
    asked_days = settings.horizon_days
    quarter = max(1, (case.now - first) // 4)
    horizon = min(HORIZON_DAYS_MIN, quarter) if asked_days == "auto" else asked_days
    window = horizon + grace
    asked = day_number(settings.cutoff) if settings.cutoff else None
    now = judged_cutoff(asked, case.now, window)
    step, count = settings.snapshot_step_days, settings.snapshots_max
    judged = past(first, now, window, step, count)
    if judged.label_days < window:
        raise DataError(
            f"Contracts are known for {case.now - first} days; to learn and to judge, several times"
            f" the {horizon} days of the horizon and the {grace} of grace are needed. Choose a"
            " shorter horizon_days, or add older contracts."
        )
    earlier = tuple(p for p in earlier_pasts(first, judged, window) if p.label_days == window)
    today = past(first, case.now, window, step, count)
    return Contracts(horizon, grace, judged, earlier, today)


def taught_over_time(case: Case, progress: Progress) -> Taught:
    """Learn whose contracts end, from cutoffs that lie back a horizon or more.

    Raises
    ------
    LeakError
        A column without a date seems to know who left, and is not allowed to.
    DataError
        Too few contracts ended, or too few did not, or they span too little time.
    """
    plan = planned_contracts(case)
    case = replace(case, recipe=replace(case.recipe, eligible=under_contract))
    snapshots = case.described(plan.moments, part(progress, 0.0, 0.3))
    ends = _ends(case, plan, Asof((plan.judged.now,)))
    judged = snapshots.at(plan.judged.now)
    churned = _churned(ends, judged)
    passed = _passed(case, judged, churned)
    progress("judging at past cutoffs", 0.4)
    trials, columns = [], []
    for one in (plan.judged, *plan.earlier):
        found, column = _tried(case, plan, snapshots, one)
        trials.append(found)
        columns.append(column)
    today, window = snapshots.at(plan.today.now), (plan.horizon_days, plan.grace_days)
    pasts = plan.judged, plan.today
    return Taught(
        learnt=_learnt(case, plan, snapshots, plan.today),
        judged=judged,
        trials=tuple(trials),
        column=columns[0],
        today=today,
        leaks=passed,
        eligible=_eligible(case, plan, judged, today),
        horizon_days=plan.horizon_days,
        end_reasons=_reasons(ends),
        timing=timed(case, snapshots, pasts, window, trials[0].churn_prob),
    )


def _tried(case: Case, plan: Contracts, snapshots: Snapshots, one: Past) -> tuple[Trial, str]:
    """Fit at a moment, and compare with what then happened."""
    seed, judged = case.settings.seed, snapshots.at(one.now)
    rows = _learnt(case, plan, snapshots, one)
    churned = _churned(_ends(case, plan, Asof((one.now,))), judged)
    if len(np.unique(churned)) == 1:
        raise DataError(
            f"Of {len(churned):,} customers under contract on {day_of(one.now)}, all did the same"
            f" in {plan.horizon_days} days: there is nothing to tell apart. Choose another cutoff"
            " or horizon_days."
        )
    model = fit_declared(rows, seed, THREADS)
    asked = judged.design.select(rows.design.names)
    values = [design.values for design in (rows.design, asked)]  # noqa: PD011  not pandas objects
    both = Design(rows.design.names, np.concatenate(values))
    learnt = np.arange(len(both)) < len(rows.churned)
    unknown = np.concatenate([rows.churned, np.zeros(len(churned))])
    columns = case.columns_of(rows.design)
    rule = best_alone(both, unknown, learnt, columns)
    base = np.full(len(churned), rows.churned.mean())
    found = trial(judged, churned, model.prob(asked), rule.prob[~learnt], base)
    return found, rule.column


def _learnt(case: Case, plan: Contracts, snapshots: Snapshots, one: Past) -> Labelled:
    """Return the labelled rows known at a moment: of so many whole customers as fit."""
    known = snapshots.at(*one.cutoffs)
    churned = _churned(_ends(case, plan, Asof(one.cutoffs)), known)
    rows = labelled_rows(known, churned, ALWAYS)
    customers = int(rows.people.max()) + 1
    drawn = np.random.default_rng(case.settings.seed).permutation(customers)
    kept = drawn < ROWS_MAX / len(churned) * customers
    return rows.rows(np.flatnonzero(kept[rows.people]))


def _ends(case: Case, plan: Contracts, asof: Asof) -> Frame:
    return contract_ends(case.tables, asof, plan.horizon_days, plan.grace_days)


def _churned(ends: Frame, snapshots: Snapshots) -> FloatArray:
    """Mark the rows of the snapshots whose contracts ended."""
    gone = collect(ends.select("cutoff_day", "customer_id"))
    index = pd.MultiIndex.from_arrays([snapshots.cutoff_day, snapshots.customer_id.astype(object)])
    return np.asarray(index.isin(pd.MultiIndex.from_frame(gone)), dtype=np.float64)


def _passed(case: Case, judged: Snapshots, churned: FloatArray) -> tuple[Leak, ...]:
    """Examine what has no date; of all else it is known that it ends at the cutoff."""
    if len(np.unique(churned)) == 1:
        return ()
    found = leaks(judged.design, churned, case.columns_of(judged.design, whole=False))
    return checked_leaks(found, case.settings.allow_leak)


def _reasons(ends: Frame) -> pd.DataFrame:
    """Count the reasons of the contracts that ended in the judged horizon, the commonest first."""
    told = collect(ends.select("end_reason"))["end_reason"].fillna(UNTOLD)
    counts = (
        told.astype(str).value_counts().sort_index().sort_values(ascending=False, kind="stable")
    )
    return pd.DataFrame({"reason": counts.index.astype(object), "n": counts.to_numpy()})


def _eligible(case: Case, plan: Contracts, judged: Snapshots, today: Snapshots) -> tuple[str, ...]:
    """Say whom the model was judged on, and whom it is for."""
    ever = case.tables["subscriptions"].select(n=nw.col("customer_id").n_unique())
    gone = int(collect(ever)["n"].iloc[0]) - len(today.customer_id)
    on, now = day_of(plan.judged.now), day_of(case.now)
    then = f"Judged on {len(judged.customer_id):,} customers whose contract ran on {on}."
    lost = f"{gone:,} who had one are gone, and no longer at risk"
    return then, f"Scored are the {len(today.customer_id):,} whose contract runs on {now}: {lost}."
