"""What it costs to find personas: a million customers of five planted kinds, 60 features.

``python tests/benchmarks/bench_personas.py [CUSTOMERS]``; aim: under five minutes on two cores,
stability, the test against chance and names included. Not a test: numbers depend on the machine.
"""

import resource
import sys
from time import perf_counter, process_time

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from src.personas.fit import Past, fit_personas

CUSTOMERS, FEATURES, KINDS, PAST = 1_000_000, 60, 5, 50_000
TELLING = 12  # features in which kinds differ; the others are noise


def customers(count, seed):
    """Return features and kind of customers."""
    rng = np.random.default_rng(seed)
    means = np.zeros((KINDS, FEATURES))
    means[:, :TELLING] = np.random.default_rng(0).normal(0, 1.5, (KINDS, TELLING))
    kind = rng.choice(KINDS, count, p=[0.3, 0.25, 0.2, 0.15, 0.1])
    values = np.exp(means[kind] + rng.normal(0, 1, (count, FEATURES)))
    return pd.DataFrame(values, columns=[f"feature_{place}" for place in range(FEATURES)]), kind


def main(count):
    """Time one fit."""
    features, kind = customers(count, 1)
    then, was = customers(PAST, 2)
    weights = {name: 1.0 if place < TELLING else 0.05 for place, name in enumerate(features)}
    past = Past(then, weights, was + np.random.default_rng(3).normal(size=PAST))
    begin, cpu = perf_counter(), process_time()
    found = fit_personas(features, past, 7, lambda _done, _total: None)
    seconds, cpu = perf_counter() - begin, process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    rand = adjusted_rand_score(kind, found.labels)
    print(  # noqa: T201  what it is for
        f"{count:,} customers x {FEATURES}: {seconds:.0f} s ({cpu:.0f} CPU), peak {peak:.1f} GB,"
        f" {len(found.model.names)} personas, stable {found.model.stable}, with kinds {rand:.3f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS)
