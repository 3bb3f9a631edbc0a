"""Workbooks can be joined like other files."""

from openpyxl import Workbook

MANIFEST = """\
name = "shop"
currency = "EUR"
[tables.orders]
grain = ["n"]
[tables.orders.source]
files = { o = "orders.xlsx", c = "cards.csv" }
query = "SELECT o.*, c.who FROM o JOIN c USING (card)"
[tables.orders.columns]
customer_key = "who"
ordered_at = "at"
net = "net"
"""


def test_a_workbook_is_joined_with_a_text_file(shop):
    book = Workbook()
    for row in (
        ("n", "card", "at", "net"),
        (1, "007", "2024-01-05", 2.5),
        (2, "7", "2024-01-06", 1),
    ):
        book.active.append(row)
    book.save(shop.folder / "orders.xlsx")
    shop.write("cards.csv", "card,who\n007,ann\n7,bob\n")
    shop.write("dataset.toml", MANIFEST)
    assert shop.ingest().customers == 2
    assert shop.rows("orders", "net") == [(1.0,), (2.5,)]
