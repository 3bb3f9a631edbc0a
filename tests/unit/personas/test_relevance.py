import numpy as np
import pandas as pd
import pytest

from src.personas.relevance import relevance


def test_geometric_mean_of_importance_and_squared_correlation():
    outcome = np.array([0.0, 1, 2, 3])
    features = pd.DataFrame(
        {
            "same": np.expm1(outcome),  # correlation of the logs is 1
            "unused": np.expm1(outcome),  # not in the model
            "even": np.expm1(np.array([1.0, 0, 0, 1])),  # correlation 0
            "holes": [np.nan, *np.expm1(outcome[1:])],
        }
    )
    found = relevance(features, outcome, {"same": 4.0, "even": 9.0, "holes": 1.0, "gone": 5.0})
    assert found == pytest.approx({"same": 2.0, "unused": 0.0, "even": 0.0, "holes": 1.0})


def test_constant_or_unknown_features_weigh_nothing():
    features = pd.DataFrame({"constant": [1.0, 1.0, 1.0], "unknown": [np.nan] * 3})
    importance = {"constant": 1.0, "unknown": 1.0}
    assert relevance(features, np.arange(3.0), importance) == {"constant": 0.0, "unknown": 0.0}
