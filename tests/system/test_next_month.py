"""Next month: customers are described as if for the first time, though most of it was kept.

Between two months of a small shop an order comes in late, an amount is put right, two people turn
out to be one, and one no longer permits to be learnt from.
"""

from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from src.features.recipes import recipe_of
from src.opening import opened
from src.stages import keeping
from src.stages.keeping import SNAPSHOTS, Kept, describe_changed, leave_only
from src.stages.permission import permission
from src.stages.planning import covered_days, planned
from src.stages.snapshots import describe
from src.unify.consent import LEARNING
from src.workspace import BUILT, publish

CUSTOMERS, CHUNKS = 60, 2
LAST_MONTH = "2024-12-01"
SETTINGS = {"snapshots_max": 12, "chunk_customers": 30, "horizon_days": 91, "threads": 1}
MANIFEST = """\
name = "shop"
currency = "EUR"
taken_on = 2024-12-31

[tables.orders]
source = { path = "orders.csv" }
grain = ["receipt"]
[tables.orders.columns]
customer_key = "who"
ordered_at = "at"
net = "net"
item = "item"
category = "kind"
quantity = "pieces"

[tables.profiles]
source = { path = "profiles.csv" }
columns = { customer_key = "who", email = "email", known_at = "at", city = "city" }

[tables.consents]
source = { path = "consents.csv" }
columns = { customer_key = "who", changed_at = "at", purpose = "purpose", state = "state" }
"""
MERGED = "[[merge]]\nkeys = ['{}', '{}']\nwhy = 'rang up'\n"


def quiet(_what, _share):
    pass


def made_up():
    """Orders of 14 months, people and what they permit."""
    rng = np.random.default_rng(4)
    n = CUSTOMERS * 20
    days = pd.Timestamp("2023-11-01") + pd.to_timedelta(rng.integers(0, 425, n), unit="D")
    orders = {
        "receipt": range(n),
        "who": [f"k{number}" for number in rng.integers(0, CUSTOMERS, n)],
        "at": days.strftime("%Y-%m-%d"),
        "net": rng.integers(100, 9000, n) / 100,
        "item": [f"i{number}" for number in rng.integers(0, 9, n)],
        "kind": rng.choice(["tea", "cake"], n),
        "pieces": rng.integers(1, 5, n),
    }
    who = [f"k{number}" for number in range(CUSTOMERS)]
    mail = [f"{name}@example.org" for name in who]
    people = {"who": who, "email": mail, "at": "2023-11-01", "city": "Kassel"}
    said = {"who": ["k1"], "at": ["2023-12-01"], "purpose": ["train"], "state": ["granted"]}
    return pd.DataFrame(orders), pd.DataFrame(people), pd.DataFrame(said)


def write(folder, *tables):
    for name, table in zip(("orders", "profiles", "consents"), tables, strict=True):
        table.to_csv(folder / f"{name}.csv", index=False)


@contextmanager
def read(folder):
    """Open a data set: an engine, tables of who may be learnt from, the plan and the recipe."""
    with opened(folder, SETTINGS, quiet) as data:
        done, unsaid = data.ingested, data.manifest.consent.missing
        tables = permission(data.engine, data.tables, LEARNING, unsaid, done.customers).tables
        span = covered_days(tables["orders"], (done.first_day, done.last_day))
        plan = planned(tables["orders"], *span, data.settings)
        recipe = recipe_of(folder, tables, plan.norms_day)
        size = done.customers, data.settings.chunk_customers
        yield data, (tables, plan.moments, recipe), size


def described(folder):
    """Describe customers as a training does, and as if for the first time; both as tables."""
    with read(folder) as (data, asked, size):
        kept = Kept(data.engine, folder, data.work / "done")
        found = describe_changed(*asked, size, kept, quiet)
        anew = describe(*asked, *size, quiet)
        publish(data.work / "done", folder / BUILT)
        leave_only(asked[1], kept)
    for one in (found, anew):
        table = pd.DataFrame(one.design.values, columns=one.design.names)
        yield table.assign(cutoff_day=one.cutoff_day, customer_id=one.customer_id)


@pytest.fixture
def computed(monkeypatch):
    """Tell of each call of `build`: how many customers, and at which cutoffs."""
    calls = []

    def build(tables, asof, recipe):
        customers = tables["orders"].select("customer_id").unique().collect("pyarrow").shape[0]
        calls.append((customers, asof.cutoffs))
        return original(tables, asof, recipe)

    original = keeping.build
    monkeypatch.setattr(keeping, "build", build)
    return calls


def test_next_month_is_described_as_if_for_the_first_time(tmp_path, computed):
    (tmp_path / "dataset.toml").write_text(MANIFEST)
    (tmp_path / "overrides.toml").write_text(MERGED.format("k4", "k5"))
    orders, people, said = made_up()
    before = orders[orders["at"] < LAST_MONTH]
    write(tmp_path, before, people, said)
    first, anew = described(tmp_path)
    assert_frame_equal(first, anew, check_exact=True)
    cutoffs = set(first["cutoff_day"])
    assert [set(days) for _, days in computed] == [cutoffs] * CHUNKS

    computed.clear()
    files = len(list((tmp_path / BUILT / SNAPSHOTS).rglob("*.parquet")))
    assert files >= len(cutoffs) * CHUNKS
    again, _ = described(tmp_path)  # nothing came
    assert_frame_equal(again, first, check_exact=True)
    assert computed == []
    assert len(list((tmp_path / BUILT / SNAPSHOTS).rglob("*.parquet"))) == files

    late = before.iloc[[0]].assign(receipt=-1, who="k9", at="2024-03-01")
    known = pd.concat([orders, late])
    known.loc[known["receipt"] == before["receipt"].iloc[5], "net"] += 10
    no = said.assign(who="k7", at="2024-12-05", state="withdrawn")
    write(tmp_path, known, people, pd.concat([said, no]))
    (tmp_path / "overrides.toml").write_text(MERGED.format("k4", "k5") + MERGED.format("k2", "k3"))
    found, anew = described(tmp_path)
    assert_frame_equal(found, anew, check_exact=True)
    old = cutoffs & set(found["cutoff_day"])
    assert len(old) > len(cutoffs) / 2
    *all_of_them, some = computed
    assert [set(days) for _, days in all_of_them] == [set(found["cutoff_day"]) - old] * CHUNKS
    assert (some[0], set(some[1])) == (3, old)  # late, put right, merged
    days = {path.parent.name for path in (tmp_path / BUILT / SNAPSHOTS).rglob("*.parquet")}
    assert days == {f"cutoff_day={day}" for day in found["cutoff_day"].unique()}
