import numpy as np
import pandas as pd

from src.personas.names import name_personas
from src.personas.phrases import ASPECTS

PROTECTED = ("age_years", "married", "kids_count", "household_size", "homeowner", "income_kusd")
LABELS = np.repeat([0, 1, 2], 100)


def shifted(base, *factors):
    """A positive feature that is ``factors`` times larger in each persona."""
    rng = np.random.default_rng(0)
    return base * np.repeat(factors, 100) * rng.lognormal(0, 0.3, 300)


def names(features, labels=LABELS, k=3):
    return [persona.name for persona in name_personas(pd.DataFrame(features), labels, k)]


def test_planted_differences_become_words():
    features = {
        "orders_count": shifted(10, 4, 1, 1),
        "coupon_share": shifted(0.1, 1, 6, 1),
        "recency_days": shifted(10, 1, 1, 8),
    }
    first, second, third = names(features)
    assert "requent" in first
    assert "coupon users" in second
    assert third.startswith("Quiet")


def test_nobody_is_called_by_a_habit_of_which_others_have_more_that_are_not():
    features = {
        "discount_share": shifted(0.1, 1, 2.6, 3),
        "recency_days": shifted(10, 1, 17, 300),
        "orders_count": shifted(10, 1, 1 / 10, 1 / 100),
    }
    _, some, most = names(features)
    assert "bargain hunters" not in most  # quiet and occasional say more of them
    assert "bargain hunters" not in some
    assert "Bargain hunters" in names({"discount_share": features["discount_share"]})


def test_two_groups_are_named_by_opposite_ends():
    features = {"net_sum": shifted(100, 9, 1, 1), "net_mean": shifted(10, 5, 1, 1)}
    labels = np.where(LABELS == 0, 0, 1)
    assert names(features, labels, 2) == [
        "High-spending big-basket shoppers",
        "Low-spending small-basket shoppers",
    ]


def test_protected_attributes_never_name_a_persona():
    features = {name: shifted(10, 9, 3, 1) for name in PROTECTED}
    assert set(names(features)) == {
        "All-round shoppers",
        "All-round shoppers 2",
        "All-round shoppers 3",
    }
    assert not {name for aspect in ASPECTS for name in aspect.features} & set(PROTECTED)


def test_unknown_features_are_evidence_but_not_words():
    personas = name_personas(pd.DataFrame({"moon_phase": shifted(1, 9, 3, 1)}), LABELS, 3)
    assert [row.feature for row in personas[0].contrasts] == ["moon_phase"]
    assert personas[0].evidence == ()


def test_without_any_feature_names_are_still_there_and_differ():
    found = names(pd.DataFrame(index=range(300)))
    assert len(set(found)) == 3
    assert all(found)


def test_one_persona_has_a_name():
    assert names({"net_sum": shifted(9, 1, 2, 3)}, np.zeros(300, int), 1) == ["All-round shoppers"]


def test_alike_names_get_another_word():
    features = {  # 0 and 1 are both far above 2 in the two strongest aspects
        "orders_count": shifted(10, 9, 9, 1),
        "net_sum": shifted(100, 9, 9, 1),
        "weekend_share": shifted(0.4, 1, 0.75, 0.9),
    }
    first, second, _ = names(features)
    assert first == "Frequent high-spending weekend shoppers"
    assert second == "Frequent high-spending weekday shoppers"


def test_a_word_that_its_printed_means_deny_is_not_said():
    # persona 0 spends twice what most others spend, but three giants among these turn the means
    spend = np.r_[np.full(100, 20.0), np.full(197, 10.0), np.full(3, 1e6)] + np.arange(300) / 100
    (persona, _) = name_personas(pd.DataFrame({"net_sum": spend}), np.where(LABELS == 0, 0, 1), 2)
    assert persona.contrasts[0].effect_size > 0.2
    assert persona.name == "All-round shoppers"


def test_less_shrinking_than_others_is_not_growing():
    features = {"net_trend_ratio": shifted(0.1, 5, 1, 1)}
    assert "growing" not in " ".join(names(features)).lower()


def test_every_word_has_its_evidence_and_vanishes_with_it():
    features = pd.DataFrame(
        {"net_sum": shifted(100, 9, 1, 1), "refund_rate": shifted(0.01, 6, 1, 1)}
    )
    persona = name_personas(features, LABELS, 3)[0]
    assert persona.name == "High-spending return-prone shoppers"
    assert {row.feature for row in persona.evidence} == {"net_sum", "refund_rate"}
    assert names(features.drop(columns="refund_rate"))[0] == "High-spending shoppers"
