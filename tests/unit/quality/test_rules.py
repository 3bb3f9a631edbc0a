"""What cannot be: instants of the future, codes nobody knows, contradictions, repeats."""

from datetime import date

import pytest

from src.errors import DataError

HEAD = """\
name = "shop"
currency = "EUR"
taken_on = 2024-06-30

[tables.orders]
source = { path = "orders.csv" }
grain = ["receipt"]
unique = ["line"]
[tables.orders.columns]
customer_key = "customer"
ordered_at = "at"
net = "net"
quantity = "items"
due_at = "due"
"""
ORDERS = """\
line,receipt,customer,at,net,items,due
1,1,ann,2024-01-05,10,1,2024-02-05
2,1,ann,2024-01-05,10,1,2024-02-05
2,1,ann,2024-01-05,10,1,2024-02-05
3,2,bob,2024-01-06,-4,-1,2099-01-01
4,2,bob,2024-01-06,-4,1,
5,3,bob,2024-08-01,5,1,
5,4,eve,2024-03-01,7,1,
5,5,eve,2024-04-01,8,1,
"""
TICKETS_TOML = """
[tables.desk]
table = "tickets"
source = { path = "desk.csv" }
[tables.desk.columns]
customer_key = "who"
opened_at = "opened"
closed_at = "closed"
satisfaction = "stars"
"""
TICKETS = """\
who,opened,closed,stars
ann,2024-01-01,2024-01-02,5
bob,2024-02-01,2024-01-02,6
ann,2024-03-01,,
"""
PEOPLE_TOML = """
[tables.crm]
table = "profiles"
source = { path = "crm.csv" }
codes.region = { NSW = ["New South Wales"], VIC = [] }
attributes = { kids = "kids" }
[tables.crm.columns]
customer_key = "who"
gender = "sex"
birth_at = "born"
region = "state"
email = "mail"

[tables.club]
table = "profiles"
source = { path = "club.csv" }
columns = { customer_key = "who", country = "land" }
"""
PEOPLE = """\
who,sex,born,state,mail,kids
ann,F,1980-05-01,New South Wales,ann@example.org,2
bob,Femal,1843-12-21,VIC,bob@example.org,x
eve,?,1901-01-01,Tasmania,eve@example.org,0
"""
CLUB = "who,land\nann,Australia\nzoe,Japan\n"


def accounts(done):
    return {account.source: account for account in done.accounts}


@pytest.fixture
def odd(shop):
    shop.write("dataset.toml", HEAD + TICKETS_TOML + PEOPLE_TOML)
    files = {"orders": ORDERS, "desk": TICKETS, "crm": PEOPLE, "club": CLUB}
    for name, rows in files.items():
        shop.write(f"{name}.csv", rows)
    return shop


def test_rows_that_cannot_be_are_set_aside_with_their_reasons(odd):
    account = accounts(odd.ingest())["orders"]
    assert account.reasons == {
        "net negative without a return": 1,
        "ordered_at in the future": 1,
        "unique columns repeated with other values": 1,
    }
    assert (account.read_rows, account.kept_rows, account.repeated_rows) == (8, 4, 1)
    assert account.nulled == {}  # a due date may lie ahead


def test_a_repeat_that_is_not_declared_unique_stays_and_is_noted(odd):
    odd.write("dataset.toml", (HEAD + TICKETS_TOML + PEOPLE_TOML).replace('unique = ["line"]', ""))
    account = accounts(odd.ingest())["orders"]
    assert account.repeated_rows == 0
    assert account.noted["exact repeats"] == 2  # lines 1, 2 and 2 again say the same


def test_numbers_of_people_that_cannot_be_become_null(shop):
    named = 'source = { path = "p.csv" }\ncolumns = { customer_key = "who", email = "mail" }\n'
    attributes = 'attributes = { age_years = "age", kids_count = "kids", balance = "balance" }\n'
    shop.write("dataset.toml", HEAD + "[tables.profiles]\n" + named + attributes)
    shop.write("orders.csv", ORDERS)
    rows = "ann,a@b.example,115,0,-3\nbob,n/a,116,-1,0\neve,,-1,2.5,7\n"
    shop.write("p.csv", "who,mail,age,kids,balance\n" + rows)
    account = accounts(shop.ingest())["profiles"]
    assert account.nulled == {"age_years": 2, "kids_count": 1, "email": 1}


