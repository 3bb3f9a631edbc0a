"""``python -m src.forget``: a person is in nothing that was built or stored, and never comes back.

The person is the canary of `canary.py`: in every source, under two keys, and in rows that cannot be
used. Somebody else has the same telephone.
"""

import pandas as pd
import pytest
from mlflow import MlflowClient

from src.stages import erasing
from src.unify.customers import pseudonym, secret
from tests.system.canary import CARD, EMAIL, PARTNER, SECRETS
from tests.system.search import found_in, text_of

KEPT = "built/snapshots"


@pytest.fixture
def project(spoilt):
    return spoilt


@pytest.fixture(scope="module")
def ids():
    return [pseudonym(key, secret()) for key in (EMAIL, f"card:{CARD}")]


def holding(project, ids):
    """Return the files in which the person is, of all but the sources."""
    folders = [project.built, *(project.root / name for name in ("mlruns", "models", "temporary"))]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    files += [path for path in project.folder.glob("*") if path.is_file()]
    assert len(files) > 60
    return {
        str(path.relative_to(project.folder if "data" in path.parts else project.root))
        for path in files
        if found_in(text_of(path), (*SECRETS, *ids))
    }


def rows(project, name):
    return pd.read_parquet(project.built / "tables" / f"{name}.parquet")


def test_the_person_is_there_before(planted, ids):
    assert holding(planted, ids) >= {
        *(f"built/tables/{name}.parquet" for name in ("orders", "feedback", "identity_links")),
        *(f"built/tables/quarantine/{name}.parquet" for name in ("orders", "cards")),
        *("built/scores.parquet", "built/scores.csv", "built/segments.parquet"),
    }
    links = rows(planted, "identity_links").set_index("record_id")["customer_id"]
    assert links[ids[0]] == links[ids[1]]  # shop and card are known to be one person
    assert links[pseudonym(f"card:{PARTNER}", secret())] != links[ids[0]]


def test_afterwards_the_person_is_nowhere(project, command, ids):
    there = holding(project, ids)
    others = {name: len(rows(project, name)) for name in ("orders", "feedback", "profiles")}
    hers = {name: int(rows(project, name)["customer_id"].isin(ids).sum()) for name in others}
    told = command(project, "forget", EMAIL)
    assert told.code == 0, told.err
    assert holding(project, ids) == set()
    assert any(place.startswith(KEPT) for place in there)
    for place in there:  # each place that held the person is listed
        assert (KEPT if place.startswith(KEPT) else place) in told.out
    for name, before in others.items():
        assert 0 < hers[name] == before - len(rows(project, name))
    assert "One person, 2 records: forgotten" in told.out
    still = told.out.partition("The sources still hold them: delete them there")[2]
    sources = {words[0]: words[1:] for line in still.splitlines() if (words := line.split())}
    assert sources["cards"] == ["raw/cards.csv", "1"]
    assert sources["stamps"] == ["raw/stamps.csv", "3"]
    assert int(sources["orders"][1]) > 1
    assert found_in(told.out + told.err, SECRETS) == []


def test_the_person_is_not_imported_again(project, command, ids):
    before = pd.read_parquet(project.built / "scores.parquet")["customer_id"]
    assert command(project, "forget", CARD, "--keys", "card").code == 0
    told = command(project, "score")
    assert told.code == 0, told.err
    assert holding(project, ids) == set()
    after = pd.read_parquet(project.built / "scores.parquet")["customer_id"]
    assert set(before) - set(after) == {*before[before.isin(ids)]}
    assert set(after) <= set(before)
    checked = command(project, "train", "--check")
    account = checked.out.partition("What became of every row")[2]
    told = [line.split() for line in account.splitlines() if len(line.split()) == 7]
    lines = {words[0]: words for words in reversed(told)}  # the account comes before the oddities
    assert lines["source"][-1] == "forgotten"
    assert [lines[name][-1] for name in ("profiles", "cards", "stamps")] == ["2", "2", "3"]
    for name in ("orders", "cards", "stamps"):
        read, *parts = (int(part.replace(",", "")) for part in lines[name][1:])
        assert read == sum(parts)
    partner = pseudonym(f"card:{PARTNER}", secret())
    assert partner in set(rows(project, "feedback")["customer_id"])  # the telephone is theirs too


