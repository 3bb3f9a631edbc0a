"""What customers permit, by hand: latest word of a record, strictest word of a customer."""

import io

import narwhals.stable.v2 as nw
import pytest
from rich.console import Console

from src.config import Unsaid
from src.engine import collect
from src.stages.permission import permission
from src.terminal.lines import show_left_out
from src.unify.consent import (
    CONTACTING,
    LEARNING,
    Consents,
    LeftOut,
    barred,
    names_of,
    permitted,
    words,
)
from src.unify.customers import pseudonym, secret
from src.unify.unheard import unreached

ALL = dict.fromkeys(("profile", "train", "score", "contact"), "granted")
NOT_TRAIN = ALL | {"train": "withdrawn"}


@pytest.fixture
def consents(engine):
    """Return how to write the table: (record, customer, when, purpose, state) each."""

    def consents(*rows, linked=True):
        told = ", ".join(str((r, c, f"2024-{when}", p, s)) for r, c, when, p, s in rows)
        alone = "record AS alone_id," if linked else ""
        query = (
            f"FROM (VALUES {told}) said(record, customer_id, moment, purpose, state) SELECT {alone}"
            " customer_id, 7 AS bucket, CAST(moment AS TIMESTAMP) AS changed_at, purpose, state,"
            " CAST(record = 'box' AND customer_id <> 'box' AS BIGINT) AS shared"
        )
        return nw.from_native(engine.con.sql(query))

    return consents


def said(table):
    rows = collect(words(table)).sort_values(["customer_id", "purpose"])
    columns = ["customer_id", "purpose", "withdrawn"]
    return [tuple(row) for row in rows[columns].itertuples(index=False)]


def test_the_latest_word_counts_whatever_the_order_of_the_rows(consents):
    rows = [
        ("r", "ann", "01-01 10:00:00", "train", "granted"),
        ("r", "ann", "03-01 00:00:00", "train", "withdrawn"),
        ("r", "ann", "02-01 00:00:00", "train", "granted"),
        ("r", "ann", "01-01 10:00:00", "score", "withdrawn"),
        ("r", "ann", "01-01 10:00:00.001", "score", "granted"),  # a moment later
    ]
    for linked in (True, False):
        expected = [("ann", "score", 0), ("ann", "train", 1)]
        assert said(consents(*rows, linked=linked)) == expected
        assert said(consents(*rows[::-1], linked=linked)) == expected


def test_at_one_moment_the_withdrawal_counts(consents):
    rows = [
        ("r", "ann", "01-01 10:00:00", "train", "withdrawn"),
        ("r", "ann", "01-01 10:00:00", "train", "granted"),
    ]
    assert said(consents(*rows)) == said(consents(*rows[::-1])) == [("ann", "train", 1)]


def test_of_several_records_the_stricter_counts_even_if_the_other_is_later(consents):
    table = consents(
        ("shop", "ann", "01-01 10:00:00", "train", "withdrawn"),
        ("crm", "ann", "05-01 10:00:00", "train", "granted"),
        ("crm", "ann", "05-01 10:00:00", "contact", "granted"),  # the shop was not told of it
    )
    assert said(table) == [("ann", "contact", 0), ("ann", "train", 1)]


def test_a_shared_address_withdraws_for_each_who_has_it_until_it_takes_that_back(engine, consents):
    no = [("box", who, "03-01 00:00:00", "train", "withdrawn") for who in ("box", "fay", "gus")]
    own = ("g", "gus", "02-01 00:00:00", "profile", "withdrawn")
    later = ("f", "fay", "05-01 00:00:00", "train", "granted")  # of her account, not the mailbox
    back = ("box", "box", "06-01 00:00:00", "train", "granted")

    def shared(*rows):
        found = collect(barred({"consents": consents(*rows)}, LEARNING, ALL))
        return dict(zip(found["customer_id"], found["shared"], strict=True))

    assert shared(*no, own, later) == {"box": 0, "fay": 1, "gus": 0}
    assert shared(*no, own, later, back) == {"gus": 0}
    found = permission(engine, {"consents": consents(*no, own)}, LEARNING, Unsaid(), 9)
    assert str(found.left_out) == (
        "3 of 9 customers not learnt from: 3 withdrew (1 by an address that others have too)"
    )


@pytest.fixture
def tables(engine, consents):
    orders = "FROM (VALUES ('ann'), ('bob'), ('cem'), ('dot'), ('dot')) orders(customer_id)"
    return {
        "orders": nw.from_native(engine.con.sql(orders)),
        "consents": consents(
            ("a", "ann", "01-01 10:00:00", "train", "withdrawn"),
            ("b", "bob", "01-01 10:00:00", "profile", "withdrawn"),
            ("c", "cem", "01-01 10:00:00", "train", "granted"),
            ("e", "eve", "01-01 10:00:00", "train", "granted"),
            ("e", "eve", "01-01 10:00:00", "contact", "withdrawn"),
        ),
    }


def out(tables, use, missing):
    found = barred(tables, use, missing)
    return {row.customer_id: row.withdrew for row in collect(found).itertuples()}


