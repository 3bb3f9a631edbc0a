"""What is wrong with a source is told in one message: where, what was found, what to do."""

import pytest

from src.errors import DataError, ManifestError, SourceError

SOURCE = '{ path = "orders.csv" }'


def edited(shop, *changes):
    toml = (shop.folder / "dataset.toml").read_text()
    for old, new in changes:
        assert old in toml
        toml = toml.replace(old, new)
    shop.write("dataset.toml", toml)


def refusal(shop, error):
    with pytest.raises(error) as raised:
        shop.ingest()
    assert not list(shop.folder.glob("built/*"))
    return str(raised.value)


def test_all_missing_columns_at_once(shop):
    edited(shop, ('"at"', '"att"'), ('"net"', '"net - nett"'), ('["receipt"]', '["Rceipt"]'))
    told = refusal(shop, ManifestError).splitlines()
    prefix = f"{shop.folder}/dataset.toml: tables.orders."
    assert told == [
        (
            f"{prefix}columns.ordered_at names the column 'att', which orders.csv lacks."
            " Did you mean 'at'? Known: at, customer, net, receipt."
        ),
        (
            f"{prefix}columns.net names the column 'nett' in 'net - nett', which orders.csv lacks."
            " Did you mean 'net'? Known: at, customer, net, receipt."
        ),
        (
            f"{prefix}grain names the column 'Rceipt', which orders.csv lacks."
            " Did you mean 'receipt'? Known: at, customer, net, receipt."
        ),
    ]


def test_categories_are_held_to_what_columns_are(shop):
    wrong = ('"nett"', '"max(net)"')
    lines = [f"one_{place} = {value}" for place, value in enumerate(wrong)]
    profiles = """
[tables.profiles]
source = { path = "orders.csv" }
columns = { customer_key = "customer" }
[tables.profiles.categories]
"""
    toml = (shop.folder / "dataset.toml").read_text()
    shop.write("dataset.toml", "\n".join([toml + profiles, *lines]))
    told = refusal(shop, ManifestError)
    assert "categories.one_0 names the column 'nett'" in told
    assert "categories.one_1 must be scalar" in told


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("net +", "is no scalar expression"),
        ("sum(net)", "it has the aggregate sum()"),
        ("row_number() OVER ()", "it has a window function"),
        ("(SELECT 1)", "it has a subquery"),
        ("net); DROP TABLE x; SELECT (1", "is no scalar expression"),
        ("net) FROM raw_orders; --", "is no scalar expression"),
        ("1) , (2", "it is more than one"),
        ("random()", "random(), which changes between runs"),
        ("epoch(now())", "now(), which changes between runs"),
        ("year(current_date)", "it has the clock"),
        ("*", "it has a star"),
        ("  ", "is empty"),
        ("date_trunc('day', net)", "does not suit orders.csv"),
        ("[net]", "which is no float"),
        ("nosuchfunction(net)", "does not suit orders.csv"),
        ("net No.", "is no scalar expression: syntax error"),
        ("net No.", "Did you mean the column 'net'?"),
    ],
)
def test_an_amount_is_a_scalar_expression(shop, expression, says):
    edited(shop, ('"net"', f'"{expression}"'))
    told = refusal(shop, ManifestError)
    assert "tables.orders.columns.net" in told
    assert says in told


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ('{ path = "order.csv" }', "order.csv: there is no such file. Did you mean 'orders.csv'?"),
        ('{ path = "raw/*.csv" }', "There is no folder"),
        ('{ path = "." }', "is a folder"),
        ('{ path = "dataset.toml" }', "files ending in '.toml' cannot be read. Known: .csv"),
        ('{ path = "empty.csv" }', "empty.csv: the file is empty"),
        ('{ path = "bad.parquet" }', "bad.parquet: cannot be read"),
        ('{ path = "bad.xlsx" }', "bad.xlsx: this is not an Excel workbook"),
        ('{ path = "bad.json" }', "bad.json: cannot be read"),
        ('{ path = "header.csv" }', "header.csv: there are no rows"),
        ('{ path = "twice.csv", delimiter = "whitespace" }', "several columns are called net"),
        ('{ path = "ragged.txt", delimiter = "whitespace" }', "line 3 has 3 fields, expected 4"),
        ('{ path = "latin.csv" }', 'not utf-8 encoded. Say how it is: encoding = "latin-1"'),
        ('{ package = "nosuch", path = "x.csv" }', "the Python package 'nosuch' is not installed"),
        ('{ path = "orders.csv", filter = "net > 99" }', "the filter leaves none of 3 rows"),
        ('{ files = { o = "orders.csv" }, query = "SELECT x FROM o" }', "the query over o"),
        ('{ path = "latin.txt", delimiter = "whitespace" }', "latin.txt: the text is not utf-8"),
        ('{ path = "ragged.csv", delimiter = "," }', "Its lines do not split alike"),
        ('{ path = "bad.csv.gz", encoding = "cp1252" }', "bad.csv.gz: cannot be read"),
        ('{ files = { o = "orders.csv" }, query = "DROP VIEW o" }', "the query over o: cannot be"),
        ('{ url = "sqlite:///x.db", query = "SELECT 1" }', "x.db: there is no such SQLite file"),
        (
            '{ url = "sqlite:///empty.csv", query = "SELECT x" }',
            "refuses the query. no such column",
        ),
        ('{ url = "sqlite:///empty.csv", query = "CREATE TABLE x (a)" }', "refuses the query"),
        ('{ url = "mydb://host/x", query = "SELECT 1" }', "'mydb' is not known to SQLAlchemy"),
        ('{ url = "::", query = "SELECT 1" }', "the url cannot be understood"),
        ('{ url = "sqlite:///${NOSUCH}", query = "SELECT 1" }', "environment variable NOSUCH"),
    ],
)
def test_a_source_that_cannot_be_read(shop, source, says):
    header = "receipt,customer,at,net\n"
    shop.write("empty.csv", "")
    shop.write("header.csv", header)
    shop.write("twice.csv", "receipt customer at net net\n")
    shop.write("ragged.txt", "receipt customer at net\n1 a 20170101 1\n2 b 20170101\n")
    shop.write("ragged.csv", header + "1,a,2017-01-01,1\n" * 99 + "2,b,2017-01-01\n")
    (shop.folder / "latin.txt").write_bytes(
        "receipt customer at net\n1 Zoë 2017 1".encode("latin-1")
    )
    (shop.folder / "latin.csv").write_bytes((header + "1,Zoë,2017-01-01,1\n").encode("latin-1"))
    for name in ("bad.parquet", "bad.xlsx", "bad.json", "bad.csv.gz"):
        shop.write(name, '{"receipt": ')
    edited(shop, (SOURCE, source))
    told = refusal(shop, SourceError)
    assert says in told
    assert "\n" not in told


