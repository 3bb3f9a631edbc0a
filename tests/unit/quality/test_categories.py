"""What people wrote goes on as no category: it becomes null; many addresses stop the run."""

import pytest

from src.errors import DataError

DESK = """
[tables.desk]
table = "tickets"
source = { path = "desk.csv" }
columns = { customer_key = "who", opened_at = "at", topic = "subject" }

[tables.visits]
table = "interactions"
source = { path = "visits.csv" }
columns = { customer_key = "who", happened_at = "at", type = "'page'", referrer = "from" }

[tables.crm]
table = "profiles"
source = { path = "crm.csv" }
columns = { customer_key = "who" }
categories = { tariff = "tariff" }
"""
WRITTEN = [
    *("mail ann.lee@example.com please", "Ann Lee <ann@lee.example>", "ann@lee.co.uk"),
    *("ring +49 30 5577199", "ring (030) 557-71-99", "030 5577199", "tel:+49305577199"),
    *("call 090-1234-5678.", "(415) 555-2671", "415-555-2671, Ann", "01 42 68 53 00"),
]
HARMLESS = [
    *("late", "L2M", "24/7 @home", "2017-03-31", "31.03.2017", "01/02/2017", "01-02-2017"),
    *("0000012345678", "22423", "+20%", "4006381333931", "10 000 000 000", "v1.02.003-0004"),
    *("2017-03-31 18:05:00", "0-12", "1.5 + 2.5", "日本語"),
]


@pytest.fixture
def shop(shop):
    """A shop with topics, pages and tariffs, one or two of each at first."""
    shop.write("dataset.toml", (shop.folder / "dataset.toml").read_text() + DESK)
    for name, columns in {"desk": "at,subject", "visits": "at,from", "crm": "tariff"}.items():
        day = "2017-05-01," if columns.startswith("at") else ""
        shop.write(f"{name}.csv", f"who,{columns}\n" + f"ann,{day}late\n" * 150)
    return shop


def desk(shop, *subjects):
    rows = [f'ann,2017-05-01,"{subject}"\n' for subject in subjects]
    shop.write("desk.csv", "who,at,subject\n" + "".join(rows))


@pytest.mark.parametrize("text", WRITTEN)
def test_an_address_becomes_null_and_is_counted(shop, text):
    desk(shop, *["late"] * 150, text)
    done = shop.ingest()
    account = next(account for account in done.accounts if account.source == "desk")
    assert account.nulled == {"topic": 1}
    assert set(shop.rows("tickets", "topic")) == {("late",), (None,)}
    assert not [load for load in done.loads if text in str(load)]


@pytest.mark.parametrize("text", HARMLESS)
def test_codes_and_dates_are_no_addresses(shop, text):
    desk(shop, *["late"] * 150, text)
    shop.ingest()
    assert (text,) in shop.rows("tickets", "topic")


def test_a_column_with_more_than_a_few_addresses_stops_the_run(shop):
    desk(shop, *["late"] * 97, *WRITTEN[:3])
    with pytest.raises(DataError) as told:
        shop.ingest()
    assert str(told.value) == (
        "desk.csv: topic is to hold categories, but e-mail addresses or telephone numbers stand in"
        " 3 of 100 values. People may be named in it.\nLeave it out of the manifest, map what"
        " people wrote as text of feedback or tickets, of which only words go on that many say, or"
        " make categories of it with an expression such as"
        " CASE WHEN \"column\" = 'late' THEN 'late' END."
    )


@pytest.mark.parametrize(
    "subjects",
    [
        [*(f"Ann Lee waits for parcel {number}" for number in range(40)), *["late"] * 35],
        [f"{10_115 + number}" for number in range(20)],  # postcodes
    ],
)
def test_what_differs_from_row_to_row_goes_no_further_and_stops_nothing(shop, subjects):
    desk(shop, *subjects)
    done = shop.ingest()
    account = next(account for account in done.accounts if account.source == "desk")
    assert set(shop.rows("tickets", "topic")) == {(None,)}
    assert account.kept_rows == len(subjects)
    assert account.nulled == {"topic": len(subjects)}
    (note,) = (words for words in account.noted if words.startswith("topic"))
    assert "none is used; leave it out, or group it" in note
    assert account.noted[note] == len(subjects)
    assert subjects[0] not in f"{done.loads}{done.accounts}"


def test_half_of_the_values_may_differ(shop):
    desk(shop, *(f"reason {number}" for number in range(40)), *["late"] * 45)
    shop.ingest()
    assert ("reason 7",) in shop.rows("tickets", "topic")


def test_a_name_per_customer_mapped_as_a_category_is_in_no_table(shop):
    rows = "".join(f"c{number},Ann Lee {number}\n" for number in range(20))
    shop.write("crm.csv", f"who,tariff\n{rows}")
    done = shop.ingest()
    tables = [path for path in done.tables.values() if path.name.startswith("profiles")]
    assert tables
    assert not [path for path in tables if b"Ann Lee" in path.read_bytes()]


def test_pages_items_and_visits_may_all_differ_but_hold_no_address_either(shop):
    pages = [f"https://shop.example/0{number}-12 34 56 78" for number in range(200)]
    rows = "".join(f"ann,2017-05-01,{page}\n" for page in [*pages, "/?mail=ann@lee.example"])
    shop.write("visits.csv", f"who,at,from\n{rows}")
    shop.ingest()
    found = shop.rows("interactions", "referrer")
    assert {page for (page,) in found} == {*pages, None}
