"""A market of 400 invented customers (tests/conftest.py), ingested from files, and its stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from src.asof import Frame, day_number
from src.config import Manifest
from src.engine import open_engine, read
from src.features.build import PLAIN
from src.ingest import Ingested, ingest
from src.manifest import load_manifest
from src.settings import Settings
from src.stages.fitting import Fit, fit
from src.stages.planning import Plan, planned
from src.stages.snapshots import Snapshots, describe, followed

NOW = date(2021, 3, 1)  # 91 days before the data end, and when the customers' rates change
MANIFEST = """\
name = "market"
currency = "EUR"
settings = { threads = 1, cutoff = "2021-03-01", horizon_days = 91, snapshots_max = 4 }

[tables.orders]
source = { path = "orders.csv" }
grain = ["receipt"]
columns = { customer_key = "customer", ordered_at = "at", net = "net" }

[tables.profiles]
source = { path = "customers.csv" }
columns = { customer_key = "customer" }
attributes = { family_size = "family_size" }
"""


@dataclass(frozen=True, eq=False)
class Market:
    """What the first steps of the pipeline hand to the stages."""

    manifest: Manifest
    settings: Settings
    ingested: Ingested
    tables: Mapping[str, Frame]
    plan: Plan
    snapshots: Snapshots

    def fitted(self, past):
        known = self.snapshots.at(*past.cutoffs)
        learnt = followed(self.tables["orders"], known, past.label_days)
        return fit(self.snapshots, learnt, past, Fit(self.plan.horizon_days, 7, 1))


def nothing_said(_what, _share):
    pass


@pytest.fixture(scope="session")
def now():
    return day_number(NOW)


@pytest.fixture(scope="session")
def market(invented, tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    orders = invented(400, seed=21).orders
    days = [NOW + timedelta(days=int(day)) for day in orders["day"]]
    orders = orders.assign(at=days, receipt=range(len(orders)))
    orders.to_csv(folder / "orders.csv", index=False)
    customers = orders[["customer"]].drop_duplicates().assign(family_size=lambda t: t % 5 + 1)
    customers.to_csv(folder / "customers.csv", index=False)
    (folder / "dataset.toml").write_text(MANIFEST, "utf-8")
    manifest = load_manifest(folder)
    with open_engine("1GB", 1, folder / "work") as engine:
        done = ingest(manifest, folder, engine, folder / "built", nothing_said)
        tables = {name: read(engine, path) for name, path in done.tables.items()}
        plan = planned(tables["orders"], done.first_day, done.last_day + 1, manifest.settings)
        snapshots = describe(tables, plan.moments, PLAIN, done.customers, 25_000, nothing_said)
        yield Market(manifest, manifest.settings, done, tables, plan, snapshots)


@pytest.fixture(scope="session")
def judged(market):
    """The fit that knows nothing from the cutoff on."""
    return market.fitted(market.plan.judged)


@pytest.fixture(scope="session")
def shipped(market):
    """The fit that knows everything."""
    return market.fitted(market.plan.today)
