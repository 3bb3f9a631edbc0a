"""Every data set, every baseline and this model side by side, in one run with one set of defaults.

``make records``, or ``python -m tests.benchmarks.records [--development]``. The model is learnt and
judged by the code of a training; two boosters with LightGBM's defaults stand beside its rules.
Results are in ``notebooks/LOG.md``.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import track

from src.features.recipes import recipe_of
from src.modeling.baselines import Rules
from src.modeling.calibration import expit
from src.modeling.clv import CARRY_MAX
from src.modeling.intervals import Coverage, coverage, most_valuable
from src.modeling.judging import churn_table, clv_table
from src.modeling.splits import Past
from src.modeling.start import SPEND_MIN, logit
from src.modeling.total import Total
from src.pipeline import opened
from src.stages.fitting import Fit, fit
from src.stages.judgement import judge
from src.stages.permission import permission
from src.stages.planning import covered_days, planned
from src.stages.snapshots import Outcomes, Snapshots, describe, followed
from src.unify.consent import LEARNING
from tests.benchmarks.record_print import show
from tests.benchmarks.record_rows import DEVELOPMENT, JUDGED, Row

PLAIN = "default LightGBM"


@dataclass(frozen=True, eq=False)
class Case:
    """A row of the record book, described: all that a fit and its judgement take."""

    snapshots: Snapshots
    learnt: Outcomes
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
        recipe = recipe_of(data.folder, tables, plan.moments.cutoffs[0])
        size = customers, data.settings.chunk_customers
        rows = describe(tables, plan.moments, recipe, *size, quiet)
        past = plan.judged
        learnt = followed(orders, rows.at(*past.cutoffs), past.label_days)
        happened = followed(orders, rows.at(past.now), plan.horizon_days)
        return Case(rows, learnt, happened, past, Fit(plan.horizon_days, data.settings.seed, 1))


def record_of(row, case):
    """Fit and judge as a training does, and put the plain boosters beside it."""
    fitted = fit(case.snapshots, case.learnt, case.past, case.how)
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
    carried = np.clip(ahead.spend_full / np.maximum(ahead.spend, SPEND_MIN), 1, CARRY_MAX)
    return Rules({PLAIN: expit(score)}, {}, {PLAIN: spend.predict(now) * carried})


def records(rows, console):
    """Yield the record of each row whose data are there."""
    with tempfile.TemporaryDirectory() as root:
        for row in track(rows, "records", console=console, transient=True):
            console.log(f"{row.name}, {row.cutoff}, {row.horizon_days} days")
            case = case_of(row, Path(root))
            if case is not None:
                yield record_of(row, case)


if __name__ == "__main__":
    CONSOLE = Console(width=118)
    ROWS = DEVELOPMENT if "--development" in sys.argv else JUDGED
    show(list(records(ROWS, CONSOLE)), CONSOLE)
