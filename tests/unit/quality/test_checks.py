"""Rows that cannot be used are set aside with reasons, other bad values nulled, and all counted."""

import pytest

from src.errors import DataError
from src.quality.quarantine import Account

ACCOUNT = {
    "source": "orders",
    "table": "orders",
    "where": "orders.csv",
    "read_rows": 10,
    "filtered_rows": 1,
    "kept_rows": 6,
    "quarantined_rows": 2,
    "repeated_rows": 1,
    "reasons": {},
    "nulled": {},
    "rewritten": {},
    "noted": {},
}

HEADER = "receipt,customer,at,net,off,country\n"
ROWS = """\
1,007,2017-03-31 18:05:00,10.5,1,X
2,,2017-03-31,1,0,X
3,null,31 mars 2017,1,0,X
4,b,,,0,X
5,b,1817-01-01,NaN,0,X
6,b,2017-03-31,1e15,0,X
,b,2017-03-31,inf,0,X
8,b,2017-03-31,abc,0,X
9,b,2017-03-31,1,-5,X
10,b,2017-03-31,1,many,X
11,b,2017-03-31,1,NaN,X
12,b,2017-03-31,1,0,Y
"""


@pytest.fixture
def dirty(shop):
    toml = (shop.folder / "dataset.toml").read_text()
    toml = toml.replace('net = "net"', 'net = "net"\ndiscount = "off"')
    toml = toml.replace('"orders.csv" }', '"orders.csv", filter = "country = \'X\'" }')
    shop.write("dataset.toml", toml)
    shop.write("orders.csv", HEADER + ROWS)
    return shop


def test_every_row_is_accounted_for(dirty):
    (account,) = dirty.ingest().accounts
    assert account.read_rows == 12
    assert account.filtered_rows == 1
    assert account.kept_rows == 4
    assert account.quarantined_rows == 7
    assert account.reasons == {
        "customer_key missing": 2,
        "ordered_at unreadable": 1,
        "ordered_at missing": 1,
        "ordered_at out of range": 1,
        "net missing": 2,
        "net out of range": 1,
        "net unreadable": 2,
        "grain missing": 1,
    }
    assert account.nulled == {"discount": 2}


def test_quarantined_rows_keep_all_their_reasons_and_what_was_found(dirty):
    dirty.ingest()
    rows = dirty.rows("quarantine/orders", "grain, reasons, ordered_at__found, net__found")
    assert ("3", "customer_key missing; ordered_at unreadable", "31 mars 2017", None) in rows
    assert ("4", "ordered_at missing; net missing", None, None) in rows
    assert ("8", "net unreadable", None, "abc") in rows
    assert len(rows) == 7


def test_bad_attributes_become_null_not_nan(dirty):
    dirty.ingest()
    assert dirty.rows("orders", "net, discount") == [
        (1.0, None),
        (1.0, None),
        (1.0, None),
        (10.5, 1.0),
    ]


def test_an_account_that_does_not_add_up_is_refused():
    assert Account(**ACCOUNT).kept_rows == 6
    with pytest.raises(DataError, match="10 rows were read, but 11 are accounted for"):
        Account(**ACCOUNT | {"kept_rows": 7})


def test_a_column_that_is_empty_throughout_is_told(shop):
    shop.write("orders.csv", "receipt,customer,at,net\n1,,2017-01-01,1\n2,,2017-01-01,1\n")
    with pytest.raises(DataError, match="customer_key is empty in all of 2 rows"):
        shop.ingest()


def test_nothing_left_after_quarantine_is_told(shop):
    shop.write("orders.csv", "receipt,customer,at,net\n1,a,2017-01-01,\n2,,2017-01-01,1\n")
    with pytest.raises(DataError, match="none of 2 rows can be used: customer_key missing 1, net"):
        shop.ingest()


def test_an_expression_that_fails_on_a_row_sets_that_row_aside(shop):
    toml = (shop.folder / "dataset.toml").read_text()
    shop.write("dataset.toml", toml.replace('"at"', "\"strptime(moment, '%d.%m.%Y')\""))
    shop.write("orders.csv", "receipt,customer,moment,net\n1,a,31.01.2017,1\n2,a,2017-02-01,1\n")
    (account,) = shop.ingest().accounts
    assert (account.kept_rows, account.reasons) == (1, {"ordered_at missing": 1})
