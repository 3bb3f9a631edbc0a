"""Commands as users run them, and one project that was trained and scored for all tests to read."""

import csv
import json
import os
import runpy
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from filelock import FileLock
from typer.testing import CliRunner

from src import forget, score, train
from tests.system.canary import plant

HERE = Path(__file__).parent
TOLD = "told.json"  # what the commands of the trained project printed


@dataclass(frozen=True)
class Told:
    """What a command returned and printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Project:
    """A project folder, with the folder of one data set."""

    root: Path
    dataset: str = "shop"

    @property
    def folder(self):
        return self.root / "data" / self.dataset

    @property
    def built(self):
        return self.folder / "built"

    @property
    def store(self):
        return f"sqlite:///{self.root / 'mlruns' / 'mlflow.db'}"

    def run(self, command, *options):
        """Run ``python -m src.<command>`` in the project folder."""
        with self.start(command, *options) as process:
            out, err = process.communicate()
        return Told(process.returncode, out, err)

    def start(self, command, *options):
        """Start it, in a group of its own; its temporary files stay in the project folder."""
        temporary = self.root / "temporary"
        temporary.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(
            [sys.executable, "-m", f"src.{command}", f"data/{self.dataset}", *options],
            cwd=self.root,
            env=os.environ | {"TMPDIR": str(temporary), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def told(self, command):
        """Return what a command of the shared project printed."""
        return Told(**json.loads((self.root / TOLD).read_text())[command])

    def buyers(self):
        """Return the keys of who ever bought: had a day on which more came in than went back."""
        days = defaultdict(list)
        with (self.folder / "raw" / "orders.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if row["receipt"].isdigit():  # the broken ones are numbered by letters
                    days[row["email"], row["ordered"][:10]].append(float(row["amount"]))
        return {email for (email, _), net in days.items() if sum(net) > 0}

    def results(self):
        """Return every file that was built, with its bytes."""
        files = [path for path in self.built.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.built)): path.read_bytes() for path in files}


@pytest.fixture(scope="session")
def write_shop():
    """Hand out the function of `shop.py`."""
    return runpy.run_path(str(HERE / "shop.py"))["write_shop"]


@pytest.fixture(scope="session")
def make_project():
    """Hand out the class."""
    return Project


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """Make a project, run commands in it, and keep what they print: once for all workers."""
    everywhere = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        everywhere = everywhere.parent

    def made_once(name, fill, *commands):
        project = Project(everywhere / name)
        with FileLock(everywhere / f"{name}.lock"):
            if not (project.root / TOLD).exists():
                fill(project.folder)
                told = {command: vars(project.run(command)) for command in commands}
                (project.root / TOLD).write_text(json.dumps(told))
        for command in commands:
            assert project.told(command).code == 0, project.told(command).err
        return project

    return made_once


@pytest.fixture(scope="session")
def trained(made_once, write_shop):
    """A shop that was trained on and scored by commands; not to be changed."""
    return made_once("trained", write_shop, "train", "score")


@pytest.fixture(scope="session")
def planted(made_once, write_shop):
    """A shop with a canary in every source, trained on and scored; not to be changed."""

    def fill(folder):
        write_shop(folder)
        plant(folder)

    return made_once("planted", fill, "train", "score")


@pytest.fixture
def copied(trained, tmp_path):
    """A copy of that project, to be changed."""
    return Project(Path(shutil.copytree(trained.root, tmp_path / "project")))


@pytest.fixture
def spoilt(planted, tmp_path):
    """A copy of the project with a canary, to be changed."""
    return Project(Path(shutil.copytree(planted.root, tmp_path / "project")))


@pytest.fixture
def command(monkeypatch):
    """Run a command inside the test's process, which takes no start; a bug raises."""

    def command(project, module, *options):
        app = typer.Typer()
        app.command()({"train": train, "score": score, "forget": forget}[module].main)
        monkeypatch.chdir(project.root)
        arguments = [f"data/{project.dataset}", *options]
        result = CliRunner().invoke(app, arguments)
        if not isinstance(result.exception, SystemExit | None):
            raise result.exception
        return Told(result.exit_code, result.stdout, result.stderr)

    return command
