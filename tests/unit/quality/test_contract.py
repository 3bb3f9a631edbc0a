"""Canonical tables that are not what they promise go no further, on either engine."""

import duckdb
import narwhals.stable.v2 as nw
import pyarrow as pa
import pytest

from src.errors import DataError
from src.quality.contract import hold

DAY = 86_400
ORDER = {
    "customer_id": "c1",
    "bucket": 7,
    "order_id": "o1",
    "ordered_at": 19_000 * DAY * 1_000_000,
    "ordered_s": 19_000 * DAY,
    "ordered_day": 19_000,
    "net": 5.0,
    "discount": 0.0,
    "coupon": 0.0,
    "quantity": 1.0,
    "lines": 1,
}
TICKET = {
    "customer_id": "c1",
    "bucket": 7,
    "opened_at": 19_000 * DAY * 1_000_000,
    "opened_s": 19_000 * DAY,
    "opened_day": 19_000,
    "closed_at": 19_001 * DAY * 1_000_000,
    "satisfaction": 5.0,
}
LINE = {name: ORDER[name] for name in ORDER if name not in ("lines", "ordered_at")}
CONSENT = {
    "customer_id": "c1",
    "bucket": 7,
    "changed_at": 19_000 * DAY * 1_000_000,
    "changed_s": 19_000 * DAY,
    "changed_day": 19_000,
    "purpose": "train",
    "state": "granted",
}
BROKEN = [
    ("orders", [ORDER | {"net": float("nan")}], "orders: net is NaN in 1 rows"),
    ("orders", [ORDER | {"net": None}], "orders: net missing in 1 rows"),
    ("orders", [ORDER | {"customer_id": None}], "orders: customer_id missing in 1 rows"),
    ("orders", [ORDER | {"bucket": 256}], "orders: bucket out of range in 1 rows"),
    ("orders", [ORDER | {"discount": -1.0}], "orders: discount out of range in 1 rows"),
    ("orders", [ORDER, ORDER], "1 keys (customer_id, order_id, ordered_day) stand in several rows"),
    (
        "orders",
        [ORDER | {"ordered_day": 19_002}],
        "ordered_s is of another day than ordered_day in 1 rows",
    ),
    ("tickets", [TICKET | {"satisfaction": 6.0}], "tickets: satisfaction out of range in 1 rows"),
    ("tickets", [TICKET | {"closed_at": 0}], "tickets: closed_at before it was opened in 1 rows"),
    ("consents", [CONSENT | {"state": "maybe"}] * 2, "consents: state unknown in 2 rows"),
]


@pytest.fixture(params=["duckdb", "spark"])
def opened(request):
    """Hand rows to an engine as a table."""

    def made(rows):
        table = pa.Table.from_pylist(rows)
        for place, name in enumerate(table.column_names):
            if name.endswith("_at"):
                table = table.set_column(place, name, table[name].cast(pa.timestamp("us")))
        if request.param == "spark":
            native = request.getfixturevalue("spark").createDataFrame(table)
        else:
            native = duckdb.from_arrow(table)
        return nw.from_native(native).lazy()

    return made


def test_good_tables_pass(opened):
    lines = [LINE, LINE | {"customer_id": "c2"}]
    orders = [ORDER, ORDER | {"customer_id": "c2", "discount": None}]
    hold(
        {
            "orders": opened(orders),
            "order_lines": opened(lines),
            "tickets": opened([TICKET, TICKET | {"closed_at": None, "satisfaction": None}]),
            "consents": opened([CONSENT]),
        }
    )


@pytest.mark.parametrize(("name", "rows", "breach"), BROKEN, ids=lambda part: str(part)[:30])
def test_what_cannot_be_is_told_and_counted(opened, name, rows, breach):
    with pytest.raises(DataError) as told:
        hold({name: opened(rows)})
    assert breach in str(told.value)


def test_a_column_that_is_missing_is_named(opened):
    without = {name: ORDER[name] for name in ORDER if name != "net"}
    with pytest.raises(DataError, match="orders lacks net"):
        hold({"orders": opened([without])})


@pytest.mark.parametrize(
    ("changed", "breach"), [({"net": 4.0}, "net"), ({"lines": 2}, "lines")], ids=["net", "lines"]
)
def test_orders_and_their_lines_add_up_to_the_same(opened, changed, breach):
    with pytest.raises(DataError, match=f"disagree on the sum of {breach}"):
        hold({"orders": opened([ORDER | changed]), "order_lines": opened([LINE])})
