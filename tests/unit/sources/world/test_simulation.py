"""A world is made again the same, stays in its own folder, and holds what its README says."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from src.errors import ManifestError, SourceError
from src.manifest import load_manifest
from src.sources.world import names, simulation
from src.sources.world.scenario import Scenario

ROOT = Path(__file__).parents[4]


def digests(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def simulated(folder, **chosen):
    chosen = {"people": 300, "seed": 3, **chosen}
    return simulation.simulate(folder, Scenario(**chosen), lambda _what, _share: None)


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path):
    simulated(tmp_path / "one")
    simulated(tmp_path / "two")
    simulated(tmp_path / "three", seed=4)
    one, two, three = (digests(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one.keys() == three.keys()
    assert {name for name in one if one[name] == three[name]} == {"dataset.toml"}


def test_chunks_do_not_depend_on_each_other(monkeypatch, write_world):
    """A world of two chunks begins with the world of the first; it was made in chunks of 100."""
    monkeypatch.setattr(simulation, "CHUNK_PEOPLE", 100)
    longer, shorter = write_world(people=200), write_world(people=100)
    for table in ("people", "orders", "records", "letters"):
        whole = longer.rows(f"FROM truth_{table} WHERE person < 100")
        assert whole == shorter.rows(f"FROM truth_{table}")
    assert longer.one("SELECT count(*) = count(DISTINCT person) FROM truth_people")
    for table, key in (("shop_orders", "line_id"), ("crm_contacts", "contact_id")):
        ids = f"FROM {table} SELECT {key} WHERE {key} IS NOT NULL AND row"
        first = shorter.one(f"FROM {table} SELECT count(*)")
        assert longer.rows(f"{ids} >= {first} AND {key} IN ({ids} < {first})") == []
    rows = longer.one("SELECT max(row) FROM truth_faults WHERE source = 'shop_orders'")
    assert rows == longer.one("SELECT max(row) FROM shop_orders")  # repeats end each chunk


def test_the_world_takes_its_place_at_once_and_leaves_nothing_behind(tmp_path):
    simulated(tmp_path)
    first = digests(tmp_path)
    simulated(tmp_path)
    assert digests(tmp_path) == first
    assert {path.name for path in tmp_path.iterdir()} == {"raw", "truth", "dataset.toml"}
    assert not list(tmp_path.rglob(".run-*"))


def test_a_world_that_fails_half_way_leaves_the_last_one(tmp_path, monkeypatch):
    simulated(tmp_path)
    before = digests(tmp_path)

    def fails(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(simulation, "_settings", fails)
    with pytest.raises(KeyboardInterrupt):
        simulated(tmp_path, seed=4)
    assert digests(tmp_path) == before


def test_no_other_data_set_is_overwritten(tmp_path):
    (tmp_path / "dataset.toml").write_text('name = "shop"\n', "utf-8")
    with pytest.raises(ManifestError, match="another data set"):
        simulated(tmp_path)
    (tmp_path / "dataset.toml").unlink()
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "orders.csv").write_text("a\n", "utf-8")
    with pytest.raises(ManifestError, match="no simulation wrote"):
        simulated(tmp_path)
    assert (tmp_path / "raw" / "orders.csv").read_text("utf-8") == "a\n"


def test_a_manifest_that_is_there_stays(tmp_path):
    own = 'name = "world"\n# mine\n'
    (tmp_path / "dataset.toml").write_text(own, "utf-8")
    simulated(tmp_path)
    assert (tmp_path / "dataset.toml").read_text("utf-8") == own


def test_a_folder_without_manifest_gets_the_standard_one(world):
    standard = (ROOT / "data" / "world" / "dataset.toml").read_text("utf-8")
    assert (world.folder / "dataset.toml").read_text("utf-8") == standard
    assert load_manifest(world.folder).name == "world"


def test_without_faker_the_message_says_what_to_install(tmp_path, monkeypatch):
    def absent(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(names, "import_module", absent)
    with pytest.raises(SourceError, match="pip install"):
        simulated(tmp_path)


def test_world_json_tells_what_made_it(world):
    told = json.loads((world.folder / "truth" / "world.json").read_text("utf-8"))
    assert told["scenario"]["people"] == 1500
    assert told["scenario"]["seed"] == 3
    assert told["rows"] == world.made.rows
    assert len(told["campaign_days"]) == 25


def test_the_readme_names_every_file_and_every_column(world):
    text = (ROOT / "data" / "world" / "README.md").read_text("utf-8")
    lines = {m[1]: m[0] for m in re.finditer(r"^\| `([a-z_.]+)` \|.*$", text, re.MULTILINE)}
    for path in (world.folder / "raw").iterdir():
        told = re.findall(r"`([a-z_]+)`", lines[path.name])
        columns = [name for name, *_ in world.rows(f"DESCRIBE {path.stem}") if name != "row"]
        assert told == columns
    assert set(re.findall(r"`([a-z]+\.(?:parquet|json))`", text)) >= {
        path.name for path in (world.folder / "truth").iterdir()
    }
