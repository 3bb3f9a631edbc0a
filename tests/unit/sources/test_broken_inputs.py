"""Twenty kinds of broken input: each is told in one message, or its rows are counted and set aside.

One line each: what the orders' file is made of, and what becomes of it: a part of the message, or
rows read, kept, and set aside with their reasons.
"""

import pytest
import sqlalchemy

from src.errors import ManifestError, ProjectError

HEAD = "receipt,customer,at,net\n"
GOOD = "1,ann,2017-03-31 18:05:00,10.5\n2,bob,2017-04-01,3\n"
UMLAUT = HEAD + GOOD + "3,Jörg,2017-04-02,1\n"
REFUSED = {
    "0 bytes": (b"", "orders.csv: the file is empty"),
    "only a header": (HEAD, "there are no rows, only the names of columns"),
    "wrong encoding": (UMLAUT.encode("latin-1"), "cannot be read"),
    "two bytes a letter": ((HEAD + GOOD).encode("utf-16"), "cannot be read"),
    "duplicate headers": (
        "receipt,customer,at,net,net\n1,a,2017-04-01,1,2\n",
        "called net; rename them",
    ),
    "ragged: too many": (HEAD + GOOD * 9000 + "3,c,2017-04-02,1,9\n", "Expected Number of Columns"),
    "a column that is gone": (
        "receipt,customer,net\n1,a,1\n",
        "columns.ordered_at names the column 'at', which orders.csv lacks",
    ),
    "a column of nulls": (HEAD + "1,,2017-04-01,1\n2,,2017-04-01,1\n", "customer_key is empty in"),
    "dates nobody can tell": (HEAD + "1,a,03/04/2017,1\n", "like '99/99/9999'; expected"),
    "dates in other words": (HEAD + "1,a,31 mars 2017,1\n", "They look like '99 aaaa 9999'"),
    "words for amounts": (HEAD + "1,a,2017-03-31,ten\n", "net cannot be read in any of 1 rows"),
    "nothing in reach": (HEAD + "1,a,1066-10-14,1\n", "none of 1 rows can be used: ordered_at out"),
    "noise": (bytes(range(256)) * 40, "cannot be read"),
}
SET_ASIDE = {
    "a byte order mark": (b"\xef\xbb\xbf" + (HEAD + GOOD).encode(), 2, {}),
    "another delimiter": ((HEAD + GOOD).replace(",", "|"), 2, {}),
    "carriage returns": ((HEAD + GOOD).replace("\n", "\r\n"), 2, {}),
    "mixed dates": (HEAD + GOOD + "3,c,04/05/17,1\n", 2, {"ordered_at unreadable": 1}),
    "a comma in a number": (HEAD + GOOD + '3,c,2017-04-02,"1,50"\n', 2, {"net unreadable": 1}),
    "a missing key": (HEAD + GOOD + "3,,2017-04-02,1\n", 2, {"customer_key missing": 1}),
    "null in words": (
        HEAD + GOOD + "3,NULL,2017-04-02,nan\n",
        2,
        {"customer_key missing": 1, "net missing": 1},
    ),
    "no such day": (HEAD + GOOD + "3,c,2017-02-30,1\n", 2, {"ordered_at unreadable": 1}),
    "infinite": (HEAD + GOOD + "3,c,2017-04-02,inf\n", 2, {"net unreadable": 1}),
    "beyond all amounts": (HEAD + GOOD + "3,c,2017-04-02,1e15\n", 2, {"net out of range": 1}),
    "a column that ends in a number": (
        "receipt,customer,at,net,net_1\n1,a,2017-04-01,1,2\n",
        1,
        {},
    ),
    "blanks around": (HEAD + " 1 , ann ,2017-03-31 18:05:00, 10.5 \n", 1, {}),
}


def written(shop, content):
    data = content if isinstance(content, bytes) else content.encode()
    (shop.folder / "orders.csv").write_bytes(data)


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_message(shop, kind):
    content, told = REFUSED[kind]
    written(shop, content)
    with pytest.raises(ProjectError) as raised:
        shop.ingest()
    message = str(raised.value)
    assert told in message
    assert "orders.csv" in message
    assert "Traceback" not in message


@pytest.mark.parametrize("kind", SET_ASIDE)
def test_what_can_be_read_is_kept_or_set_aside_and_counted(shop, kind):
    content, kept, reasons = SET_ASIDE[kind]
    written(shop, content)
    (account,) = shop.ingest().accounts
    assert (account.kept_rows, account.reasons) == (kept, reasons)
    assert account.read_rows == account.kept_rows + account.quarantined_rows
    assert len(shop.rows("quarantine/orders", "reasons")) == account.quarantined_rows


def test_a_file_that_vanishes_after_it_was_opened_is_told(shop, monkeypatch):
    def gone(*_):
        (shop.folder / "orders.csv").unlink()

    monkeypatch.setattr("src.sources.mapping.spool", gone)
    with pytest.raises(ProjectError, match=r"orders\.csv: cannot be read"):
        shop.ingest()


def test_two_sources_that_claim_one_name_are_told(shop):
    toml = (shop.folder / "dataset.toml").read_text()
    shop.write("dataset.toml", toml + toml[toml.index("[tables.orders]") :])
    with pytest.raises(ManifestError, match="this is not TOML"):
        shop.ingest()


def test_a_database_that_breaks_off_is_told(shop):
    toml = (shop.folder / "dataset.toml").read_text()
    source = '{ url = "sqlite:///shop.db", query = "SELECT * FROM o" }'
    shop.write("dataset.toml", toml.replace('{ path = "orders.csv" }', source))
    (shop.folder / "shop.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    with pytest.raises(ProjectError) as raised:
        shop.ingest()
    assert "tables.orders.source" in str(raised.value)


def test_a_database_that_stumbles_over_a_value_does_not_quote_it(shop, monkeypatch):
    """PostgreSQL's message; SQLite's quote no values."""

    def stumble(*_):
        said = 'invalid input syntax for type integer: "Ann O\'Hara"'
        raise sqlalchemy.exc.DataError("SELECT", {}, ValueError(said))

    monkeypatch.setattr(sqlalchemy.engine.Connection, "execute", stumble)
    toml = (shop.folder / "dataset.toml").read_text()
    source = '{ url = "sqlite://", query = "SELECT CAST(name AS INT)" }'
    shop.write("dataset.toml", toml.replace('{ path = "orders.csv" }', source))
    with pytest.raises(ProjectError) as raised:
        shop.ingest()
    assert "sqlite://: the query fails on a value" in str(raised.value)
    assert "Ann" not in str(raised.value)
