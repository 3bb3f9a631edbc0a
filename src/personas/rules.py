"""A rule that tells a persona from all others: at most three conditions, judged on other customers.

The rule is the best path of a tree of depth three. It is found among half of the customers, its
limits are rounded to what a reader can keep in mind, and only then is it counted on the other half
how many of those it describes are of the persona (precision), and how many of the persona it
describes (recall).
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeClassifier

from src.personas.claims import Claim, Condition, Slot, Support
from src.personas.difference import wilson
from src.personas.space import FloatArray

DEPTH = 3
LEAST_LEAF = 10  # customers


def rule(features: pd.DataFrame, inside: NDArray[np.bool_], seed: int) -> Claim | None:
    """Say a rule for the persona of those inside; None where nothing tells them apart.

    Features that are not known of everybody make no rule: it could not be asked of all.
    """
    known = features.loc[:, features.notna().all() & (features.max() > features.min())]
    half = np.random.default_rng(seed).permutation(len(known)) < len(known) // 2
    if known.empty or min(inside[half].sum(), inside[~half].sum()) < LEAST_LEAF:
        return None
    tree = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=LEAST_LEAF, class_weight="balanced", random_state=seed
    ).fit(known[half].to_numpy(), inside[half])
    paths = [_merged(path) for path in _paths(tree, list(known.columns), 0, ())]
    best = max(paths, key=lambda path: _f1(_meets(known[half], path), inside[half]))
    return _claim(best, _meets(known[~half], best), inside[~half]) if best else None


def _claim(path: tuple[Condition, ...], met: NDArray[np.bool_], inside: NDArray[np.bool_]) -> Claim:
    n = int(met.sum())
    precision = float(inside[met].mean()) if n else float("nan")
    low, high = wilson(precision, n) if n else (precision, precision)
    slots = {
        "rule": Slot("rule", path),
        "precision": Slot("share", precision),
        "recall": Slot("share", float(met[inside].mean())),
    }
    support = Support(
        statistic="precision",
        unit="share",
        estimate=precision,
        low=low,
        high=high,
        n=n,
        table="orders",
        null=float(inside.mean()),
    )
    return Claim("member", "rule", "rule", slots, support)


def _paths(
    tree: DecisionTreeClassifier, names: list[str], node: int, so_far: tuple[Condition, ...]
) -> Iterator[tuple[Condition, ...]]:
    inner = tree.tree_
    if inner.children_left[node] < 0:
        yield so_far
        return
    name, limit = names[inner.feature[node]], float(f"{inner.threshold[node]:.2g}")
    for sign, child in (("<=", inner.children_left[node]), (">", inner.children_right[node])):
        yield from _paths(tree, names, child, (*so_far, (name, sign, limit)))


def _merged(path: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Keep the narrowest of several conditions on one side of a feature."""
    found: dict[tuple[str, str], float] = {}
    for name, sign, limit in path:
        narrower = min if sign == "<=" else max
        found[name, sign] = narrower(limit, found.get((name, sign), limit))
    return tuple((name, sign, limit) for (name, sign), limit in found.items())


def _meets(features: pd.DataFrame, path: tuple[Condition, ...]) -> NDArray[np.bool_]:
    met = np.ones(len(features), dtype=np.bool_)
    for name, sign, limit in path:
        values: FloatArray = features[name].to_numpy(np.float64)
        met &= values <= limit if sign == "<=" else values > limit
    return met


def _f1(met: NDArray[np.bool_], inside: NDArray[np.bool_]) -> float:
    return 2 * float((met & inside).sum()) / max(float(met.sum() + inside.sum()), 1.0)
