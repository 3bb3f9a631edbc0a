"""Days in other forms than ISO's, and who decides what 03/04/2020 is; worked out by hand."""

# ruff: noqa: DTZ001  instants are stored without a time zone, in UTC

from datetime import date, datetime

import pytest

from src.schemas import Column
from src.sources.dates import Order
from src.sources.readings import typed

TAKEN = date(2024, 12, 31)
HEAD = "receipt,customer,at,net\n"
DAY_FIRST, MONTH_FIRST = [datetime(2020, 4, 3)], [datetime(2020, 3, 4)]


def read(engine, text, day_first=None, *, future=False, zones=("UTC", "UTC")):
    column = Column("v", "timestamp", "", "", future=future)
    value = typed(column, "v", "VARCHAR", zones, Order(day_first, TAKEN))
    (instant,) = engine.row(f"FROM (SELECT CAST(? AS VARCHAR) AS v) SELECT {value}", [text])
    return instant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/12/1980", datetime(1980, 12, 31)),
        ("12/31/1980", datetime(1980, 12, 31)),
        ("31.12.1980", datetime(1980, 12, 31)),
        ("31-12-1980", datetime(1980, 12, 31)),
        ("5/5/1986", datetime(1986, 5, 5)),  # the same in both orders
        ("1 May 1980", datetime(1980, 5, 1)),
        ("01-SEP-1980", datetime(1980, 9, 1)),
        ("September 1st, 1980", datetime(1980, 9, 1)),
        ("3 Sept. 1980", datetime(1980, 9, 3)),
        ("1980年5月1日", datetime(1980, 5, 1)),
        ("１９８０年１２月３１日", datetime(1980, 12, 31)),
        ("1980.05.01", datetime(1980, 5, 1)),
        ("31/12/1980 17:30", datetime(1980, 12, 31, 17, 30)),
        ("12/31/1980 5:30 PM", datetime(1980, 12, 31, 17, 30)),
        ("12/31/1980 12:05:07am", datetime(1980, 12, 31, 0, 5, 7)),
        ("31.12.1980 17:30:05.25 +02:00", datetime(1980, 12, 31, 15, 30, 5, 250_000)),
        ("03/04/2020", None),
        ("31/02/1980", None),
        ("30.02.1980", None),
        ("80/05/31", None),
        ("31/12/198", None),
        ("31/12.1980", None),
        ("1 mai 1980", None),
        ("May 1980", None),
        ("about 31/12/1980", None),
        ("12:30", None),
    ],
)
def test_forms(engine, text, expected):
    assert read(engine, text) == expected


@pytest.mark.parametrize("text", ["03/04/2020", "3.4.2020", "03-04-20", "3/4/2020 00:00"])
def test_the_order_decides_what_can_be_read_in_both(engine, text):
    assert read(engine, text, day_first=True) == datetime(2020, 4, 3)
    assert read(engine, text, day_first=False) == datetime(2020, 3, 4)
    assert read(engine, text) is None


@pytest.mark.parametrize("day_first", [True, False])
def test_what_can_be_read_in_one_order_is_read_so(engine, day_first):
    assert read(engine, "31/12/1980", day_first) == datetime(1980, 12, 31)
    assert read(engine, "12/31/1980", day_first) == datetime(1980, 12, 31)


def test_a_year_of_two_digits_does_not_lie_in_the_future_of_the_data(engine):
    assert read(engine, "31/12/24") == datetime(2024, 12, 31)
    assert read(engine, "31/12/25") == datetime(1925, 12, 31)
    assert read(engine, "1-May-80") == datetime(1980, 5, 1)
    assert read(engine, "31/12/2025") == datetime(2025, 12, 31)  # the checks refuse it
    assert read(engine, "31/12/25", future=True) == datetime(2025, 12, 31)
    assert read(engine, "31/12/75", future=True) == datetime(1975, 12, 31)


def test_a_day_begins_in_the_calendar_and_an_hour_is_the_source_s(engine):
    zones = ("Europe/Berlin", "America/New_York")
    assert read(engine, "13.07.2017", zones=zones) == datetime(2017, 7, 13, 4)
    assert read(engine, "13.07.2017 12:00", zones=zones) == datetime(2017, 7, 13, 10)


@pytest.fixture
def dated(shop):
    """Ingest orders with these texts as their instants; return what was read, and the account."""

    def dated(texts, line=""):
        rows = [f'{i},c{i},"{text}",1\n' for i, text in enumerate(texts)]
        shop.write("orders.csv", HEAD + "".join(rows))
        toml = (shop.folder / "dataset.toml").read_text()
        shop.write("dataset.toml", toml.replace("[tables.orders]\n", f"[tables.orders]\n{line}\n"))
        (account,) = shop.ingest().accounts
        return [at for (at,) in shop.rows("orders", "ordered_at")], account

    return dated


def test_other_values_of_the_column_tell_the_order(dated):
    read, account = dated(["03/04/2020", "31/12/2019", "2019-01-02", "05/05/2020"])
    assert read == sorted([*DAY_FIRST, datetime(2019, 12, 31), datetime(2019, 1, 2), read[-1]])
    assert account.noted == {"ordered_at ambiguous dates read day first": 1}
    assert account.quarantined_rows == 0


def test_a_part_above_12_in_second_place_tells_that_months_come_first(dated):
    read, account = dated(["03/04/2020", "03/04/2020", "12/31/2020"])
    assert read == [*MONTH_FIRST * 2, datetime(2020, 12, 31)]
    assert account.noted["ordered_at ambiguous dates read month first"] == 2


@pytest.mark.parametrize("others", [["31/12/2019", "12/31/2019"], ["1 May 2019", "2019-05-01"]])
def test_where_nobody_knows_nothing_ambiguous_is_read(dated, others):
    read, account = dated(["03/04/2020", "04/03/2020", *others])
    assert len(read) == 2
    assert account.reasons == {"ordered_at unreadable": 2}
    told = "ordered_at ambiguous dates not read, write day_first = true or false"
    assert account.noted[told] == 2


@pytest.mark.parametrize(("key", "expected"), [("true", DAY_FIRST), ("false", MONTH_FIRST)])
def test_the_manifest_decides(dated, key, expected):
    read, account = dated(["03/04/2020"], f"day_first = {key}")
    assert read == expected
    assert not account.quarantined_rows


def test_the_manifest_is_told_of_what_contradicts_it(dated):
    read, account = dated(["03/04/2020", "12/31/2020"], "day_first = true")
    assert read == [*DAY_FIRST, datetime(2020, 12, 31)]
    assert account.noted == {
        "ordered_at ambiguous dates read day first": 1,
        "ordered_at dates that can only be month first": 1,
    }


def test_rows_that_are_filtered_out_tell_nothing(dated, shop):
    toml = (shop.folder / "dataset.toml").read_text()
    shop.write("dataset.toml", toml.replace('.csv" }', '.csv", filter = "receipt <> \'0\'" }'))
    read, account = dated(["31/12/2019", "03/04/2020", "2020-05-05"])
    assert read == [datetime(2020, 5, 5)]
    assert account.reasons == {"ordered_at unreadable": 1}
