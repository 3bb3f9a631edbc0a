"""Effects of feature groups on churn and value, of a sample of customers, for the report."""

import numpy as np
import pandas as pd

from src.explain.value import value_effects
from src.modeling.design import Design, FloatArray
from src.modeling.start import HISTORY, Outlook
from src.serving.bundle import Bundle, effects, outlook_of, predict

CHURN_ROWS = 2_000
VALUE_ROWS = 200  # Shapley values by permutation: hundreds of predictions each
BACKGROUND_ROWS = 20


def churn_effects(bundle: Bundle, design: Design, seed: int) -> pd.DataFrame:
    """Return one row per sampled customer: ``persona`` and each group's effect in log-odds."""
    rows = _sample(design, CHURN_ROWS, seed)
    return _table(bundle, rows, effects(bundle, rows.values))


def clv_effects(bundle: Bundle, design: Design, seed: int) -> pd.DataFrame:
    """Return one row per sampled customer: ``persona`` and each group's effect in currency."""
    rows = _sample(design, VALUE_ROWS, seed)
    background = _sample(design, BACKGROUND_ROWS, seed + 1)

    def clv(values: FloatArray) -> FloatArray:
        own = Design(design.names, values)
        return bundle.clv.spend(own, _outlook(bundle, own), bundle.churn.blend)

    return _table(bundle, rows, value_effects(clv, rows, background, bundle.groups))


def _outlook(bundle: Bundle, design: Design) -> Outlook:
    """Look ahead once for all rows of one order history: what is hidden changes few of them."""
    histories = np.stack([design.column(name) for name in HISTORY], axis=1)
    _, first, places = np.unique(histories, axis=0, return_index=True, return_inverse=True)
    return outlook_of(bundle, design.rows(first)).rows(places)


def _sample(design: Design, rows_max: int, seed: int) -> Design:
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(design))[:rows_max]
    return design.rows(np.sort(chosen))


def _table(bundle: Bundle, rows: Design, found: FloatArray) -> pd.DataFrame:
    table = pd.DataFrame(found, columns=list(bundle.groups))
    table.insert(0, "persona", predict(bundle, rows.values)["persona"])
    return table
