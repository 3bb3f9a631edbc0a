"""What a training takes beside the LightGBM fits it contains: all that is learnt and judged.

``python -m tests.benchmarks.bench_training [CUSTOMERS [FEATURES]]``. Invented customers
(`tests/conftest.py`) and noise, described at three cutoffs and judged at a fourth; features and
personas are timed elsewhere. CPU seconds; fits of earlier cutoffs and of held-out folds count as
fits contained.
"""

import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from unittest.mock import patch

import lightgbm as lgb
import numpy as np

from src.modeling.design import Design
from src.modeling.splits import Past
from src.stages.fitting import Fit, fit
from src.stages.judgement import by_lot, judge, tried
from src.stages.snapshots import Outcomes, Snapshots
from tests.conftest import DAYS, invent

CUSTOMERS, FEATURES = 200_000, 100
CUTOFFS = (0, 30, 60)
JUDGED = CUTOFFS[-1] + DAYS
SPENT = defaultdict(float)  # on what -> CPU seconds


@contextmanager
def timed(what):
    """Add the CPU seconds of a block."""
    start = time.process_time()
    yield
    SPENT[what] += time.process_time() - start


def counted(train):
    """Return LightGBM's `train` with its CPU seconds taken; the data set is part of a fit."""

    def counted_train(*positional, **named):
        with timed("LightGBM fits"):
            return train(*positional, **named)

    return counted_train


def described(customers, features):
    """Invent the customers of every cutoff: snapshots, and what they did next."""
    rng = np.random.default_rng(1)
    names = np.array([f"c{number:07d}" for number in range(customers)])
    parts, told = [], {}
    for day in (*CUTOFFS, JUDGED):
        own = invent(customers, seed=day + 1)
        more = features - len(own.design.names)
        noise = rng.standard_normal((customers, more))
        parts.append((own.design.names, np.hstack([own.design.values, noise])))
        told[day] = Outcomes(own.churned, own.net_ahead)
    columns = (*parts[0][0], *(f"noise_{number}" for number in range(more)))
    values = np.vstack([values for _, values in parts])
    days = np.repeat((*CUTOFFS, JUDGED), customers)
    return Snapshots(Design(columns, values), days, np.tile(names, len(told))), told


def together(told, days):
    """Return the outcomes of several cutoffs, one after another."""
    return Outcomes(
        np.concatenate([told[day].churned for day in days]),
        np.concatenate([told[day].net_ahead for day in days]),
    )


def main(customers, features):
    """Learn, judge beside an earlier cutoff, learn again for shipping; print where time went."""
    snapshots, told = described(customers, features)
    how, past = Fit(DAYS, 7, 1), Past(JUDGED, DAYS, CUTOFFS)
    before = Past(CUTOFFS[-1], DAYS, CUTOFFS[:1])
    learnt, happened = together(told, CUTOFFS), told[JUDGED]
    with patch.object(lgb, "train", counted(lgb.train)):
        for what in ("judged", "shipped"):
            with timed("all"), timed(f"fit, {what}"):
                fitted = fit(snapshots, learnt, past, how)
        with timed("all"), timed("earlier cutoff"):
            earlier = fit(snapshots, told[CUTOFFS[0]], before, how)
            trial = tried(*by_lot(earlier, told[CUTOFFS[-1]], 7), how)
        with timed("all"), timed("judgement"):
            judge(*by_lot(fitted, happened, 7), how, (trial,))
    fits = SPENT["LightGBM fits"]
    sys.stdout.write(f"{customers:,} customers, {features} features, {len(CUTOFFS)} cutoffs\n")
    for what, seconds in SPENT.items():
        sys.stdout.write(f"{what:16} {seconds:8.1f} CPU seconds, {seconds / fits:5.2f} x fits\n")


if __name__ == "__main__":
    GIVEN = [int(number.replace("_", "")) for number in sys.argv[1:]]
    main(*GIVEN, *(CUSTOMERS, FEATURES)[len(GIVEN) :])
