"""Every data set, every baseline and this model side by side, in one run with one set of defaults.

``make records``, or ``python -m tests.benchmarks.records [--development] [--small] [NAME ...]``.
The model is learnt and judged by the code of a training; two boosters with LightGBM's defaults
stand beside its rules. ``--small`` draws a few customers instead, and holds them against
Pareto/NBD. Results are in ``notebooks/LOG.md``.
"""

import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import track

from src.features.recipes import recipe_of
from src.modeling.baselines import Rules
from src.modeling.calibration import expit
from src.modeling.intervals import Coverage, coverage, most_valuable
from src.modeling.judging import churn_table, clv_table
from src.modeling.metrics import auc, log_loss, normalised_gini
from src.modeling.splits import Past
from src.modeling.start import logit
from src.modeling.total import Total
from src.opening import opened
from src.stages.fitting import Fit, fit
from src.stages.judgement import judge, tried
from src.stages.permission import permission
from src.stages.planning import covered_days, planned
from src.stages.rolling import followed_longer
from src.stages.snapshots import Outcomes, Snapshots, describe, followed
from src.unify.consent import LEARNING
from tests.benchmarks.record_print import show
from tests.benchmarks.record_rows import DEVELOPMENT, JUDGED, Row

PLAIN = "default LightGBM"
FEW, DRAWS = 600, 10  # customers, and how often they are drawn


@dataclass(frozen=True, eq=False)
class Case:
    """A row of the record book, described: all that a fit and its judgement take."""

    snapshots: Snapshots
    learnt: Outcomes
    longer: Outcomes | None
    happened: Outcomes
    past: Past
    how: Fit


@dataclass(frozen=True, eq=False)
class Record:
    """What came out: both tables, ours first, and how the intervals and the total held."""

    row: Row
    churn: pd.DataFrame
    value: pd.DataFrame
    inside: Coverage
    inside_top: Coverage
    total: Total


def quiet(_text, _share):
    """Show no progress."""


def case_of(row, root):
    """Describe the customers of a row as a training does; None if its files are absent."""
    folder = row.made(root)
    if folder is None:
        return None
    asked = {"cutoff": row.cutoff, "horizon_days": row.horizon_days}
    with opened(folder, asked, quiet) as data:
        customers, unsaid = data.ingested.customers, data.manifest.consent.missing
        tables = permission(data.engine, data.tables, LEARNING, unsaid, customers).needed
        orders = tables["orders"]
        span = data.ingested.first_day, data.ingested.last_day
        plan = planned(orders, *covered_days(orders, span), data.settings)
        recipe = recipe_of(data.folder, tables, plan.norms_day)
        size = customers, data.settings.chunk_customers
        rows = describe(tables, plan.moments, recipe, *size, quiet)
        past = plan.judged
        learnt = followed(orders, rows.at(*past.cutoffs), past.label_days)
        how = Fit(plan.horizon_days, data.settings.seed, 1)
        longer = followed_longer(orders, rows, past, how)
        happened = followed(orders, rows.at(past.now), plan.horizon_days)
        return Case(rows, learnt, longer, happened, past, how)


def record_of(row, case):
    """Fit and judge as a training does, and put the plain boosters beside it."""
    fitted = fit(case.snapshots, case.learnt, case.past, case.how, case.longer)
    judged = judge(fitted, case.happened, case.how)
    plain, seed = plain_rules(fitted), case.how.seed
    people = {name: column.to_numpy() for name, column in judged.customers.items()}
    none = Rules({}, {}, {})
    churn = churn_table(people["churned"], plain.churn_prob[PLAIN], none, seed)
    value = clv_table(people["net_ahead"], plain.spend[PLAIN], none, seed)
    top = most_valuable(people["clv"])
    ends = [people[name] for name in ("net_ahead", "clv_low", "clv_high")]
    return Record(
        row,
        pd.concat([judged.churn, churn.assign(model=PLAIN)]),
        pd.concat([judged.clv, value.assign(model=PLAIN)]),
        coverage(*ends),
        coverage(*(end[top] for end in ends)),
        judged.total,
    )