def test_the_models_are_marked_and_the_next_scores_say_so(project, command):
    told = command(project, "forget", EMAIL)
    assert "Due for retraining: customer-model version 1." in told.out
    client = MlflowClient(project.store, project.store)
    tags = client.get_model_version("customer-model", "1").tags
    assert tags["retrain"].startswith("erasure 20")
    scored = command(project, "score")
    assert f"The model is due for retraining ({tags['retrain']})" in scored.out


def test_twice_is_once_and_marks_no_model_again(project, command):
    command(project, "forget", EMAIL)
    before = (project.folder / "forgotten.txt").read_bytes()
    command(project, "score")
    told = command(project, "forget", EMAIL)
    assert told.code == 0, told.err
    assert "Nothing that was built held any row of theirs." in told.out
    assert "Due for retraining" not in told.out
    assert (project.folder / "forgotten.txt").read_bytes() == before


def test_nobody_by_that_key_changes_nothing(project, command):
    before = project.results()
    told = command(project, "forget", "nobody@example.org")
    assert told.code == 17
    assert "nobody is known by this key, as card or customer" in told.err
    assert "nobody@example.org" not in told.err + told.out
    assert command(project, "forget", EMAIL, "--keys", "card").code == 17
    assert command(project, "forget", EMAIL, "--keys", "crad").code == 11
    assert project.results() == before
    assert not (project.folder / "forgotten.txt").exists()


def test_killed_half_way_it_can_be_run_again(project, command, ids, monkeypatch):
    moved = []

    def publish(finished, built):
        for file in sorted(path for path in finished.rglob("*") if path.is_file())[:2]:
            file.replace(built / file.relative_to(finished))
            moved.append(file)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(erasing, "publish", publish)
        assert command(project, "forget", EMAIL).code == 130
    assert len(moved) == 2
    told = command(project, "forget", CARD, "--keys", "card")
    assert told.code == 0
    assert "Due for retraining: customer-model version 1." in told.out
    assert holding(project, ids) == set()


def test_the_reports_no_longer_name_the_person(project, command, ids):
    reports = [project.built / "report.html", *(project.root / "mlruns").rglob("report.html")]
    assert len(reports) == 2
    for report in reports:  # as if somebody had decided on them by hand
        report.write_text(report.read_text("utf-8").replace("</main>", f"{ids[0]}</main>"), "utf-8")
    told = command(project, "forget", EMAIL)
    assert "built/report.html" in told.out
    assert "mlruns/" in told.out
    assert holding(project, ids) == set()
    assert all("forgotten</main>" in report.read_text("utf-8") for report in reports)


def test_without_the_sources_what_was_built_is_cleaned_all_the_same(project, command, ids):
    (project.folder / "raw" / "orders.csv").unlink()
    told = command(project, "forget", EMAIL)
    assert told.code == 0, told.err
    assert "The sources could not be read and may hold them" in told.out
    left = holding(project, ids)
    assert left <= {f"built/tables/quarantine/{name}.parquet" for name in ("cards", "profiles")}


def test_a_decision_by_hand_that_names_them_is_told(project, command):
    line = f'[[merge]]\nkeys = ["card:{CARD}", "{EMAIL}"]\nwhy = "rang up"\n'
    (project.folder / "overrides.toml").write_text(line.replace(CARD, "C9").replace(EMAIL, "x"))
    assert "overrides.toml" not in command(project, "forget", "C8", "--keys", "card").out
    (project.folder / "overrides.toml").write_text(line)
    assert "overrides.toml names them" in command(project, "forget", EMAIL).out
