"""The numbers that the project was asked for, on three real data sets with the same settings."""

from datetime import date
from pathlib import Path
from shutil import copy

import pytest

from src.pipeline import train

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
RAW = {
    "complete-journey": None,  # comes with a package
    "online-retail": SHARED / "online_retail" / "onlineretail.parquet",
    "cdnow": SHARED / "cdnow" / "CDNOW_master.txt",
}


def findings_of(name, root, cutoff, horizon_days):
    """Train on a copy of a data set's folder, judged at a cutoff."""
    folder = root / "data" / name
    (folder / "raw").mkdir(parents=True)
    copy(ROOT / "data" / name / "dataset.toml", folder)
    if RAW[name] is not None:
        if not RAW[name].exists():
            pytest.skip(f"{RAW[name].name} is not in ../shared/data")
        (folder / "raw" / RAW[name].name).symlink_to(RAW[name])
    settings = {"cutoff": date.fromisoformat(cutoff), "horizon_days": horizon_days, "threads": 1}
    return train(folder, settings, root, lambda *_: None).findings


def ours(findings):
    """Return the first row of both tables."""
    return findings.churn_table.iloc[0], findings.clv_table.iloc[0]


def test_complete_journey(tmp_path):
    found = findings_of("complete-journey", tmp_path, "2017-10-02", 91)
    churn, clv = ours(found)
    assert churn["n"] == clv["n"] == 2_447
    assert churn["auc"] >= 0.893
    assert churn["log_loss"] <= 0.160
    assert clv["gini"] >= 0.866
    assert clv["mae"] <= 176
    assert found.promoted, found.reason


@pytest.mark.record
def test_online_retail_of_the_united_kingdom(tmp_path):
    found = findings_of("online-retail", tmp_path, "2011-09-10", 91)
    churn, clv = ours(found)
    assert churn["n"] == 3_031
    assert churn["auc"] >= 0.733
    assert clv["gini"] >= 0.75
    assert found.promoted, found.reason


@pytest.mark.record
def test_cdnow(tmp_path):
    found = findings_of("cdnow", tmp_path, "1997-10-01", 273)
    churn, clv = ours(found)
    assert churn["n"] == 23_570
    assert churn["auc"] >= 0.764
    assert clv["gini"] >= 0.70
    assert found.promoted, found.reason
