"""Worlds large enough that chance does not hide the truth."""

from datetime import date
from pathlib import Path

import pytest

from src.sources.world.scenario import Scenario
from src.sources.world.simulation import simulate

PEOPLE = 12_000
CUTOFF = date(2024, 9, 30)
HORIZON_DAYS = 91


@pytest.fixture(scope="session")
def write_world(tmp_path_factory):
    """Return how to write a world; what is returned is its folder."""

    def write(**chosen) -> Path:
        folder = tmp_path_factory.mktemp("world")
        chosen = {"people": PEOPLE, "seed": 7, **chosen}
        return simulate(folder, Scenario(**chosen), lambda _what, _share: None).folder

    return write


@pytest.fixture(scope="session")
def truth(write_world):
    """Return the folder of the truth of an ordinary world."""
    return write_world() / "truth"