def test_a_password_is_never_shown(shop):
    url = "postgresql://me:hunter2@127.0.0.1:1/shop"
    edited(shop, (SOURCE, f'{{ url = "{url}", query = "SELECT 1" }}'))
    told = refusal(shop, SourceError)
    assert "hunter2" not in told
    assert "me:***@127.0.0.1" in told


def test_sources_that_cannot_be_opened_are_told_together(shop):
    edited(shop, (SOURCE, '{ path = "a.csv" }'))
    with (shop.folder / "dataset.toml").open("a") as toml:
        toml.write('[tables.messages]\nsource = { path = "b.csv" }\n')
        toml.write('columns = { customer_key = "c", sent_at = "t" }\n')
    told = refusal(shop, SourceError).splitlines()
    assert [line.split(": ")[1] for line in told] == [
        "tables.orders.source",
        "tables.messages.source",
    ]


def test_times_of_another_form_are_refused_with_their_shape_not_their_value(shop):
    shop.write("orders.csv", "receipt,customer,at,net\n1,a,31 mars 2017,1\n2,b,1 avril 2017,1\n")
    told = refusal(shop, DataError)
    assert "ordered_at cannot be read in any of 2 rows. They look like '9 aaaaa 9999'" in told
    assert "strptime" in told
    assert "2017" not in told.partition("expected")[0]


def test_an_unknown_time_zone_is_refused(shop):
    edited(shop, ('currency = "EUR"', 'currency = "EUR"\nsource_timezone = "Europe/Londn"'))
    told = refusal(shop, ManifestError)
    assert "source_timezone 'Europe/Londn' is no time zone. Did you mean 'Europe/London'?" in told


def test_a_row_that_breaks_the_file_names_its_line_and_shows_no_value(shop):
    lines = "1,ann,2017-01-01,1\n" * 30_000
    shop.write("orders.csv", f"receipt,customer,at,net\n{lines}2,Zoe,2017-01-01,1,9\n")
    told = refusal(shop, SourceError)
    assert "Line: 30002" in told
    assert "Expected Number of Columns: 4 Found: 5" in told
    assert "Zoe" not in told


def test_a_cast_that_fails_on_a_value_shows_no_value(shop):
    edited(shop, ('"net"', "\"CAST(customer || 'x' AS DOUBLE)\""))
    told = refusal(shop, DataError)
    assert "net is empty in all of 3 rows, or what is written for it fails on each of them" in told
    assert "ann" not in told
