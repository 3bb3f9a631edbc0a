"""Who is who in the world: kin are kept apart, the shop's own mailbox joins nobody."""

# ruff: noqa: S608  queries are made of names of ours

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from src.engine import open_engine
from src.unify.identity.resolve import resolve

PEOPLE = 5000
SOURCES = {  # source -> its key, and what it tells of people
    "crm_contacts": "contact_id AS key, first_name AS given_name, last_name AS family_name, email,"
    " phone, street, postcode AS postal_code, city, country, gender,"
    " TRY_CAST(birth_date AS DATE) AS birth_at",
    "shop_accounts": "account_id AS key, display_name AS full_name, email, phone,"
    " postcode AS postal_code, country",
    "loyalty_members": "card_no AS key, name AS full_name, email, phone, street,"
    " postcode AS postal_code, city",
    "tickets": "ticket_id AS key, requester_name AS full_name, email, phone",
}


class Resolved:
    """Records with ``person`` (the truth) and ``found``, and the people with their kin."""

    def __init__(self, folder, work):
        con = duckdb.connect()
        union = " UNION ALL BY NAME ".join(
            f"SELECT '{source}' AS source, {told}"
            f" FROM read_csv('{folder}/raw/{source}.csv', all_varchar = true)"
            for source, told in SOURCES.items()
        )
        self.records = con.sql(
            f"FROM ({union}) r JOIN '{folder}/truth/records.parquet' t"
            " ON t.source = r.source AND t.record_id = r.key"
            " SELECT r.*, person QUALIFY row_number() OVER (PARTITION BY r.source, key) = 1"
            " ORDER BY r.source, key"
        ).df()
        self.people = con.sql(
            f"FROM '{folder}/truth/people.parquet' SELECT person, kin, kin_of"
        ).df()
        told = pa.Table.from_pandas(self.records.drop(columns="person"), preserve_index=False)
        with open_engine("2GB", 1, work) as engine:
            self.resolved = resolve(engine, told)
        self.records["found"] = self.resolved.person
        self.records["mailbox"] = self.records["email"].str.strip().str.lower()

    def apart(self, kin, *, one_mailbox=None):
        """Return the share of pairs of records, one of each of two kin, that are not made one."""
        kept, pairs = 0, 0
        of = dict(list(self.records.groupby("person")))
        chosen = self.people[self.people["kin"].isin(kin)]
        for who, other in zip(chosen["person"], chosen["kin_of"], strict=True):
            if who not in of or other not in of:
                continue
            one, two = of[who], of[other]
            shared = bool(set(one["mailbox"].dropna()) & set(two["mailbox"].dropna()))
            if one_mailbox is None or shared == one_mailbox:
                found = np.equal.outer(one["found"].to_numpy(), two["found"].to_numpy())
                kept, pairs = kept + (~found).sum(), pairs + found.size
        return kept / pairs, pairs


@pytest.fixture(scope="module")
def found(write_world, tmp_path_factory):
    return Resolved(write_world(people=PEOPLE), tmp_path_factory.mktemp("engine"))


def pairs(records, *columns):
    sizes = records.groupby(list(columns)).size()
    return int((sizes * (sizes - 1) // 2).sum())


def test_few_pairs_are_wrong_and_few_are_missed(found):
    both = pairs(found.records, "person", "found")
    assert both / pairs(found.records, "found") >= 0.995
    assert both / pairs(found.records, "person") >= 0.95


@pytest.mark.parametrize("kin", ["twin", "junior"])
def test_twins_and_juniors_are_kept_apart(kin, found):
    share, count = found.apart([kin])
    assert count > 300
    assert share >= 0.95


def test_partners_who_share_a_mailbox_are_two_people(found):
    share, count = found.apart(["partner"], one_mailbox=True)
    assert count > 500
    assert share >= 0.95


def test_the_shop_s_own_mailbox_joins_nobody(found):
    """Two people may be one for another reason: those who share nothing else are looked at."""
    cards = found.records[found.records["mailbox"] == "kasse@shop.example"]
    assert len(cards) >= 3
    assert cards["found"].nunique() == cards["person"].nunique() == len(cards)


def test_it_is_known_about_how_right_the_persons_are(found):
    both = pairs(found.records, "person", "found")
    told = found.resolved
    assert told.precision == pytest.approx(both / pairs(found.records, "found"), abs=0.02)
    assert told.recall == pytest.approx(both / pairs(found.records, "person"), abs=0.05)


def test_records_are_numbered_by_the_first_of_their_person(found):
    first = pd.Series(np.arange(len(found.records))).groupby(found.records["found"]).min()
    assert (first == first.index).all()
