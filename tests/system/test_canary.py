"""Personal data go in, and nowhere come out: not in results, not in the store, not in messages.

All 400 people of the invented shop have keys that are their e-mail addresses, made of their names;
names and telephone numbers stand beside them. One of them is the canary of `canary.py`, who is in
every source with words of her own. Rows that cannot be used are the one exception: they are set
aside in ``quarantine/`` as they were.
"""

import gzip
import hashlib
import json
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from tests.system.canary import CARD, EMAIL, NAME, PHONE, SECRETS, TEXT
from tests.system.search import found_below, found_in, text_of

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SOURCES = (
    *("orders", "messages", "interactions", "profiles", "cards", "stamps"),
    *("tickets", "subscriptions", "consents"),
)


def people_of(project):
    return pd.read_csv(project.folder / "raw" / "profiles.csv").dropna(subset="email")


def personal(project):
    """Return what must not be found: the canary's, all family names and numbers, bare digests."""
    people = people_of(project)
    families = people["name"].str.split().str[-1].str.lower()
    phones = [*people["phone"], *people["phone"].str.replace(" ", "")]
    digests = [
        digest(value.encode()).hexdigest()[:12]  # no secret: whoever has a list of keys finds them
        for value in (*people["email"].head(50), NAME, PHONE, PHONE.replace(" ", ""))
        for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256)
    ]
    return [*SECRETS, *families, *phones, *digests]


def test_the_search_finds_what_is_there(planted):
    found, files = found_below(planted.folder / "raw", SECRETS)
    assert files == len(found) == len(SOURCES)
    assert {tuple(secrets) for secrets in found.values()} == {tuple(sorted(SECRETS))}
    found, _ = found_below(planted.folder / "raw", personal(planted))
    assert len(found["messages.csv"]) > 350  # of the others, as they are written
    assert len(found["profiles.csv"]) > 400 + 400


@pytest.mark.parametrize(
    "written", ["+49 (0)30 557-71.99", "0049305577199", "tel:030/5577199", "[305577199, 1.5]"]
)
def test_the_search_finds_a_number_however_it_is_written(written, tmp_path):
    assert found_in(written, SECRETS) == ["305577199"]
    assert found_in("0.305577199", SECRETS) == found_in("30, 5577199", SECRETS) == []
    with gzip.open(tmp_path / "packed", "wt") as file:
        file.write(written.upper())
    shutil.make_archive(str(tmp_path / "both"), "zip", tmp_path, "packed")
    assert found_in(text_of(tmp_path / "both.zip"), SECRETS) == ["305577199"]


def test_nothing_personal_is_anywhere_but_in_the_sources_and_in_rows_set_aside(planted):
    found, files = found_below(planted.root, personal(planted))
    inputs = planted.folder.relative_to(planted.root)
    held = {Path(name) for name in found} - {inputs / "overrides.toml"}
    held = {path for path in held if not path.is_relative_to(inputs / "raw")}
    aside = (planted.built / "tables" / "quarantine").relative_to(planted.root)
    assert held == {aside / f"{name}.parquet" for name in SOURCES}
    tables = sorted(path.stem for path in (planted.built / "tables").glob("*.parquet"))
    assert len(tables) == 12, tables  # so it was looked for in a table of every kind
    assert files > 80
    assert (planted.root / "mlruns" / "mlflow.db").is_file()


def test_of_what_many_write_the_words_go_on_that_are_nobodys(planted):
    terms = set(pd.read_parquet(planted.built / "tables" / "words.parquet")["term"].dropna())
    assert terms == {
        *("delivery", "was", "slow", "please", "ring", "write"),
        *("delivery was", "was slow", "please ring"),
    }


def test_what_is_set_aside_are_the_broken_rows_and_their_mapped_columns(planted):
    aside = pd.read_parquet(planted.built / "tables" / "quarantine" / "orders.parquet")
    reasons = aside.set_index("grain")["reasons"].to_dict()
    assert reasons == {
        "a": "ordered_at unreadable",
        "b": "net unreadable",
        "c": "customer_key missing",
        "bad": "ordered_at unreadable",
    }
    people = people_of(planted).head(3)
    families = people["name"].str.split().str[-1].str.lower()
    hers = ["flossenqualle77", "yolanda", "zzyzxwolde"]  # only the note tells where she lives
    told = [*families[:2], people["phone"][1], *hers]  # of the third, only the remark
    assert found_in(aside.to_csv(), personal(planted)) == sorted(told)


@pytest.mark.parametrize("name", ["train", "score"])
def test_nothing_personal_is_printed(planted, name):
    told = planted.told(name)
    assert len(told.out) > 100
    assert found_in(told.out + told.err, personal(planted)) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (16, ["train", "--check"]),
        (0, ["forget", EMAIL]),
        (0, ["forget", CARD, "--keys", "card"]),
        (17, ["forget", EMAIL, "--keys", "card"]),
        (17, ["forget", NAME]),
    ],
    ids=lambda words: "-".join(words) if isinstance(words, list) else None,
)
def test_nothing_personal_is_told_of_who_is_checked_or_forgotten(spoilt, command, code, words):
    told = command(spoilt, *words)
    assert told.code == code, told
    assert found_in(told.out + told.err, personal(spoilt)) == []


