"""Personas held against earlier months: the same customers, counted another way."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from src.personas.model import PersonaModel, assign
from src.personas.space import fit_space
from src.stages.staying import from_month_to_month, months_in_a_row

TWO = ("recency_days", "orders_count")


@pytest.fixture(scope="module")
def model(market):
    rows = pd.DataFrame(market.snapshots.columns(TWO), columns=list(TWO))
    space = fit_space(rows, dict.fromkeys(TWO, 1.0))
    return PersonaModel(space, np.array([[-1.0, 1], [1, -1]]), ("Fresh", "Stale"), stable=True)


def test_changes_are_those_between_moments_thirty_days_apart(market, model):
    snapshots = market.snapshots
    told = pd.DataFrame(
        {
            "day": snapshots.cutoff_day,
            "customer": snapshots.customer_id.astype(object),
            "persona": assign(model, snapshots.columns(TWO)),
        }
    )
    both = told.merge(told.assign(day=told["day"] - 30), on=["day", "customer"])
    changed = both["persona_x"] != both["persona_y"]
    found = from_month_to_month(model, snapshots)
    assert found.pairs == len(both) > 400
    assert found.customers == both["customer"].nunique()
    assert found.afresh.share == pytest.approx(changed.mean())
    assert 0 < found.kept.share < found.afresh.share


def test_where_no_personas_stay_nothing_is_told(market, model):
    assert from_month_to_month(replace(model, stable=False), market.snapshots) is None


def test_the_day_after_most_months_counts_as_a_month():
    assert list(months_in_a_row([0, 31, 60, 200])) == [(0, 31, 60)]
    assert list(months_in_a_row([0, 27, 59])) == []
    assert list(months_in_a_row([0, 28, 30, 58])) == [(0, 30, 58)]
