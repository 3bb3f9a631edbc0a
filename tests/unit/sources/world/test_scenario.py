"""What a caller may not ask of a world is refused with what to do."""

import pytest

from src.errors import ManifestError
from src.sources.world import design as d
from src.sources.world.scenario import CRM_COLUMNS, Scenario


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"people": 0}, "at least 1"),
        ({"seed": -1}, "at least 1 and 0"),
        ({"drift": "May"}, r"--drift 'May' must be a month from 2023-02 to 2024-12"),
        ({"drift": "2024-13"}, "--drift"),
        ({"new_persona": "2023-01"}, "--new-persona"),
        ({"new_persona": "2025-01"}, "--new-persona"),
        ({"leak": "Future Orders"}, "no name of lower case"),
        ({"leak": "email"}, "already"),
    ],
)
def test_refused(chosen, message):
    with pytest.raises(ManifestError, match=message):
        Scenario(**{"people": 10, "seed": 1, **chosen})


def test_months_begin_on_their_first_day():
    assert Scenario(10, 1, drift="2023-02").drift_day == 30
    assert Scenario(10, 1, new_persona="2024-03").new_type_day == 424
    assert Scenario(10, 1).drift_day == d.DAYS


def test_a_leak_may_bear_no_name_of_the_crm(world):
    columns = {name for name, *_ in world.rows("DESCRIBE crm_contacts")}
    assert columns - {"row"} == CRM_COLUMNS
