import numpy as np
import pytest

from src.personas.stability import eta_squared
from src.personas.usefulness import usefulness

RNG = np.random.default_rng(0)
PERSONA, RFM = RNG.integers(0, 4, 3000), RNG.integers(0, 9, 3000)
NOISE = RNG.normal(size=3000)


def test_what_personas_add_to_rfm_is_told_apart():
    found = usefulness("spend", 1.0 * PERSONA + 0.5 * RFM + NOISE, PERSONA, RFM, 0)
    spread = {"persona": 5 / 4, "rfm": 0.25 * 80 / 12, "noise": 1}  # variances as planted
    total = sum(spread.values())
    assert found.explained == pytest.approx(spread["persona"] / total, abs=0.03)
    assert found.rfm == pytest.approx(spread["rfm"] / total, abs=0.03)
    assert found.gain == pytest.approx(spread["persona"] / total, abs=0.03)
    assert found.low < found.explained < found.high
    assert found.beyond_rfm


def test_another_name_for_rfm_adds_nothing():
    found = usefulness("spend", 0.5 * RFM + NOISE, RFM // 3, RFM, 0)
    assert found.explained > 0.2
    assert not found.beyond_rfm


def test_many_groups_of_noise_explain_nothing_here_but_something_in_sample():
    many = RNG.integers(0, 60, 3000)
    found = usefulness("churn", NOISE, many, RFM, 0)
    assert eta_squared(NOISE, many) > 0.01
    assert found.explained < 0.003
    assert not found.beyond_rfm


def test_nothing_to_explain():
    assert usefulness("churn", np.ones(50), PERSONA[:50], RFM[:50], 0) is None
