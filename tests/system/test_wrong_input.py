"""Whatever a user gets wrong ends with one message and an exit code; earlier results stay."""

import shutil
import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from src.errors import (
    CapacityError,
    DataError,
    ManifestError,
    SourceError,
    StoreError,
)

MANIFEST, SOURCE, DATA, STORE, CAPACITY = (
    error.exit_code for error in (ManifestError, SourceError, DataError, StoreError, CapacityError)
)
USAGE = 2  # as every command line answers an option that is none


def manifest(old, new):
    """Replace a text of the manifest."""

    def change(folder):
        path = folder / "dataset.toml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    return change


def file(name, text):
    """Write a file of the data set anew."""
    return lambda folder: (folder / name).write_bytes(text)


def gone(name):
    """Remove a file or folder of the data set, or all of it."""

    def change(folder):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return change


def orders(change_rows):
    """Replace the orders by what a function makes of them; the three broken ones are left out."""

    def change(folder):
        path = folder / "raw" / "orders.csv"
        rows = pd.read_csv(path).iloc[:-3].astype({"amount": float})
        change_rows(rows).to_csv(path, index=False)

    return change


def filled(column, value):
    return orders(lambda rows: rows.assign(**{column: value}))


def before(day):
    return orders(lambda rows: rows[rows["ordered"] < day])


def of_one_customer(rows):
    return rows[rows["email"] == rows["email"].mode()[0]]


def all_returned(rows):
    return rows.assign(amount=-rows["amount"].abs())


def once_each(rows):
    return rows.drop_duplicates("email").assign(amount=20)


def every_20_days(rows):
    days = pd.date_range("2023-11-01", "2024-12-30", freq="20D").astype(str)
    own = once_each(rows).assign(receipt="r")
    return pd.concat(own.assign(ordered=day, receipt=own["receipt"] + day) for day in days)


TOO_SHORT = "The orders before the cutoff span 0 days"
# What is wrong, the exit code, what the message says
# fmt: off
CASES = {
    "missing folder": (gone("."), MANIFEST,
        "shop/dataset.toml: there is no such file. A data set is a folder with a dataset.toml."),
    "missing manifest": (gone("dataset.toml"), MANIFEST,
        "shop/dataset.toml: there is no such file."),
    "no TOML": (file("dataset.toml", b"name = "), MANIFEST,
        "shop/dataset.toml: this is not TOML"),
    "unknown key": (manifest("currency", "curency"), MANIFEST,
        "curency is not known. Did you mean 'currency'?"),
    "unknown setting": (manifest("threads", "treads"), MANIFEST,
        "settings.treads is not known. Did you mean 'threads'?"),
    "unknown table": (manifest("tables.messages", "tables.mesages"), MANIFEST,
        "tables.mesages is not a canonical table. Did you mean 'messages'?"),
    "unknown canonical column": (manifest("net =", "nett ="), MANIFEST,
        "columns.nett is not a column of orders. Did you mean 'net'?", "columns.net is missing"),
    "wrong column": (manifest('"ordered"', '"orderd"'), MANIFEST,
        "shop/dataset.toml: tables.orders.columns.ordered_at names the column 'orderd', which ",
        "raw/orders.csv lacks. Did you mean 'ordered'?"),
    "bad type": (manifest("threads = 1", 'threads = "many"'), MANIFEST,
        "settings.threads should be a valid integer or should be 'auto'"),
    "reserved name": (manifest('"shop"', '"latest"'), MANIFEST,
        "name 'latest' means something to the model store; choose another name"),
    "no time zone": (manifest("Europe/Berlin", "Europe/Berlim"), MANIFEST,
        "source_timezone 'Europe/Berlim' is no time zone. Did you mean 'Europe/Berlin'?"),
    "missing file": (gone("raw/messages.csv"), SOURCE,
        "tables.messages.source: raw/messages.csv: there is no such file. Known: interactions.csv"),
    "empty file": (file("raw/orders.csv", b""), SOURCE,
        "tables.orders.source: orders.csv: the file is empty."),
    "only a header": (orders(lambda rows: rows.head(0)), SOURCE,
        "raw/orders.csv: there are no rows, only the names of columns."),
    "no text": (file("raw/orders.csv", bytes(range(256)) * 20), SOURCE,
        "raw/orders.csv: cannot be read", "check delimiter, header_row and encoding"),
    "no dates": (filled("ordered", "soon"), DATA,
        "raw/orders.csv: ordered_at cannot be read in any of ", "'aaaa'; expected 2017-03-31 18:"),
    "dates of another form": (manifest('"ordered"', "\"strptime(ordered, '%d.%m.%Y')\""), DATA,
        "raw/orders.csv: ordered_at is empty in all of ", "or what is written for it fails on"),
    "no amounts": (filled("amount", "ten"), DATA,
        "raw/orders.csv: net cannot be read in any of ", "expected a number such as 1234.56"),
    "no keys": (filled("email", " "), DATA,
        "raw/orders.csv: customer_key is empty in all of "),
    "all returned": (orders(all_returned), DATA,
        "No customer had bought anything by the cutoff", "Check what net is mapped to"),
    "all free": (filled("amount", 0), DATA,
        "customers has orders with a mean value above 0", "Check the column mapped to net."),
    "one customer": (orders(of_one_customer), DATA,
        "Of 1 customers", "too few of one kind to learn from", "or more customers."),
    "one order": (orders(lambda rows: rows.head(1)), DATA, TOO_SHORT, "or add older orders."),
    "history too short": (before("2023-12-01"), DATA, TOO_SHORT, "a shorter horizon_days"),
    "nobody churned": (orders(every_20_days), DATA,
        ", 0 were silent for 91 days", "Choose a longer horizon_days if hardly anybody orders"),
    "everybody churned": (orders(once_each), DATA,
        ", 0 ordered and 0 spent money", "a shorter one if almost everybody does"),
    "no memory": (manifest("threads = 1", 'threads = 1\nmemory_limit = "1MB"'), CAPACITY,
        "needs more memory than memory_limit = '1MB' allows. Raise it in [settings]"),
}
OPTIONS = {
    "--horizon-days=0": (MANIFEST, "settings: horizon_days should be greater than or equal to 1"),
    "--horizon-days=9999": (MANIFEST, "horizon_days should be less than or equal to 3650"),
    "--horizon-days=430": (DATA, TOO_SHORT, "a shorter horizon_days"),
    "--horizon-days=x": (USAGE, "--horizon-days", "valid integer"),
    "--cutoff=2020-01-01": (DATA, TOO_SHORT, "Choose a later cutoff"),
    "--cutoff=2025-02-01": (DATA, "leaves 0 days", "Choose a cutoff at least 123 days earlier"),
    "--cutoff=01.10.2024": (USAGE, "--cutoff", "does not match the format"),
    "--seed=-1": (MANIFEST, "settings: seed should be greater than or equal to 0"),
    "--sed=1": (USAGE, "No such option: --sed"),
}
# fmt: on


