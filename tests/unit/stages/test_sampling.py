"""A sample of customers is always the same, as large as asked, and made of whole customers."""

import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from src.engine import collect
from src.stages.sampling import sampled
from src.unify.customers import pseudonym

CUSTOMERS = 4_000


@pytest.fixture(scope="module")
def tables():
    """Two rows of each customer, in every bucket."""
    ids = [pseudonym(str(number), b"secret") for number in range(CUSTOMERS)]
    rows = pd.DataFrame({"customer_id": ids * 2})
    rows["bucket"] = rows["customer_id"].str[-2:].map(lambda digits: int(digits, 16))
    table = nw.from_native(rows).lazy()
    return {"orders": table, "messages": table}


def customers(tables, wanted, name="orders"):
    return collect(sampled(tables, CUSTOMERS, wanted)[name])


def test_about_as_many_customers_as_asked_with_all_of_their_rows(tables):
    some = customers(tables, 1_000)
    counts = some["customer_id"].value_counts()
    assert (counts == 2).all()
    assert len(counts) == pytest.approx(1_000, abs=100)
    assert set(customers(tables, 1_000, "messages")["customer_id"]) == set(counts.index)
    assert some["bucket"].nunique() > 240  # so chunks stay of one size


def test_profiles_of_records_that_stood_alone_go_with_their_customer(tables):
    """Each customer has a record of an own name, whose hash lies elsewhere."""
    ids = sorted(set(collect(tables["orders"])["customer_id"]))
    records = [pseudonym(name, b"another") for name in ids]
    links = pd.DataFrame({"record_id": [*ids, *records], "customer_id": ids * 2})
    profiles = pd.DataFrame({"customer_id": [*ids, *records]})
    linked = {"identity_links": links, "profiles": profiles}
    both = tables | {name: nw.from_native(rows).lazy() for name, rows in linked.items()}
    drawn = set(customers(tables, 1_000)["customer_id"])
    theirs = set(links.loc[links["customer_id"].isin(drawn), "record_id"])
    assert set(customers(both, 1_000, "profiles")["customer_id"]) == theirs > drawn


def test_a_larger_sample_holds_a_smaller_one(tables):
    small, large = (set(customers(tables, wanted)["customer_id"]) for wanted in (100, 1_000))
    assert small < large


def test_all_are_taken_where_none_or_more_are_asked_for(tables):
    for wanted in (None, CUSTOMERS, CUSTOMERS + 1):
        assert sampled(tables, CUSTOMERS, wanted) is tables
