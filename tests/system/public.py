"""Public data sets from beside the project, in folders as ``data/README.md`` says, or skipped."""

from pathlib import Path
from shutil import copy

import pandas as pd
import pytest

from src.engine import open_engine
from src.ingest import ingest
from src.manifest import load_manifest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
FOLDERS = {
    "kpmg": ["kpmg_sprocket"],
    "contoso": ["contoso"],
    "telco": ["telco_ibm"],
    "telco-tables": ["telco_ibm_multitable"],
    "telco-both": ["telco_ibm", "telco_ibm_multitable"],
}


def data_set(name, root):
    """Make the folder of a data set, with its files as ``data/README.md`` says."""
    folder = root / "data" / name
    (folder / "raw").mkdir(parents=True)
    copy(ROOT / "data" / name / "dataset.toml", folder)
    for shared in FOLDERS[name]:
        if not (SHARED / shared).exists():
            pytest.skip(f"{shared} is not in ../shared/data")
        for path in (SHARED / shared).iterdir():
            if path.name != "SOURCE.md":
                (folder / "raw" / path.name).symlink_to(path)
    return folder


class Read:
    """A data set that was ingested: its accounts by source, and its tables as pandas."""

    def __init__(self, name, root):
        folder = data_set(name, root)
        with open_engine("2GB", 1, root / "work") as engine:
            done = ingest(load_manifest(folder), folder, engine, root / "out", lambda *_: None)
        self.accounts = {account.source: account for account in done.accounts}
        self.customers = done.customers
        self.tables = {name: pd.read_parquet(path) for name, path in done.tables.items()}

    def told(self, what):
        """Return source -> one of the counts of an account, where it is not empty."""
        counts = {source: getattr(account, what) for source, account in self.accounts.items()}
        return {source: count for source, count in counts.items() if count}
