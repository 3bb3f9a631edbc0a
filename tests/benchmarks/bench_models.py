"""Members of the churn and value blends, each alone.

``bench_models.py FOLDER CUTOFF HORIZON_DAYS``: for choosing recipes, on dates that are not those of
a judgement. Results are in ``notebooks/LOG.md``.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from src.asof import day_number
from src.engine import open_engine, read
from src.features.build import PLAIN
from src.ingest import ingest
from src.manifest import load_manifest
from src.modeling import metrics
from src.modeling.boosting import raw_score
from src.modeling.calibration import expit
from src.settings import Settings
from src.stages.fitting import Fit, fit
from src.stages.planning import planned
from src.stages.snapshots import describe, followed


def quiet(_text, _share):
    """Show no progress."""


def fitted(folder, cutoff, horizon_days):
    """Fit as a training would at a cutoff; return that and what then happened."""
    settings = Settings(cutoff=cutoff, horizon_days=horizon_days)
    with tempfile.TemporaryDirectory() as name, open_engine("4GB", 2, Path(name)) as engine:
        own = ingest(load_manifest(folder), folder, engine, Path(name) / "tables", quiet)
        tables = {table: read(engine, path) for table, path in own.tables.items()}
        end = own.last_day + 1
        if day_number(cutoff) + horizon_days > end:
            sys.exit("the horizon after the cutoff is not over")
        plan = planned(tables["orders"], own.first_day, end, settings)
        rows = describe(tables, plan.moments, PLAIN, own.customers, settings.chunk_customers, quiet)
        learnt = followed(tables["orders"], rows.at(*plan.judged.cutoffs), plan.judged.label_days)
        model = fit(rows, learnt, plan.judged, Fit(horizon_days, settings.seed, 2))
        return model, followed(tables["orders"], rows.at(plan.judged.now), horizon_days)


def churn_scores(model):
    """Return log-odds of churn by recipe."""
    blend, design, ahead = model.churn.blend, model.design, model.ahead
    carried = ahead.silent_logit_full - ahead.silent_logit
    return {
        "Pareto/NBD": ahead.silent_logit_full,
        "booster from Pareto/NBD": ahead.silent_logit_full + raw_score(blend.started, design),
        "booster": raw_score(blend.plain, design) + carried,
        "logistic": blend.linear.score(design) + carried,
        "mean of three": blend.score(design, ahead.silent_logit) + carried,
        "mean of three, calibrated": model.churn.logit(design, ahead),
    }


def spends(model):
    """Return predicted spend by recipe."""
    design, ahead, blend = model.design, model.ahead, model.churn.blend
    members = model.clv._members(design, ahead.log_spend, blend) * ahead.spend_ratio
    names = ("Tweedie from start", "Tweedie", "boosted hurdle", "linear hurdle")
    return {
        "Pareto/NBD + Gamma-Gamma": ahead.spend_full,
        **dict(zip(names, members, strict=True)),
        "mean of the four": members.mean(axis=0),
        "mean of all five": model.clv.spend(design, ahead, blend),
    }


def main(folder, cutoff, horizon_days):
    """Print one table for churn and one for value."""
    model, happened = fitted(Path(folder), date.fromisoformat(cutoff), int(horizon_days))
    churned, spent = happened.churned, happened.net_ahead
    churn = {
        name: {
            "auc": metrics.auc(churned, score),
            "log_loss": metrics.log_loss(churned, expit(score)),
            "calibration_error": metrics.calibration_error(churned, expit(score)),
        }
        for name, score in churn_scores(model).items()
    }
    value = {
        name: {
            "gini": metrics.normalised_gini(spent, money),
            "mae": metrics.mae(spent, money),
            "rmse": metrics.rmse(spent, money),
            "bias_share": metrics.bias_share(spent, money),
        }
        for name, money in spends(model).items()
    }
    sys.stdout.write(f"{folder} seen to {cutoff}, {horizon_days} days, {len(churned)} customers, ")
    sys.stdout.write(
        f"labels of {model.training.label_days} days, churned {np.mean(churned):.3f}\n"
    )
    for table in (churn, value):
        sys.stdout.write(pd.DataFrame(table).T.round(4).to_string() + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