@pytest.fixture(scope="module")
def project(trained, make_project, tmp_path_factory):
    """A copy of the trained project, for this module."""
    root = tmp_path_factory.mktemp("wrong") / "project"
    return make_project(shutil.copytree(trained.root, root))


@pytest.fixture
def spoilt(project, tmp_path):
    """Hand out the project; what a test does to its data is undone."""
    shutil.copytree(project.folder, tmp_path / "kept")
    yield project
    shutil.rmtree(project.folder, ignore_errors=True)
    shutil.copytree(tmp_path / "kept", project.folder)


def stored(project):
    """Return what the store holds of runs, models and which of them is in use."""
    with closing(sqlite3.connect(project.root / "mlruns" / "mlflow.db")) as database:
        return [
            database.execute(f"SELECT {what} ORDER BY 1, 2").fetchall()
            for what in (
                "run_uuid, status FROM runs",
                "version, run_id FROM model_versions",
                "alias, version FROM registered_model_aliases",
            )
        ]


@pytest.fixture
def refused(spoilt, command):
    """Run a command and check what every refusal has in common; return its message."""
    results, store = spoilt.results(), stored(spoilt)

    def refused(module, code, *options):
        had_results = spoilt.built.exists()
        answer = command(spoilt, module, *options)
        assert (answer.code, answer.out) == (code, ""), answer.err
        assert "@example" not in answer.err
        assert stored(spoilt) == store
        if had_results:
            assert spoilt.results() == results
        return answer.err

    return refused


@pytest.mark.parametrize("case", CASES)
def test_a_training_is_refused_in_one_message(spoilt, refused, case):
    spoil, code, *parts = CASES[case]
    spoil(spoilt.folder)
    told = refused("train", code)
    assert [part for part in parts if part not in told] == []


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_is_refused(refused, option):
    code, *parts = OPTIONS[option]
    told = " ".join(refused("train", code, option).replace("│", " ").split())
    assert [part for part in parts if part not in told] == [], told


SCORED = ("missing folder", "wrong column", "empty file", "no dates", "all returned", "no memory")


@pytest.mark.parametrize("case", SCORED)
def test_a_scoring_is_refused_in_one_message(spoilt, refused, case):
    spoil, code, *parts = CASES[case]
    spoil(spoilt.folder)
    told = refused("score", code)
    assert [part for part in parts if part not in told] == []


def test_a_store_that_is_none_is_refused(copied, command):
    (copied.root / "mlruns" / "mlflow.db").write_bytes(b"something else " * 99)
    results = copied.results()
    answer = command(copied, "score")
    assert (answer.code, answer.out) == (STORE, "")
    assert "mlruns/mlflow.db cannot be read as a SQLite database" in answer.err
    assert "Restore it from a backup" in answer.err
    assert copied.results() == results


@pytest.mark.parametrize("case", ["wrong column", "dates of another form", "one customer"])
def test_the_real_command_prints_the_message_and_nothing_else(spoilt, command, case):
    """What was tested above inside this process is what a terminal shows."""
    spoil, code, *_ = CASES[case]
    spoil(spoilt.folder)
    answer = spoilt.run("train")
    assert answer == command(spoilt, "train")
    assert answer.code == code
    assert answer.err.count("\n") == 1
