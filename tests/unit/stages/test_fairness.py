"""Predictions by group of people: who is in it, what is said of it, and who is not told."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from src.stages.fairness import by_group, held_by

N = 400


@pytest.fixture(scope="module")
def customers():
    rng = np.random.default_rng(3)
    prob, spend = rng.random(N), rng.gamma(1, 100, N)
    return pd.DataFrame(
        {
            "churned": (rng.random(N) < prob).astype(float),
            "churn_prob": prob,
            "recency_days": rng.integers(1, 300, N),
            "net_ahead": spend * rng.gamma(2, 0.5, N),
            "clv": spend + 10,
            "net_past": spend,
        }
    )


def labels(*counts):
    return np.repeat(np.array(["a", "b", None], dtype=object), counts)


def test_a_group_is_judged_by_its_own_customers_only(customers):
    table = by_group(customers, {"gender": labels(150, 200, 50)}, seed=1)
    assert table["value"].tolist() == ["a", "b"]  # whose is not known is in no group
    first, own = table.iloc[0], customers.head(150)
    assert (first["attribute"], first["n"]) == ("gender", 150)
    assert first["churn_rate"] == pytest.approx(own["churned"].mean())
    assert first["gap"] == pytest.approx(own["churn_prob"].mean() - own["churned"].mean())
    assert first["spend_gap"] == pytest.approx((own["clv"] - own["net_ahead"]).mean())
    assert first["auc"] == pytest.approx(roc_auc_score(own["churned"], own["churn_prob"]))
    assert first["auc_rule"] == pytest.approx(roc_auc_score(own["churned"], own["recency_days"]))
    for name in ("gap", "auc", "spend_gap"):
        assert first[f"{name}_low"] < first[name] < first[f"{name}_high"]


def test_a_group_of_fewer_than_fifty_is_not_told(customers):
    assert by_group(customers, {"region": labels(49, 50, 301)}, 1)["value"].tolist() == ["b"]
    assert by_group(customers, {"region": labels(49, 0, 351)}, 1).empty


def test_where_all_did_the_same_there_is_no_ranking(customers):
    table = by_group(customers.assign(churned=1.0), {"gender": labels(400, 0, 0)}, seed=1)
    assert table[["auc", "auc_low", "auc_high", "auc_rule"]].isna().all(axis=None)
    assert table["gap"].notna().all()


def test_groups_are_those_that_profiles_named(market, judged):
    found = held_by(market.tables, judged)
    assert list(found) == ["family_size"]
    sizes = pd.Series(found["family_size"]).value_counts()
    assert sizes.to_dict() == dict.fromkeys(["1", "2", "3", "4", "5"], 80)
    known = judged.known.column("family_size")
    assert found["family_size"].tolist() == [f"{size:g}" for size in known]


def test_gender_is_a_group_and_no_feature_and_many_numbers_are_fourths(market, judged):
    ids = judged.customer_id.astype(object)
    profiles = pd.DataFrame(
        {
            "customer_id": ids,
            "gender": np.resize(["female", "male"], len(ids)),
            "income": np.arange(len(ids), dtype=float),
        }
    )
    found = held_by({**market.tables, "profiles": profiles}, judged)
    assert pd.Series(found["gender"]).value_counts().to_dict() == {"female": 200, "male": 200}
    assert pd.unique(pd.Series(found["income"])).tolist() == [
        *("0 to 99", "100 to 199", "200 to 299", "300 to 399")
    ]
    assert not [name for name in judged.known.names if "gender" in name]


def test_without_profiles_there_are_no_groups(judged):
    assert held_by({}, judged) == {}