def test_learning_takes_two_purposes(tables):
    assert out(tables, LEARNING, ALL) == {"ann": 1, "bob": 1}
    assert out(tables, CONTACTING, ALL) == {"eve": 1}


def test_who_never_said_is_as_the_manifest_says_and_counted_once(tables):
    assert out(tables, LEARNING, NOT_TRAIN) == {"ann": 1, "bob": 1, "dot": 0}
    strict = NOT_TRAIN | {"profile": "withdrawn"}
    assert out(tables, LEARNING, strict) == {"ann": 1, "bob": 1, "cem": 0, "dot": 0, "eve": 0}


def test_without_consents_only_the_manifest_counts(tables):
    orders = {"orders": tables["orders"]}
    assert barred(orders, LEARNING, ALL) is None
    assert set(out(orders, LEARNING, NOT_TRAIN)) == {"ann", "bob", "cem", "dot"}


def test_every_table_loses_the_rows_of_who_is_out(tables):
    left = permitted(tables, names_of(tables, barred(tables, LEARNING, NOT_TRAIN)))
    assert {n: sorted(collect(t)["customer_id"]) for n, t in left.items()} == {
        "orders": ["cem"],
        "consents": ["cem", "eve", "eve"],
    }


def test_records_that_stood_alone_go_with_their_customer(engine, tables):
    links = (
        "FROM (VALUES ('ann', 'ann'), ('anna', 'ann'), ('cem', 'cem')) l(record_id, customer_id)"
    )
    tables["identity_links"] = nw.from_native(engine.con.sql(links))
    own = names_of(tables, barred(tables, LEARNING, ALL))
    assert sorted(collect(own)["customer_id"]) == ["ann", "anna", "bob"]
    assert out(tables, LEARNING, NOT_TRAIN) == {"ann": 1, "bob": 1}  # all customers have links


def test_withdrawals_that_reach_nobody_else_known_are_counted(tables, consents):
    assert unreached(tables) == 1  # eve, who did nothing; ann and bob did
    shared = [("box", who, "03-01 00:00:00", "train", "withdrawn") for who in ("box", "cem")]
    granted = ("f", "fay", "03-01 00:00:00", "train", "granted")
    assert unreached(tables | {"consents": consents(*shared, granted)}) == 0
    told = {"consents": consents(*shared), "profiles": tables["orders"]}
    assert unreached(told) == 0
    assert unreached(told | {"orders": tables["orders"].filter(nw.col("customer_id") == "x")}) == 1
    assert unreached({"consents": tables["consents"]}) == 0  # nobody is known at all
    assert unreached({"orders": tables["orders"]}) == 0


def test_it_is_told_only_where_there_is_something_to_tell():
    nobody, some = LeftOut("scored", 5, 0, 0), LeftOut("scored", 5, 0, 2)
    assert Consents(left_out=(nobody,)).told == ()
    assert Consents(mapped=True, left_out=(nobody,)).told == (nobody,)
    assert Consents(left_out=(some,)).told == (some,)
    assert str(some) == "2 of 5 customers not scored: 2 never said"
    printed = io.StringIO()
    show_left_out(
        Console(file=printed, width=200), Consents(mapped=True, left_out=(some, nobody)), 1
    )
    show_left_out(Console(file=printed, width=200), Consents(mapped=True, unreached=3))
    assert printed.getvalue().splitlines() == [
        "2 of 5 customers not scored: 2 never said",
        "Withdrawals of 3 keys in consents leave out nobody of whom anything else is known",
    ]
    assert Consents(unsaid=ALL).assumed == "profile, train, score and contact granted"


SAID = """\
who,at,which,what
007,2017-05-01,train,granted
007,2017-06-09,train,withdrawn
007,some day,contact,no
007,2017-05-01,contact,yes
007,2017-06-09,score,granted
ann,never,profile,granted
,2017-05-01,train,no
ann,2017-05-01,everything,no
ann,2017-05-01,contact,perhaps
zoe,2017-05-01,train,no
"""


def test_a_withdrawal_is_never_lost_for_its_date_and_a_grant_is(shop):
    shop.write("said.csv", SAID)
    toml = (shop.folder / "dataset.toml").read_text()
    shop.write(
        "dataset.toml",
        toml.replace("[tables.orders]", "taken_on = 2017-06-01\n[tables.orders]", 1)
        + '[tables.consents]\nsource = { path = "said.csv" }\ncolumns = { customer_key = "who",'
        ' changed_at = "at", purpose = "which", state = "what" }\n',
    )
    done = shop.ingest()
    table = nw.from_native(shop.engine.con.read_parquet(str(done.tables["consents"])))
    who = {pseudonym(key, secret()): key for key in ("007", "zoe")}
    assert sorted((who[customer], *word) for customer, *word in said(table)) == [
        ("007", "contact", 1),
        ("007", "train", 1),
        ("zoe", "train", 1),
    ]
    account = next(account for account in done.accounts if account.source == "consents")
    assert (account.quarantined_rows, account.kept_rows) == (7, 3)
    assert account.unheeded_rows == 3  # whose, of what, and whether it is one at all
    assert len(shop.rows("quarantine/consents", "reasons")) == 7
