"""The command: what it writes and prints, and with which code it ends."""

import pytest
from rich.console import Console

from src import simulate


@pytest.fixture
def printed(monkeypatch):
    console = Console(width=200, record=True)
    monkeypatch.setattr(simulate, "console", console)
    return console


def test_it_writes_a_world_and_says_how_to_go_on(tmp_path, printed):
    simulate.main(tmp_path, people=150, seed=3)
    text = printed.export_text()
    assert "150 people" in text
    assert f"python -m src.train {tmp_path}" in text
    assert "add" not in text
    assert (tmp_path / "raw" / "shop_orders.parquet").is_file()
    assert (tmp_path / "truth" / "world.json").is_file()


def test_a_leak_is_mapped_in_a_new_manifest_and_told_for_one_that_stays(tmp_path, printed):
    simulate.main(tmp_path, people=150, leak="engagement")
    assert "add" not in printed.export_text()
    simulate.main(tmp_path, people=150, leak="other")
    assert "add other = 'other'" in printed.export_text()


def test_what_cannot_be_is_one_message_and_a_code(tmp_path, printed, capsys):
    with pytest.raises(simulate.typer.Exit) as ended:
        simulate.main(tmp_path, people=150, drift="May")
    assert ended.value.exit_code == 11
    assert "--drift 'May' must be a month" in capsys.readouterr().err
    assert printed.export_text() == ""
    assert not list(tmp_path.iterdir())
