"""A run works aside, cleans up after those that died, and moves its results whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from src.workspace import publish, run_folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_run_has_a_folder_of_its_own_until_it_ends(tmp_path):
    with run_folder(tmp_path / "built") as own:
        assert own.parent == tmp_path / "built"
        (own / "half").write_text("done")
    assert names(tmp_path / "built") == []


class Stopped(Exception):  # noqa: N818 - no error of anybody's
    pass


def test_a_run_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(Stopped), run_folder(tmp_path):
        raise Stopped
    assert names(tmp_path) == []


HOLD = """
import sys
from pathlib import Path
from src.workspace import run_folder
with run_folder(Path(sys.argv[1])) as own:
    print(own.name, flush=True)
    input()
"""


def holding(folder):
    """Start a process that holds a folder; return it and the folder's name."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, **pipes)
    return process, process.stdout.readline().strip()


def test_what_the_killed_left_is_removed_and_what_the_living_need_stays(tmp_path):
    killed, left = holding(tmp_path)
    killed.kill()
    killed.communicate()
    living, needed = holding(tmp_path / "other")
    (tmp_path / "other" / needed).rename(tmp_path / needed)
    assert names(tmp_path) == sorted([left, needed, "other"])
    with run_folder(tmp_path) as own:
        assert names(tmp_path) == sorted([own.name, needed, "other"])
    living.communicate("\n")


def test_a_folder_of_an_earlier_process_of_our_number_is_removed(tmp_path):
    with run_folder(tmp_path) as own:
        _, pid, started, _ = own.name.split("-")
    (tmp_path / f".run-{pid}-{int(started) - 60}-x" / "done").mkdir(parents=True)
    with run_folder(tmp_path) as own:
        assert names(tmp_path) == [own.name]


def test_two_runs_of_one_process_do_not_meet(tmp_path):
    with run_folder(tmp_path) as first, run_folder(tmp_path) as second:
        assert first != second
        assert names(tmp_path) == sorted([first.name, second.name])


@pytest.fixture
def finished(tmp_path):
    """A finished run beside the results of an earlier one."""
    for folder, text in ((tmp_path / "done", "new"), (tmp_path / "built", "old")):
        (folder / "tables").mkdir(parents=True)
        for name in ("report.html", "tables/orders.parquet"):
            (folder / name).write_text(text)
    (tmp_path / "built" / "scores.csv").write_text("old")
    return tmp_path / "done"


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_results_take_their_place_and_others_stay(finished, tmp_path):
    (finished / "tables" / "quarantine").mkdir()
    (finished / "tables" / "quarantine" / "orders.parquet").write_text("new")
    publish(finished, tmp_path / "built")
    assert contents(tmp_path / "built") == {
        "report.html": "new",
        "scores.csv": "old",
        "tables/orders.parquet": "new",
        "tables/quarantine/orders.parquet": "new",
    }


def test_who_is_reading_a_result_reads_it_to_the_end(finished, tmp_path):
    with (tmp_path / "built" / "report.html").open() as report:
        publish(finished, tmp_path / "built")
        assert report.read() == "old"


def test_stopped_between_two_files_each_is_whole(finished, tmp_path, monkeypatch):
    moved = []
    replace = Path.replace

    def once(path, target):
        if moved:
            raise Stopped
        moved.append(path)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", once)
    with pytest.raises(Stopped):
        publish(finished, tmp_path / "built")
    found = contents(tmp_path / "built")
    assert sorted(found.values()) == ["new", "old", "old"]
