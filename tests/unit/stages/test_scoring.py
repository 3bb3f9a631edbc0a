"""Scores of a month after scores: who is between two personas keeps the old one."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from src.personas.model import Parts
from src.stages.scoring import unless_clearly_nearer

FAR = [[1.0, 0.95], [1.0, 0.5], [0.2, 2.0], [1.0, 0.95]]


@pytest.fixture
def found():
    return pd.DataFrame(
        {
            "customer_id": ["c1", "c2", "c3", "c4"],
            "persona": ["Stale", "Stale", "Fresh", "Stale"],
            "persona_confidence": [0.6, 0.9, 1.0, 0.6],
            "persona_far": FAR,
            "persona_parts": [[0, 0], [0, 0], [1, 0], [1, 0]],
        }
    )


@pytest.fixture
def earlier(tmp_path):
    had = {"customer_id": ["c1", "c2", "c3"], "persona": ["Fresh", "Fresh", "Gone since"]}
    pd.DataFrame(had).to_parquet(tmp_path / "scores.parquet")
    return tmp_path / "scores.parquet"


def test_a_persona_is_kept_unless_another_is_clearly_nearer(found, bundle, earlier):
    told = unless_clearly_nearer(found, bundle, earlier)
    assert told["persona"].tolist() == ["Fresh", "Stale", "Fresh", "Stale"]


def test_who_had_none_or_permitted_none_gets_the_nearest(found, bundle, tmp_path):
    nothing = pd.DataFrame({"customer_id": ["c1"], "persona": pd.Series([None], dtype="str")})
    nothing.to_parquet(tmp_path / "scores.parquet")
    told = unless_clearly_nearer(found, bundle, tmp_path / "scores.parquet")
    assert told["persona"].tolist() == found["persona"].tolist()


def test_without_earlier_scores_or_stable_personas_nothing_changes(
    found, bundle, earlier, tmp_path
):
    unsure = replace(bundle, personas=replace(bundle.personas, stable=False))
    for own, path in ((bundle, tmp_path / "none.parquet"), (unsure, earlier)):
        pd.testing.assert_frame_equal(unless_clearly_nearer(found, own, path), found)


def test_confidence_is_of_the_persona_that_is_told(found, bundle, earlier):
    model = replace(bundle.personas, ratios=(0.0, 1.0), stayed=(1.0, 0.5))
    told = unless_clearly_nearer(found, replace(bundle, personas=model), earlier)
    assert np.allclose(told["persona_confidence"], [0.5, 0.75, 0.95, 0.525])


def test_the_part_told_is_one_of_the_persona_that_is_told(found, bundle, earlier):
    spots = np.zeros((2, 2)), np.zeros((1, 2))
    named = ("Fresh: Often", "Fresh: Seldom"), ("Stale",)
    parts = tuple(Parts(*own) for own in zip(spots, named, strict=True))
    model = replace(bundle.personas, parts=parts)
    told = unless_clearly_nearer(found, replace(bundle, personas=model), earlier)
    assert told["sub_persona"].tolist() == ["Fresh: Often", "Stale", "Fresh: Seldom", "Stale"]
    undivided = unless_clearly_nearer(found.assign(persona_parts=[[]] * 4), bundle, earlier)
    assert undivided["sub_persona"].isna().all()