@pytest.mark.slow
def test_nothing_personal_is_shown_by_a_notebook(planted, tmp_path, monkeypatch):
    notebook = nbformat.read(NOTEBOOKS / "01_explore_records.ipynb", as_version=4)
    for cell in notebook.cells:
        cell["source"] = cell["source"].replace("../data/complete-journey", str(planted.folder))
    monkeypatch.chdir(tmp_path)
    NotebookClient(notebook, timeout=100).execute()
    shown = json.dumps([cell.get("outputs", []) for cell in notebook.cells])
    assert len(shown) > 10_000
    assert found_in(shown, personal(planted)) == []


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_notebook_reads_more_than_what_is_searched_here(notebook):
    code = [cell["source"] for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]
    assert not [cell for cell in code if re.search(r"raw/|quarantine/|read_csv", cell)]


def mapped(old, new):
    def spoil(manifest, _rows):
        assert old in manifest
        return manifest.replace(old, new), None

    return spoil


def line(text):
    """Append a line to the orders."""
    return lambda manifest, rows: (manifest, f"{rows}{text}\n".encode())


def swapped(column, other):
    """Let the order lines name another column, as if the columns had moved."""

    def spoil(manifest, rows):
        header, _, below = rows.partition("\n")
        names = {column: other, other: column}
        moved = ",".join(names.get(name, name) for name in header.split(","))
        return manifest, f"{moved}\n{below}".encode()

    return spoil


def headless(manifest, rows):
    return manifest, rows.partition("\n")[2].encode()


STUMBLES = {
    "no header": headless,
    "dates are addresses": swapped("ordered", "email"),
    "amounts are remarks": swapped("amount", "remark"),
    "dates of another form": mapped('"ordered"', "\"strptime(remark, '%d.%m.%Y')\""),
    "remarks cast to dates": mapped('"ordered"', '"CAST(remark AS DATE)"'),
    "addresses cast to numbers": mapped('"amount"', '"CAST(email AS DOUBLE)"'),
    "remarks as JSON": mapped('"pieces"', "\"json_extract(remark, '$.n')\""),
    "remarks as patterns": mapped('"article"', "\"regexp_extract('x', remark || '(')\""),
    "remarks as categories": mapped('"department"', '"remark"'),
    "addresses as categories": mapped('"department"', '"email"'),
    "remarks as items": mapped('"article"', '"remark"'),
    "a user's own error": mapped('"pieces"', '"error(remark)"'),
    "numbers cast": mapped('"phone"', '"CAST(phone AS DOUBLE)"'),
    "a filter that stumbles": mapped(
        '"raw/orders.csv"', '"raw/orders.csv", filter = "CAST(remark AS INT) > 1"'
    ),
    "too few fields": line("77,ottokar.quenderstram@example.org,2024-01-01 10:00:00"),
    "too many fields": line("77,Ottokar Quenderstram,2024-01-01,1,tea,1,10,0,ring,,+49 30 5510001"),
    "a quote that never ends": line('77,"ottokar.quenderstram@example.org,2024-01-01'),
    "text within a quote": line('77,"it\'s O"Ottokar Quenderstram,2024-01-01,1,tea,1,10,0,ring'),
    "another encoding": lambda manifest, rows: (manifest, rows.encode("utf-16")),
    "a broken letter": lambda manifest, rows: (manifest, rows.encode() + b"7,Quenderstr\xe4m,,\n"),
}


WRITTEN = {"remarks as categories", "addresses as categories", "remarks as items"}
SURVIVED = {"remarks as patterns", "numbers cast"}  # what nobody needs is null where it fails


@pytest.mark.parametrize("case", STUMBLES)
def test_nothing_personal_is_told_of_what_an_error_stumbled_over(planted, spoilt, command, case):
    path = spoilt.folder / "raw" / "orders.csv"
    manifest, rows = STUMBLES[case](
        (spoilt.folder / "dataset.toml").read_text(), path.read_text("utf-8")
    )
    (spoilt.folder / "dataset.toml").write_text(manifest)
    if rows is not None:
        path.write_bytes(rows)

    told = command(spoilt, "score")

    if case in SURVIVED:
        assert told.code == 0, told
    else:
        assert told.code in (11, 12, 13), told
        assert len(told.err) > 20
        assert ("is to hold categories" in told.err) == (case in WRITTEN)
        assert spoilt.results() == planted.results()
    secrets = [*personal(planted), "quenderstr", "ottokar", "annegret", "example.org"]
    assert found_in(told.out + told.err, secrets) == []


BROKEN = {
    "tickets.jsonl": lambda rows: rows + f'{{"mail": "{EMAIL}", "opened": {TEXT}'.encode(),
    "subscriptions.parquet": lambda rows: rows[:-40] + TEXT.encode(),
    "consents.csv.gz": lambda _rows: gzip.compress(f"mail,at\n{EMAIL},{NAME},{TEXT}".encode()),
    "cards.csv": lambda rows: rows + f'K78,"{TEXT}" {NAME}"'.encode(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_nothing_personal_is_told_of_a_file_that_cannot_be_read(spoilt, command, name):
    path = spoilt.folder / "raw" / name
    path.write_bytes(BROKEN[name](path.read_bytes()))
    told = command(spoilt, "train", "--check")
    assert told.code in (11, 12, 13), told
    assert name.partition(".")[0] in told.err
    assert found_in(told.out + told.err, personal(spoilt)) == []
