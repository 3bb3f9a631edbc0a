"""Orders, order lines and cancellations of small shops, worked out by hand."""

import pytest

TOML = """\
name = "shop"
currency = "EUR"
calendar_timezone = "America/New_York"
[tables.orders]
source = { path = "orders.csv" }
grain = ["receipt"]
cancellations = { match_days = 7 }
[tables.orders.columns]
customer_key = "customer"
ordered_at = "at"
net = "net"
quantity = "n"
item = "item"
discount = "off"
"""
LINES = "receipt,customer,at,item,n,net,off"
DAY_1 = 17167  # 2017-01-01


@pytest.fixture
def stall(shop):
    shop.write("dataset.toml", TOML)

    def sell(*lines):
        rows = "\n".join(",".join(line) for line in lines)
        shop.write("orders.csv", f"{LINES}\n{rows}\n")
        return shop.ingest()

    sell.rows, sell.write = shop.rows, shop.write
    return sell


def test_lines_are_summed_exactly_in_local_days(stall):
    stall(
        ("1", "a", "2017-01-02 03:00:00", "x", "1", "0.1", "0.5"),  # 22:00 of 1 January
        ("1", "a", "2017-01-02 03:00:00", "y", "2", "0.2", "0"),
        ("1", "a", "2017-01-02 03:00:00", "z", "-1", "-0.4", ""),
        ("1", "b", "2017-01-02 06:00:00", "x", "1", "1", ""),  # the same number, another customer
    )
    columns = "ordered_day, ordered_hour, net, refund, discount, quantity, lines, discounted_lines"
    assert stall.rows("orders", columns) == [
        (DAY_1, 22, -0.1, 0.4, 0.5, 2.0, 3, 1),
        (DAY_1 + 1, 1, 1.0, 0.0, None, 1.0, 1, None),
    ]
    assert len({row[0] for row in stall.rows("orders", "order_id")}) == 2
    assert stall.rows("orders", "ordered_s")[0] == (1483326000,)


def test_a_line_added_on_a_later_day_is_a_row_of_that_day(stall):
    stall(
        ("1", "a", "2017-01-02 12:00:00", "x", "1", "5", ""),
        ("1", "a", "2017-01-09 12:00:00", "y", "-1", "-5", ""),
    )
    assert stall.rows("orders", "ordered_day, net, refund") == [
        (DAY_1 + 1, 5.0, 0.0),
        (DAY_1 + 8, -5.0, 5.0),
    ]
    assert len(set(stall.rows("orders", "order_id"))) == 1


def test_a_cancellation_takes_the_latest_free_line_and_is_consumed(stall):
    ingested = stall(
        ("1", "a", "2017-01-02 12:00:00", "x", "2", "10", ""),
        ("2", "a", "2017-01-03 12:00:00", "x", "2", "11", ""),
        ("2", "a", "2017-01-03 12:00:00", "y", "1", "1", ""),
        ("C3", "a", "2017-01-04 12:00:00", "x", "-2", "-9", ""),  # takes receipt 2
        ("C4", "a", "2017-01-05 12:00:00", "x", "-2", "-9", ""),  # takes receipt 1
        ("C5", "a", "2017-01-06 12:00:00", "x", "-2", "-9", ""),  # finds none: a return
    )
    assert ingested.cancelled_lines == 2
    assert stall.rows("orders", "ordered_day, cancelled_day, net, refund, lines") == [
        (DAY_1 + 1, DAY_1 + 4, 10.0, 0.0, 1),
        (DAY_1 + 2, DAY_1 + 3, 11.0, 0.0, 1),
        (DAY_1 + 2, None, 1.0, 0.0, 1),
        (DAY_1 + 5, None, -9.0, 9.0, 1),
    ]
    assert len(stall.rows("order_lines", "net")) == 4


@pytest.mark.parametrize(
    "line",
    [
        ("C", "a", "2017-01-09 12:00:01", "x", "-2", "-10", ""),  # a second too late
        ("C", "a", "2017-01-02 11:59:59", "x", "-2", "-10", ""),  # before the order
        ("C", "a", "2017-01-03 12:00:00", "x", "-1", "-5", ""),  # a part of it
        ("C", "a", "2017-01-03 12:00:00", "y", "-2", "-10", ""),  # another item
        ("C", "b", "2017-01-03 12:00:00", "x", "-2", "-10", ""),  # another customer
    ],
)
def test_what_does_not_cancel_is_a_return(stall, line):
    ingested = stall(("1", "a", "2017-01-02 12:00:00", "x", "2", "10", ""), line)
    assert ingested.cancelled_lines == 0
    assert sum(net for (net,) in stall.rows("orders", "net")) == 10 + float(line[5])


@pytest.mark.parametrize("at", ["2017-01-09 12:00:00", "2017-01-02 12:00:00"])
def test_the_limits_of_matching_are_included(stall, at):
    bought = ("1", "a", "2017-01-02 12:00:00", "x", "2", "10", "")
    assert stall(bought, ("C", "a", at, "x", "-2", "-8", "")).cancelled_lines == 1


STRICT = TOML.replace("7 }", "1 }").partition("[tables.orders]\n")[2]
TILL = '[tables.till]\ntable = "orders"\n' + STRICT.replace("[tables.orders", "[tables.till")
TILL = TILL.replace("orders.csv", "till.csv")


@pytest.mark.parametrize(
    ("till", "till_cancels"),
    [(TILL, [5.0]), (TILL.replace("cancellations = { match_days = 1 }\n", ""), [])],
)
def test_each_source_grants_its_own_time_to_its_own_lines(stall, till, till_cancels):
    stall.write("dataset.toml", TOML + till)
    bought = "1,a,2017-01-02 12:00:00,x,2,10,"
    too_late_there = "C,a,2017-01-05 12:00:00,x,-2,-10,"
    at_once = "2,b,2017-01-02 12:00:00,x,1,5,\nC,b,2017-01-02 13:00:00,x,-1,-5,"
    elsewhere = "C,c,2017-01-02 13:00:00,x,-1,-5,"  # bought online
    stall.write("till.csv", f"{LINES}\n{bought}\n{too_late_there}\n{at_once}\n{elsewhere}")
    online = [("1", "a", "2017-01-02 12:00:00", "x", "3", "30", "")]
    online += [("C", "a", "2017-01-05 12:00:00", "x", "-3", "-30", "")]
    online += [("1", "c", "2017-01-02 12:00:00", "x", "1", "5", "")]
    stall(*online)
    cancelled = [net for net, day in stall.rows("orders", "net, cancelled_day") if day is not None]
    assert sorted(cancelled) == [*till_cancels, 30.0]


def test_the_window_is_counted_on_the_wall_clock(stall):
    bought = ("1", "a", "2017-03-06 17:00:00", "x", "2", "10", "")  # noon in New York
    taken_back = ("C", "a", "2017-03-13 16:30:00", "x", "-2", "-8", "")  # 12:30, after DST began
    assert stall(bought, taken_back).cancelled_lines == 0