def plain_rules(fitted):
    """Predict by two boosters with LightGBM's defaults, carried to the horizon as ours are."""
    training, ahead = fitted.training, fitted.ahead
    known, now = (design.values for design in (training.design, fitted.design))  # noqa: PD011
    settings = {"n_jobs": 1, "verbosity": -1, "deterministic": True, "force_row_wise": True}
    churn = lgb.train(
        {**settings, "objective": "binary"}, lgb.Dataset(known, training.churned), 100
    )
    spent = np.maximum(training.net_ahead, 0)
    spend = lgb.train({**settings, "objective": "tweedie"}, lgb.Dataset(known, spent), 100)
    score = logit(churn.predict(now)) + ahead.silent_logit_full - ahead.silent_logit
    return Rules({PLAIN: expit(score)}, {}, {PLAIN: spend.predict(now) * ahead.spend_ratio})


def cases(rows, console):
    """Yield each row whose data are there, described."""
    with tempfile.TemporaryDirectory() as root:
        for row in track(rows, "records", console=console, transient=True):
            console.log(f"{row.name}, {row.cutoff}, {row.horizon_days} days")
            case = case_of(row, Path(root))
            if case is not None:
                yield row, case


def drawn(case, seed):
    """Draw a few of the customers described, with all their snapshots."""
    rows, cutoffs = case.snapshots, case.past.cutoffs
    now = rows.at(case.past.now).customer_id
    few = np.random.default_rng(seed).choice(now, FEW, replace=False)
    kept, learnt, judged = (
        np.isin(one, few) for one in (rows.customer_id, rows.at(*cutoffs).customer_id, now)
    )
    return replace(
        case,
        snapshots=Snapshots(rows.design.rows(kept), rows.cutoff_day[kept], rows.customer_id[kept]),
        learnt=_only(case.learnt, learnt),
        longer=case.longer and _only(case.longer, learnt),
        happened=_only(case.happened, judged),
    )


def _only(outcomes, kept):
    return Outcomes(outcomes.churned[kept], outcomes.net_ahead[kept])


def ahead_of_start(case):
    """Return by how much ours is ahead of Pareto/NBD: AUC, log loss, Gini; more is better."""
    fitted = fit(case.snapshots, case.learnt, case.past, case.how, case.longer)
    one = tried(fitted, case.happened, case.how)
    prob, spend = one.rules.churn_prob["Pareto/NBD"], fitted.ahead.spend_full
    return [
        auc(one.churned, one.churn_prob) - auc(one.churned, prob),
        log_loss(one.churned, prob) - log_loss(one.churned, one.churn_prob),
        normalised_gini(one.net_ahead, one.clv) - normalised_gini(one.net_ahead, spend),
    ]


def small(rows, console):
    """Print how draws of a few customers compare with Pareto/NBD."""
    for row, case in cases(rows, console):
        ahead = np.array([ahead_of_start(drawn(case, seed)) for seed in range(DRAWS)])
        mean, error = ahead.mean(axis=0), ahead.std(axis=0, ddof=1) / np.sqrt(DRAWS)
        told = zip(("AUC", "log loss", "Gini"), mean, error, strict=True)
        lines = ", ".join(f"{name} {gain:+.4f} ± {wide:.4f}" for name, gain, wide in told)
        console.print(
            f"{row.name} {row.cutoff}, {DRAWS} draws of {FEW}, ahead of Pareto/NBD: {lines}"
        )


if __name__ == "__main__":
    CONSOLE = Console(width=118)
    ROWS = [
        row
        for row in (DEVELOPMENT if "--development" in sys.argv else JUDGED)
        if row.name in sys.argv or not set(sys.argv) & {one.name for one in JUDGED}
    ]
    if "--small" in sys.argv:
        small(ROWS, CONSOLE)
    else:
        show([record_of(row, case) for row, case in cases(ROWS, CONSOLE)], CONSOLE)
