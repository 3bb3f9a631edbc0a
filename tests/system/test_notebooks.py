"""Notebooks tell and define nothing. That they run, `make notebooks` and `make check` show."""

import ast
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LINES_MAX = 16  # of a cell, imports aside
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
IMPORTS = (ast.Import, ast.ImportFrom)


def _cells(notebook):
    return json.loads(notebook.read_text("utf-8"))["cells"]


def _statements(cell):
    """Parse a code cell, without the lines that are IPython's."""
    lines = [line for line in cell["source"] if not line.startswith("%")]
    return ast.parse("".join(lines)).body


def _code(notebook):
    return [cell for cell in _cells(notebook) if cell["cell_type"] == "code"]


def _prose(notebook):
    return ["".join(c["source"]) for c in _cells(notebook) if c["cell_type"] == "markdown"]


def test_those_promised_are_there():
    names = [notebook.stem for notebook in NOTEBOOKS]
    assert names == ["01_explore_records", "02_personas", "03_churn_and_value", "04_features"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_outputs_are_kept(notebook):
    kept = [cell["id"] for cell in _code(notebook) if cell["outputs"] or cell["execution_count"]]
    assert not kept, "clear all outputs before committing; they quote customers and go stale"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_cell_is_short_and_defines_nothing(notebook):
    for cell in _code(notebook):
        body = [node for node in _statements(cell) if not isinstance(node, IMPORTS)]
        lines = sum(node.end_lineno - node.lineno + 1 for node in body)
        assert lines <= LINES_MAX, cell["id"]
        nodes = [inner for node in body for inner in ast.walk(node)]
        assert not [n for n in nodes if isinstance(n, (*DEFINITIONS, *LOOPS))], cell["id"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_code_cell_answers_a_question_asked_before_it(notebook):
    cells = _cells(notebook)
    for before, cell in pairwise(cells):
        if cell["cell_type"] == "code":
            last = "".join(before["source"]).split("\n\n")[-1]
            asked = before["cell_type"] == "markdown" and re.match(r"\*\*[^*]+\?\*\*", last)
            assert asked, cell["id"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_private_is_used(notebook):
    text = "".join("".join(cell["source"]) for cell in _code(notebook))
    assert not re.findall(r"(?:import |, |\.)_\w+", text)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_file_it_links_exists(notebook):
    linked = re.findall(r"\]\(([^)#]+)", "\n".join(_prose(notebook)))
    local = [link for link in linked if "://" not in link]
    assert local
    assert [link for link in local if not (FOLDER / link).exists()] == []