def test_values_that_contradict_each_other_become_null(odd):
    account = accounts(odd.ingest())["desk"]
    assert account.nulled == {"closed_at": 1, "satisfaction": 1}
    columns = "opened_day, closed_day, satisfaction"
    days = [(date(2024, m, 1) - date(1970, 1, 1)).days for m in (1, 2, 3)]
    assert odd.rows("tickets", columns) == [
        (days[0], days[0] + 1, 5.0),
        (days[1], None, None),
        (days[2], None, None),
    ]


def test_codes_are_rewritten_or_unknown(odd):
    account = accounts(odd.ingest())["crm"]
    assert account.rewritten == {"gender": 2, "region": 1}
    assert account.nulled == {"birth_at": 2, "gender": 1, "region": 1, "kids": 1}


def test_a_code_in_capitals_is_not_written_otherwise(odd):
    odd.write("crm.csv", PEOPLE.replace("Femal", " FEMALE ").replace("VIC", "vic"))
    account = accounts(odd.ingest())["crm"]
    assert account.rewritten == {"gender": 1, "region": 1}  # F, New South Wales
    assert ("female", "VIC") in odd.rows("profiles", "gender, region")


def test_profiles_of_several_sources_are_one_and_name_nobody(odd):
    odd.ingest()
    columns = "gender, birth_year, region, country, kids"
    assert set(odd.rows("profiles", columns)) == {
        ("female", 1980, "NSW", "Australia", 2.0),
        ("female", None, "VIC", None, None),
        (None, None, None, None, 0.0),
        (None, None, None, "Japan", None),
    }
    path = odd.folder / "built" / "profiles.parquet"
    assert b"example.org" not in path.read_bytes()


def test_customers_without_a_profile_are_noted(odd):
    odd.write("crm.csv", PEOPLE.replace("eve,", "adam,"))
    found = accounts(odd.ingest())["orders"]
    assert found.noted["customer without a profile"] == 1


def test_orders_of_two_sources_that_number_alike_stay_two(odd):
    till = HEAD[HEAD.index("[tables.orders]") :].replace("[tables.orders", "[tables.till")
    till = till.replace("[tables.till]\n", '[tables.till]\ntable = "orders"\n')
    odd.write("dataset.toml", HEAD + till.replace("orders.csv", "till.csv"))
    odd.write("till.csv", ORDERS)
    done = odd.ingest()
    assert [account.kept_rows for account in done.accounts] == [4, 4]
    assert len(odd.rows("orders", "order_id")) == 2 * 3


def test_a_rule_says_nothing_where_a_column_it_names_is_not_mapped(odd):
    odd.write("dataset.toml", HEAD.replace('quantity = "items"\n', ""))
    account = accounts(odd.ingest())["orders"]
    assert "net negative without a return" not in account.reasons
    assert account.kept_rows == 5


def test_what_no_source_maps_is_null(odd):
    odd.write("dataset.toml", HEAD + TICKETS_TOML)
    odd.ingest()
    assert set(odd.rows("tickets", "topic, channel")) == {(None, None)}
    assert set(odd.rows("orders", "channel, discount, paid_day")) == {(None, None, None)}


def test_no_orders_is_no_error_until_they_are_needed(odd):
    odd.write("dataset.toml", 'name = "shop"\ncurrency = "EUR"\n' + PEOPLE_TOML)
    done = odd.ingest()
    with pytest.raises(DataError, match="There are no orders"):
        _ = done.first_day


def test_an_amount_that_cannot_be_sets_a_contract_aside_but_may_be_absent(odd):
    contracts = '[tables.subscriptions]\nsource = { path = "plans.csv" }\n'
    columns = 'columns = { customer_key = "who", started_at = "from", amount = "fee" }\n'
    odd.write("dataset.toml", HEAD + contracts + columns)
    rows = "ann,2024-01-01,9.9\nbob,2024-01-01,\neve,2024-01-01,-1\nzoe,2024-01-01,ten\n"
    odd.write("plans.csv", "who,from,fee\n" + rows)
    account = accounts(odd.ingest())["subscriptions"]
    assert account.reasons == {"amount out of range": 1, "amount unreadable": 1}
    assert (account.kept_rows, account.nulled) == (2, {})
