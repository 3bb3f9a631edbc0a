"""The gate finds what was planted, and lets pass what is merely strong."""

import numpy as np
import pytest

from src.modeling.design import Design
from src.modeling.leakage import copies, leaks

N = 4_000
rng = np.random.default_rng(3)
CHURNED = (rng.random(N) < 0.25).astype(float)
NOISE = rng.normal(0, 1, N)


def found(churned=CHURNED, **columns):
    design = Design(tuple(columns), np.stack(list(columns.values()), axis=1))
    return {leak.column: leak.found for leak in leaks(design, churned, {n: [n] for n in columns})}


def flipped(share):
    return np.where(rng.random(N) < share, 1 - CHURNED, CHURNED)


PLANTED = {
    "a copy": CHURNED,
    "the opposite": -CHURNED,
    "a copy with one in twenty wrong": flipped(0.05),
    "known of those who stayed": np.where(CHURNED == 1, np.nan, NOISE),
    "known of those who left": np.where(CHURNED == 1, NOISE, np.nan),
    "written down for a third of leavers": np.where((CHURNED == 1) & (NOISE > 0.4), 1.0, 0.0),
    "a code between others": np.where(CHURNED == 1, 5.0, rng.choice([1.0, 3, 8, 9], N)),
    "a score made with the outcome": NOISE + 5 * CHURNED,
    "certain at one end": np.where(CHURNED == 1, rng.uniform(60, 100, N), rng.uniform(0, 80, N)),
}
HONEST = {
    "noise": NOISE,
    "a strong score": NOISE + 1.5 * CHURNED,  # AUC .86, as the best of models
    "a tariff that hardly anybody leaves": np.where(
        CHURNED == 1, rng.random(N) < 0.03, rng.random(N) < 0.4
    ).astype(float),
    "nobody of many leaves": np.where(CHURNED == 1, 0.0, rng.random(N) < 0.5),
    "often missing of those who left": np.where(rng.random(N) < 0.2 + 0.4 * CHURNED, np.nan, NOISE),
    "a number nobody shares": np.arange(N, dtype=float),
    "a rare certain sign": np.where((CHURNED == 1) & (rng.random(N) < 0.03), 1.0, 0.0),
    "a warning that is mostly right": np.where(
        CHURNED == 1, rng.random(N) < 0.5, rng.random(N) < 0.02
    ).astype(float),
}


@pytest.mark.parametrize("column", PLANTED)
def test_what_knows_the_outcome_is_found(column):
    assert list(found(honest=NOISE + CHURNED, planted=PLANTED[column])) == ["planted"]


@pytest.mark.parametrize("column", HONEST)
def test_what_is_merely_strong_is_not(column):
    assert found(honest=HONEST[column]) == {}


@pytest.mark.parametrize("share", [0.05, 0.5, 0.86])
def test_honest_scores_pass_whatever_the_share_that_leaves(share):
    churned = (rng.random(N) < share).astype(float)
    assert found(churned, score=NOISE + 1.5 * churned) == {}
    assert list(found(churned, score=NOISE + 1.5 * churned, copy=churned)) == ["copy"]


def test_the_values_of_a_category_are_one_column():
    design = Design(
        ("state_gone_share", "state_here_share"), np.stack([CHURNED, 1 - CHURNED], axis=1)
    )
    (leak,) = leaks(design, CHURNED, {"state": design.names})
    assert leak.column == "state"


def test_what_was_found_is_told_in_numbers():
    told = found(code=np.where(CHURNED == 1, 5.0, 1.0))["code"]
    left = int(CHURNED.sum())
    assert "alone it takes away 100% of the uncertainty about who left" in told
    assert f"of {left:,} customers with some of its values, {left:,} left: 100% of all who" in told


def test_rows_of_one_outcome_that_were_multiplied_are_found():
    honest = Design(("a", "b"), rng.normal(0, 1, (N, 2)))
    assert copies(honest, CHURNED) == ()
    twice = np.concatenate([np.arange(N), np.flatnonzero(CHURNED == 1)])
    (leak,) = copies(honest.rows(twice), CHURNED[twice])
    assert leak.column == "rows"
    assert "100% of those who left have an exact twin, of the others 0%" in leak.found


def test_rows_alike_because_little_is_known_are_no_copies():
    assert copies(Design(("a",), rng.integers(0, 5, (N, 1)).astype(float)), CHURNED) == ()
