from datetime import date

import pytest

from src.config import (
    Cancellations,
    Churn,
    Manifest,
    Settings,
    Source,
    TableMap,
    merged_settings,
)
from src.errors import ManifestError
from src.manifest import parse_manifest
from src.strict import reference

GIVEN = {
    "name": "shop",
    "currency": "EUR",
    "tables": {
        "orders": {
            "source": {"path": "o.csv"},
            "grain": ["r"],
            "columns": {"customer_key": "c", "ordered_at": "t", "net": "n"},
        }
    },
    "churn": {"horizon_days": 91},
    "settings": {"seed": 3, "memory_limit": "1GB"},
}


def test_settings_come_from_defaults_then_manifest_then_command_line():
    settings = merged_settings(
        parse_manifest(GIVEN, "x"), {"memory_limit": "2GB", "threads": None, "cutoff": "2017-10-02"}
    )
    assert settings.snapshots_max == 12
    assert settings.seed == 3
    assert settings.memory_limit == "2GB"
    assert settings.threads == "auto"
    assert settings.cutoff == date(2017, 10, 2)


def test_the_horizon_of_churn_is_the_horizon_unless_overridden():
    manifest = parse_manifest(GIVEN, "x")
    assert merged_settings(manifest, {}).horizon_days == 91
    assert merged_settings(manifest, {"horizon_days": 30}).horizon_days == 30


def test_wrong_overrides_are_told_all_at_once():
    with pytest.raises(ManifestError) as raised:
        merged_settings(parse_manifest(GIVEN, "x"), {"sead": 1, "memory_limit": "lots"})
    told = str(raised.value)
    assert "settings: sead is not known. Did you mean 'seed'?" in told
    assert "settings: memory_limit should match" in told


@pytest.mark.parametrize("model", [Cancellations, Churn, Manifest, Settings, Source, TableMap])
def test_every_field_is_documented(model):
    assert [n for n, field in model.model_fields.items() if not field.description] == []
    assert all(f"`{name}`" in reference(model) for name in model.model_fields)


def test_a_number_of_groups_is_asked_for_of_personas_of_orders_only():
    asked = GIVEN | {"settings": {"personas": 10}}
    assert merged_settings(parse_manifest(asked, "x"), {}).personas == 10
    assert merged_settings(parse_manifest(GIVEN, "x"), {}).personas is None
    with pytest.raises(ManifestError, match=r"settings\.personas is for churn of kind inactivity"):
        parse_manifest(asked | {"churn": {"kind": "label"}}, "x")
    for wrong in (1, 21):
        with pytest.raises(ManifestError, match="personas"):
            parse_manifest(GIVEN | {"settings": {"personas": wrong}}, "x")
