"""Who does not permit it leaves no trace in what is learnt, has no score, is on no list."""

from dataclasses import replace
from shutil import copy

import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from src.learning import learn
from src.opening import opened
from src.serving.stored import save
from src.sources.world.scenario import Scenario
from src.sources.world.simulation import simulate
from src.unify.customers import pseudonym, secret

MANIFEST = "data/world/dataset.toml"
CHOSEN = {"threads": 1, "snapshots_max": 4, "horizon_days": "auto"}
BARRED = """
CREATE TABLE by_hand AS FROM (
  FROM read_parquet('{path}')
  SELECT *, max(changed_at) OVER (PARTITION BY {record}, purpose) AS latest
) SELECT DISTINCT customer_id
WHERE (changed_at = latest OR changed_at IS NULL) AND state = 'withdrawn'
  AND purpose IN ('train', 'profile')
"""
OTHERS = "FROM read_parquet('{path}') WHERE customer_id NOT IN (FROM by_hand)"


def silent(_what, _share):
    pass


@pytest.fixture(scope="module")
def world(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("world")
    simulate(folder, Scenario(1_000, 7), silent)
    copy(request.config.rootpath / MANIFEST, folder)
    return folder


def learnt(data, folder):
    """Return all files of the bundle, and what else a training learns."""
    found = learn(data, silent)
    save(found.bundle, folder)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(files) == 6
    plan = found.plan
    told = (plan.first_day, plan.horizon_days, plan.moments, plan.silences.returned_share(91))
    tables = [found.judgement.churn, found.judgement.clv, found.judgement.customers]
    return files, told, tables, found.personas.named, found.permission.left_out


@pytest.mark.slow
def test_who_does_not_permit_it_leaves_no_trace_in_what_is_learnt(world, tmp_path):
    with opened(world, CHOSEN, silent) as data:
        con, paths = data.engine.con, data.ingested.tables
        columns = con.read_parquet(str(paths["consents"])).columns
        record = "alone_id" if "alone_id" in columns else "customer_id"
        con.execute(BARRED.format(path=paths["consents"], record=record))
        by_hand = len(con.sql("FROM by_hand"))
        # of the last two weeks, only orders of those who do not permit it are left
        late = f"{data.ingested.last_day} - ordered_day < 14 AND NOT customer_id IN (FROM by_hand)"
        orders = con.sql(f"FROM read_parquet('{paths['orders']}') WHERE NOT ({late})")
        tables = data.tables | {"orders": nw.from_native(orders)}
        removed = {
            name: nw.from_native(con.sql(OTHERS.format(path=path))) for name, path in paths.items()
        } | {"orders": nw.from_native(orders.filter("customer_id NOT IN (FROM by_hand)"))}
        ((first, last),) = con.sql(
            f"FROM ({OTHERS.format(path=paths['orders'])}) SELECT min(ordered_day),"
            " max(ordered_day) FILTER (ordered_day <= 20086 - 14)"
        ).fetchall()
        assert data.ingested.last_day == 20086  # 2024-12-29
        ingested = replace(data.ingested, span=(first, last))
        *all_of_them, out = learnt(replace(data, tables=tables), tmp_path / "asked")
        *without, nobody = learnt(
            replace(data, tables=removed, ingested=ingested), tmp_path / "removed"
        )
    assert out.withdrew == by_hand
    assert (nobody.withdrew, nobody.never_said) == (0, 0)
    assert all_of_them[0] == without[0]  # boosters and JSON, byte for byte
    assert all_of_them[1] == without[1]  # horizon and cutoffs
    for mine, others in zip(all_of_them[2], without[2], strict=True):
        pd.testing.assert_frame_equal(mine, others, check_exact=True)
    assert all_of_them[3] == without[3]


CONSENTS = """
[tables.consents]
source = { path = "raw/consents.csv" }
columns = { customer_key = "email", changed_at = "at", purpose = "what", state = "said" }
"""


def consenting(project, missing=""):
    """Let some of the shop's customers withdraw; return the pseudonyms of each purpose's."""
    emails = [email for email in project.buyers() if email]
    said = {"score": emails[:30], "profile": emails[20:60], "contact": emails[50:150]}
    rows = [(e, "2024-05-01", what, "withdrawn") for what, some in said.items() for e in some]
    rows += [(emails[200], "2024-05-01", "contact", "granted")]
    path = project.folder / "raw" / "consents.csv"
    pd.DataFrame(rows, columns=["email", "at", "what", "said"]).to_csv(path, index=False)
    manifest = project.folder / "dataset.toml"
    manifest.write_text(manifest.read_text() + CONSENTS + missing)
    return {what: {pseudonym(e, secret()) for e in some} for what, some in said.items()}


def test_scores_are_of_those_who_permit_them(copied, command):
    before = pd.read_parquet(copied.built / "scores.parquet")
    no = consenting(copied)
    told = command(copied, "score")
    assert told.code == 0, told.err
    after = pd.read_parquet(copied.built / "scores.parquet").set_index("customer_id")
    listed = pd.read_csv(copied.built / "scores.csv")
    assert set(after.index) == set(before["customer_id"]) - no["score"]
    assert set(after.index[after["persona"].isna()]) == no["profile"] - no["score"]
    assert after["reason_1"].isna().equals(after["persona"].isna())
    assert set(listed["customer_id"]) == set(after.index) - no["contact"]
    assert (after["contact"] == ~after.index.isin(no["contact"])).all()
    segments = pd.read_parquet(copied.built / "segments.parquet")
    assert set(segments["customer_id"]) == set(after.index) - no["profile"]
    same = before.set_index("customer_id").loc[after.index]
    assert (same["churn_prob"] == after["churn_prob"]).all()
    assert told.out.splitlines()[6:] == [
        "30 of 400 customers not scored: 30 withdrew",
        "40 of 400 customers not given a persona: 40 withdrew",
        "100 of 400 customers not on the contact list: 100 withdrew",
    ]


def test_what_holds_for_those_who_never_said_is_the_manifests(copied, command):
    consenting(copied, '[consent]\nmissing = { contact = "withdrawn" }\n')
    told = command(copied, "score")
    assert len(pd.read_csv(copied.built / "scores.csv")) == 1
    assert told.out.splitlines()[-1] == (
        "399 of 400 customers not on the contact list: 100 withdrew, 299 never said"
    )


def test_a_training_says_whom_it_left_out(copied, command):
    terms = "[contact]\ncost = 0\nsuccess_rate = 0.5\nvalue = 50\n"  # everybody is worth it
    no = consenting(copied, f'[consent]\nmissing = {{ train = "granted" }}\n{terms}')
    told = command(copied, "train")
    assert told.code == 0, told.err
    learnt, asked = (
        len(copied.buyers()) - len(out) for out in (no["profile"], no["profile"] | no["contact"])
    )
    assert f"Whom to contact: {asked} of {learnt} customers" in " ".join(told.out.split())
    said = "40 of 400 customers not learnt from: 40 withdrew"
    assert said in told.out.splitlines()
    assert told.out.startswith(f"shop: {len(copied.buyers()) - len(no['profile'])} customers")
    report = (copied.built / "report.html").read_text("utf-8")
    assert "What customers permit, and whom it left out" in report
    assert "holds: profile, train, score and contact granted." in report


def test_where_no_consents_are_mapped_the_report_says_what_is_assumed(trained):
    report = (trained.built / "report.html").read_text("utf-8")
    assert "no consents are mapped" in report
    assert "What customers permit, and whom it left out" not in report
    assert "not learnt from" not in trained.told("train").out


def test_nothing_is_learnt_from_nobody(copied, command):
    before = copied.results()
    manifest = copied.folder / "dataset.toml"
    manifest.write_text(manifest.read_text() + '[consent]\nmissing = { train = "withdrawn" }\n')
    told = command(copied, "train")
    assert told.code == 13
    assert "400 of 400 customers not learnt from: 400 never said. Nobody is left." in told.err
    assert copied.results() == before
