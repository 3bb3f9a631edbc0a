"""The oracle in a world where every effect is large: what it forgot would show here."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pytest

from src.sources.world import design as d
from src.sources.world.truth import (
    outcomes,
    outlook_inferring_who_left,
    outlook_told_who_left,
)

CUTOFFS = [(date(2024, 2, 20), 80), (date(2023, 9, 9), 30)]
STANDARD_ERRORS = 4.0
SMALLEST = 50
ORDER_EUR = 60.0
EXAGGERATED = {
    "BAD_ORDER": 0.3,
    "ORDERS": d.ORDERS * 2,
    "LEAVE": d.LEAVE * 2,
    "MOOD_LEAVE": np.array([0.0, 1.5, 3.0]),
    "MOOD_ORDER": np.array([0.0, -0.7, -1.5]),
    "MOOD_FADES": np.array([0.0, 0.08, 0.03]),
    "TREATED_LEAVE": np.array([-2.0, 1.5, 1.5, -2.0, 1.0, -1.0, 0.0]),
    "TREATED_ORDER": np.array([1.0, -1.0, 1.0, 1.0, -1.0, 1.0, 0.0]),
    "UNSUBSCRIBED": np.full(7, 0.12),
    "CLICKED": np.full(7, 0.5),
    "PLAN": np.full(7, 0.5),
    "PLAN_ENDS": 0.02,
    "RETURNED": np.full(7, 0.5),
    "COUPON_ORDERS": (0.1, 0.0, 0.9),
    "COUPON_OFF": 0.5,
    "PROMO_OFF": 0.5,
    "ONCE": np.full(7, 0.2),
}


@pytest.fixture(scope="module")
def exaggerated():
    with pytest.MonkeyPatch.context() as patch:
        for name, value in EXAGGERATED.items():
            patch.setattr(d, name, value)
        yield EXAGGERATED


@pytest.fixture(scope="module")
def truth(exaggerated, write_world):
    assert exaggerated
    return write_world(people=20_000) / "truth"


def facts(truth, cutoff):
    """What sets people apart on the cutoff, one column each, by person."""
    folder, yesterday = truth.as_posix(), cutoff - timedelta(days=1)
    return (
        duckdb.sql(
            f"""
            WITH moody AS (FROM '{folder}/moods.parquet' SELECT person, arg_max(mood, from_on) AS m
              WHERE from_on <= DATE '{cutoff}' GROUP BY person),
            upset AS (FROM '{folder}/orders.parquet' SELECT buyer AS person, true AS was_upset
              WHERE ordered_on = DATE '{yesterday}' AND mood_after > 0),
            newest AS (FROM '{folder}/letters.parquet'
              SELECT person, arg_max(treated, sent_on) AS was_treated
              WHERE sent_on < DATE '{cutoff}' GROUP BY person)
            FROM '{folder}/people.parquet' LEFT JOIN moody USING (person)
            LEFT JOIN upset USING (person) LEFT JOIN newest USING (person)
            SELECT person, type, country, late_payer, coalesce(m, 0) AS mood,
              coalesce(was_upset, false) AS upset, coalesce(was_treated, false) AS treated,
              contact_until IS NULL OR contact_until > DATE '{cutoff}' AS reachable,
              plan_from IS NOT NULL AND plan_from < DATE '{cutoff}' AS planned,
              price_sensitivity > 0.5 AS thrifty
            """  # noqa: S608  paths and dates are the test's own
        )
        .df()
        .set_index("person")
    )


def groups(promised, known):
    """Yield masks of people who are alike: by what is promised to them, and by what they are."""
    known = known.loc[promised["person"]]
    for column in ("churn_prob", "net_mean"):
        yield from _masks(promised[column].rank(pct=True).mul(5).astype(int).to_numpy())
    for column in known.columns:
        yield from _masks(known[column].to_numpy())
    yield from _masks((known["type"] + known["treated"].astype(str)).to_numpy())
    yield from _masks((known["type"] + known["reachable"].astype(str)).to_numpy())


def _masks(values):
    masks = (values == value for value in np.unique(values))
    yield from (mask for mask in masks if mask.sum() >= SMALLEST)


def assert_kept(happened, promised, variance):
    """Assert that the sum is what was promised, but for chance."""
    spread = np.sqrt(max(variance, 1.0))
    assert abs(happened.sum() - promised.sum()) < STANDARD_ERRORS * spread


@pytest.mark.usefixtures("exaggerated")
@pytest.mark.parametrize("oracle", [outlook_told_who_left, outlook_inferring_who_left])
@pytest.mark.parametrize(("cutoff", "days"), CUTOFFS)
def test_the_oracle_keeps_its_promises(truth, oracle, cutoff, days):
    promised, happened = oracle(truth, cutoff, days), outcomes(truth, cutoff, days)
    prob, churned = promised["churn_prob"].to_numpy(), happened["churned"].to_numpy()
    mean, net = promised["net_mean"].to_numpy(), happened["net"].to_numpy()
    for own in groups(promised, facts(truth, cutoff)):
        assert_kept(churned[own], prob[own], (prob * (1 - prob))[own].sum())
        rare = ORDER_EUR * np.abs(mean[own]).sum()  # of orders too few to show their own spread
        assert_kept(net[own], mean[own], ((net - mean)[own] ** 2).sum() + rare)


@pytest.mark.usefixtures("exaggerated")
def test_being_there_is_inferred_as_often_as_it_is_true(truth):
    cutoff, days = CUTOFFS[0]
    inferred = outlook_inferring_who_left(truth, cutoff, days)
    told = outlook_told_who_left(truth, cutoff, days)["alive_prob"].to_numpy()
    prob = inferred["alive_prob"].to_numpy()
    for own in groups(inferred, facts(truth, cutoff)):
        assert_kept(told[own], prob[own], (prob * (1 - prob))[own].sum())
