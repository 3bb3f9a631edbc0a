"""``python -m src.train``: what it prints, the report, the run in the store, the model in use."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from mlflow import MlflowClient

from src.asof import Asof
from src.engine import open_engine, read
from src.features.build import Recipe
from src.features.norms import Norms
from src.stages.snapshots import describe

LOADS = {"src", "href", "xlink:href", "srcset", "poster", "data", "action", "background"}
ANSWER = """
import json, sys, mlflow
rows = json.load(sys.stdin)
model = mlflow.pyfunc.load_model("models:/customer-model@champion")
print(json.dumps(model.predict(rows, params={"reasons": 3}), default=lambda row: row.model_dump()))
"""


@pytest.fixture(scope="module")
def client(trained):
    return MlflowClient(trained.store, trained.store)


@pytest.fixture(scope="module")
def run(client):
    (experiment,) = (e for e in client.search_experiments() if e.name == "shop")
    (run,) = client.search_runs([experiment.experiment_id])
    return run


@pytest.fixture(scope="module")
def logged(trained, run):
    """The folder of what was logged with the run."""
    return trained.root / "mlruns" / "artifacts" / "shop" / run.info.run_id / "artifacts"


def row_of(text, name):
    """Return the cells after a name in a printed table."""
    (line,) = (line for line in text.splitlines() if line.strip().startswith(f"{name}  "))
    return re.split(r" {2,}", line.strip())[1:]


def test_it_ends_with_tables_a_manager_understands(trained):
    told = trained.told("train")
    assert told.err == ""
    head, churn, value = re.split(r"\nWho will|\nWhat will", told.out)
    customers = len(trained.buyers())
    assert head.startswith(f"shop: {customers} customers on 2024-12-31\n")
    sizes = [int(size) for size in re.findall(r" (\d+) +\d+% +[\d.]+% +€", head)]
    assert len(sizes) > 1
    assert sum(sizes) == customers

    ranged = r"0\.\d{3} \(0\.\d{3}\W0\.\d{3}\)"
    for text, rules in (
        (churn, ("Pareto/NBD", "BG/NBD", "RFM cells", "base rate", "recency rule")),
        (value, ("Pareto/NBD + Gamma-Gamma", "past spend rate", "zero for all")),
    ):
        for name in ("this model", *rules):
            assert re.fullmatch(ranged, row_of(text, name)[0]), name
    assert all(len(line) <= 80 for line in told.out.splitlines())


def test_what_to_set_is_printed_as_it_is_written(trained):
    assert "under [contact] in" in " ".join(trained.told("train").out.split())


def test_a_model_that_learnt_what_was_planted_is_promoted(trained):
    out = " ".join(trained.told("train").out.split())
    assert "Promoted: no simple rule ranks churn or value better beyond chance." in out
    assert "Not clearly better than" not in out


def test_the_grades_are_told_and_kept_with_the_run_and_the_model(trained, client, run):
    out = " ".join(trained.told("train").out.split())
    (version,) = client.search_model_versions("name = 'customer-model'")
    for about in ("churn", "value"):
        (letter,) = re.findall(rf"{about}, grade ([A-D]): finds \d+%", out, re.IGNORECASE)
        assert run.data.tags[f"grade_{about}"] == version.tags[f"grade_{about}"] == letter
        metrics = run.data.metrics
        low, saved, high = (metrics[f"grade.{about}.saved{end}"] for end in ("_low", "", "_high"))
        assert 0 < low < saved < high < 1
        assert metrics[f"grade.{about}.cutoffs"] == 3
        assert f"{about.capitalize()}, grade {letter}: finds" in version.description


def test_the_model_card_is_beside_the_report_and_in_the_store(trained, logged):
    card = (trained.built / "model_card.md").read_text("utf-8")
    assert (logged / "model_card.md").read_text("utf-8") == card
    table = pd.read_csv(logged / "tables" / "churn.csv")
    assert all(f"{auc:.3f} (" in card for auc in table["auc"])
    groups = pd.read_csv(logged / "tables" / "by_group.csv")
    assert set(groups["attribute"]) == {"persona", "born_year"}
    assert (groups["n"] >= 50).all()


def test_the_report_is_where_it_says_and_in_the_store(trained, logged):
    (path,) = re.findall(r"Report +(\S+)", trained.told("train").out)
    report = (trained.root / path).read_bytes()
    assert report.rstrip().endswith(b"</html>")
    assert (logged / "report.html").read_bytes() == report


class Loads(HTMLParser):
    """Collects what a page would load, and its style sheets and scripts."""

    def __init__(self):
        super().__init__()
        self.found, self.code = [], []

    def handle_starttag(self, tag, attrs):
        self.found += [value or "" for name, value in attrs if name in LOADS]
        self.code += [value or "" for name, value in attrs if name == "style"]
        if tag in ("base", "iframe", "embed", "object", "link"):
            self.found.append(f"<{tag}>")

    def handle_data(self, data):
        if self.cdata_elem:
            self.code.append(data)


def test_the_report_needs_no_other_file_and_no_network(trained):
    page = Loads()
    page.feed((trained.built / "report.html").read_text("utf-8"))
    assert page.found
    assert [value for value in page.found if not value.startswith(("#", "data:"))] == []
    code = " ".join(page.code)
    assert [
        u for u in re.findall(r"url\(['\"]?([^)]*)", code) if not u.startswith(("#", "data:"))
    ] == []
    assert not re.search(r"@import|fetch\(|XMLHttpRequest|import\(", code)


def test_the_report_names_every_persona(trained, logged):
    personas = pd.read_csv(logged / "tables" / "personas.csv")
    report = (trained.built / "report.html").read_text("utf-8")
    assert len(personas) > 1
    assert [name for name in personas["persona"] if name not in report] == []


def test_the_run_says_what_went_in(trained, run, logged):
    assert run.info.status == "FINISHED"
    assert run.data.params["used.horizon_days"] == "91"
    assert run.data.params["used.judged_on"] == "2024-10-01"  # 91 days before the 31st of December
    assert run.data.params["manifest.tables.orders.columns.customer_key"] == "email"
    assert run.data.params["settings.snapshots_max"] == "4"
    settings = json.loads((logged / "settings.json").read_text())
    assert settings["manifest"]["calendar_timezone"] == "Europe/Berlin"
    assert re.fullmatch("[0-9a-f]{64}", run.data.tags["data_fingerprint"])
    (printed,) = re.findall(r"run (\w{32})", trained.told("train").out)
    assert printed == run.info.run_id


def test_the_run_says_what_came_out(trained, run, logged):
    churn = trained.told("train").out.partition("\nWhat will")[0]
    auc, log_loss, _ = row_of(churn, "this model")
    metrics = run.data.metrics
    assert auc.startswith(f"{metrics['churn.auc.this_model']:.3f} (")
    assert log_loss.startswith(f"{metrics['churn.log_loss.this_model']:.3f} (")
    assert 0.5 == metrics["churn.auc.base_rate"] < metrics["churn.auc.pareto_nbd"]
    assert metrics["clv.gini.zero_for_all"] == 0
    assert metrics["parties.share.first"] == 1  # the manifest says of no source whose it is
    table = pd.read_csv(logged / "tables" / "churn.csv")
    assert table["auc"].iloc[0] == metrics["churn.auc.this_model"]
    figures = {path.name for path in (logged / "figures").iterdir()}
    assert figures >= {"churn_calibration.png", "churn_gains.png", "clv_gains.png"}


def test_every_row_read_is_accounted_for(trained, logged):
    sources = pd.read_csv(logged / "tables" / "sources.csv").set_index("source")
    for name, account in sources.iterrows():
        assert account["read"] == len(pd.read_csv(trained.folder / "raw" / f"{name}.csv")), name
    used = ["kept", "filtered", "quarantined", "repeats"]
    assert (sources[used].sum(axis=1) == sources["read"]).all()
    assert sources["quarantined"].to_dict() == {
        "interactions": 0,
        "messages": 0,
        "orders": 3,
        "profiles": 0,
    }
    assert sources.loc["profiles", "nulled"] == 400  # telephone numbers are no numbers


def test_the_model_is_registered_and_in_use(client, run):
    (version,) = client.search_model_versions("name = 'customer-model'")
    assert version.run_id == run.info.run_id
    for alias in ("champion", "shop"):
        assert client.get_model_version_by_alias("customer-model", alias).version == version.version


def test_the_model_in_use_predicts_what_the_scores_say(trained, tmp_path):
    """The features are computed from the tables, the champion is asked by a stranger to us."""
    days = int((pd.Timestamp("2024-12-31") - pd.Timestamp("1970-01-01")).days)
    (path,) = trained.root.glob(
        "mlruns/artifacts/shop/models/*/artifacts/artifacts/bundle/model.json"
    )
    bundle = json.loads(path.read_text())
    with open_engine("1GB", 1, tmp_path / "work") as engine:
        tables = {
            name: read(engine, trained.built / "tables" / f"{name}.parquet")
            for name in ("orders", "order_lines", "messages", "interactions", "profiles")
        }
        recipe = Recipe(Norms(**bundle["norms"]))
        known = describe(tables, Asof((days,)), recipe, 400, 25_000, lambda *_: None)
    features = pd.DataFrame(known.design.values, columns=list(known.design.names))
    needed = [field["name"] for field in bundle["schema"]["features"]]
    rows = features[needed].astype(object).where(features[needed].notna(), None)
    request = rows.assign(customer_id=known.customer_id).to_dict("records")
    done = subprocess.run(
        [sys.executable, "-c", ANSWER],
        input=json.dumps(request),
        cwd=tmp_path,
        env=os.environ
        | dict.fromkeys(("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI"), trained.store),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = pd.DataFrame(json.loads(done.stdout)).set_index("customer_id")
    scores = pd.read_parquet(trained.built / "scores.parquet").set_index("customer_id")
    assert len(answers) == len(scores) == len(trained.buyers())
    answers = answers.loc[scores.index]
    for name in ("churn_prob", "clv", "clv_low", "clv_high", "value_at_risk"):
        np.testing.assert_allclose(answers[name], scores[name], rtol=1e-9, err_msg=name)
    assert answers["persona"].tolist() == scores["persona"].tolist()
    first = [reasons[0] for reasons in answers["reasons"]]
    told = [f"{reason['reason']} {reason['direction']} it" for reason in first]
    assert told == scores["reason_1"].tolist()


def test_a_model_that_is_not_promoted_leaves_the_champion_in_use(copied, command):
    path, rng = copied.folder / "raw" / "orders.csv", np.random.default_rng(1)
    orders = pd.read_csv(path).head(360)
    orders["email"] = np.resize(orders["email"].unique()[:60], 360)  # 6 orders each, at random
    orders["ordered"] = pd.Timestamp("2023-11-01") + pd.to_timedelta(
        rng.integers(0, 426, 360), unit="D"
    )
    orders.to_csv(path, index=False)

    told = command(copied, "train")

    assert told.code == 0
    assert "Not promoted: " in told.out
    assert "customer-model version 2" in told.out
    assert "scores nobody" in told.out
    assert "src.score" not in told.out
    client = MlflowClient(copied.store, copied.store)
    assert len(client.search_model_versions("name = 'customer-model'")) == 2
    for alias in ("champion", "shop"):
        assert client.get_model_version_by_alias("customer-model", alias).version == 1
