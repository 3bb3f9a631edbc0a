"""Readiness: small shops that are one customer or one day short of a rule, and exactly on it."""

import duckdb
import narwhals.stable.v2 as nw
import pytest

from src.quality.examples import Seen
from src.quality.quarantine import Account
from src.quality.readiness import TRAINED, readiness

KNOWN = Seen(first_day=0, end_day=400, horizon_days=100, cutoffs=(300,), label_days=100)
ORDERS = "NULL::BIGINT AS cancelled_day, 9.0 AS net, 0.0 AS refund"
SUBSCRIPTION, LABEL, UPLIFT = "churn by subscription", "churn by label", "uplift"


@pytest.fixture
def con():
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def table(con):
    """Make a canonical table of one or several queries."""

    def table(*queries):
        return nw.from_native(con.sql(" UNION ALL BY NAME ".join(queries)))

    return table


def people(count, columns, first=0):
    """Return SQL: a row for each of so many customers, numbered i, from the ``first`` on."""
    customers = f"range({first}, {first + count}) t(i)"
    return f"SELECT 'c' || i AS customer_id, {columns} FROM {customers}"  # noqa: S608  numbers


def bought(count, day, first=0, columns=ORDERS):
    return people(count, f"{day} AS ordered_day, {columns}", first)


def contract(count, started, ended, first=0):
    return people(count, f"{started} AS started_day, {ended}::BIGINT AS ended_day", first)


def sent(count, arm, day=200, first=0):
    return people(count, f"{day} AS sent_day, '{arm}' AS arm", first)


def account(table, quarantined, source="source", filtered=0, kept=None):
    kept = 1_000 - quarantined if kept is None else kept
    counts = {"read_rows": kept + quarantined + filtered, "filtered_rows": filtered}
    counts |= {"kept_rows": kept, "quarantined_rows": quarantined, "repeated_rows": 0}
    return Account(source, table, "where", **counts, reasons={}, nulled={}, rewritten={}, noted={})


def asked(name, tables, accounts=(), customers=1_000, known=KNOWN):
    """Return a question, and what the rules that fail lack, by what they count."""
    (found,) = (q for q in readiness(tables, accounts, customers, known) if q.name == name)
    failed = {one.what: one.lacking for one in found.requirements if not one.met}
    assert found.possible == (not failed)
    return failed


@pytest.mark.parametrize(("buyers", "lacks"), [(500, {}), (499, {"customers who ordered": 1})])
def test_personas_need_500_customers_who_ordered(table, buyers, lacks):
    orders = table(bought(buyers, 10), bought(buyers, 20))  # two days do not make two customers
    assert asked("personas", {"orders": orders}) == lacks


def test_who_only_returned_has_not_ordered(table):
    returned = "NULL::BIGINT AS cancelled_day, -9.0 AS net, 9.0 AS refund"
    orders = table(bought(499, 10), bought(1, 10, 499, returned))
    assert asked("personas", {"orders": orders}) == {"customers who ordered": 1}


@pytest.mark.parametrize(
    ("again", "ahead", "everybody", "lacks"),
    [
        (500, 200, 700, {}),
        (499, 200, 700, {"customers with two order days": 1}),
        (500, 199, 700, {"examples of an order": 1}),
        (500, 500, 699, {"examples of silence": 1}),
    ],
)
def test_churn_needs_who_came_back_and_both_classes(table, again, ahead, everybody, lacks):
    orders = table(bought(everybody, 10), bought(again, 20), bought(ahead, 399))
    assert asked("churn by inactivity", {"orders": orders}) == lacks


def test_a_customer_at_two_cutoffs_is_two_examples(table):
    orders = table(bought(600, 10), bought(500, 250), bought(500, 350))
    tables = {"orders": orders}
    assert asked("churn by inactivity", tables) == {"examples of silence": 100}
    two = Seen(0, 400, 100, cutoffs=(200, 300), label_days=100)
    assert asked("churn by inactivity", tables, known=two) == {}


def test_what_was_first_bought_after_the_cutoff_is_no_example(table):
    orders = table(bought(500, 10), bought(300, 300), bought(200, 301, first=600))
    short = {"examples of an order": 0, "examples of silence": 0}
    assert asked("churn by inactivity", {"orders": orders}) == {
        "customers with two order days": 200
    }
    later = Seen(0, 400, 100, cutoffs=(10,), label_days=100)  # nobody had bought before day 10
    lacks = asked("churn by inactivity", {"orders": orders}, known=later)
    assert lacks == {"customers with two order days": 200} | dict.fromkeys(short, 200)


@pytest.mark.parametrize(("first_day", "lacks"), [(35, {}), (36, {"days of orders": 1})])
def test_value_needs_a_year_of_orders(table, first_day, lacks):
    known = Seen(first_day, 400, 100)
    assert asked("CLV", {"orders": table(bought(200, 50))}, known=known) == lacks


@pytest.mark.parametrize(
    ("customers", "first_end", "ending", "lacks"),
    [
        (1_000, 200, 200, {}),
        (999, 200, 200, {"customers of any kind": 1}),
        (1_000, 201, 200, {"days since the first contract ended": 1}),
        (1_000, 200, 199, {"examples of an end": 1}),
    ],
)
def test_contracts_need_customers_history_and_ends(table, customers, first_end, ending, lacks):
    periods = table(
        contract(1, 5, first_end, first=5_000),
        contract(ending - 1, 5, 399),
        contract(1, 5, 300, first=4_000),  # still ran when the cutoff's day began
        contract(200, 5, "NULL", first=1_000),
        contract(50, 5, 350, first=2_000),  # they had a new one at once, so they stayed
        contract(50, 350, "NULL", first=2_000),
        contract(99, 301, 350, first=3_000),  # began after the cutoff
    )
    assert asked(SUBSCRIPTION, {"subscriptions": periods}, customers=customers) == lacks


def test_an_end_that_lies_ahead_is_none(table):
    periods = table(contract(300, 5, 400), contract(300, 5, 500, first=300))
    assert asked(SUBSCRIPTION, {"subscriptions": periods}) == {
        "days since the first contract ended": 200,
        "examples of an end": 200,
    }


def test_ends_that_all_fall_on_the_last_day_are_no_history(table):
    periods = table(contract(300, 5, 399), contract(300, 5, "NULL", first=300))
    lacks = asked(SUBSCRIPTION, {"subscriptions": periods})
    assert lacks == {"days since the first contract ended": 199}


@pytest.mark.parametrize(("left", "lacks"), [(200, {}), (199, {"profiles: churned = 1": 1})])
def test_labels_need_both_classes(table, left, lacks):
    said = f"CASE WHEN i < {left} THEN 1.0 WHEN i < {left + 200} THEN 0.0 END AS churned"
    profiles = table(people(900, said))
    assert asked(LABEL, {"profiles": profiles}) == lacks


def test_profiles_without_a_label_have_no_example(table):
    profiles = table(people(900, "2.0 AS kids"))
    assert set(asked(LABEL, {"profiles": profiles}).values()) == {200}


@pytest.mark.parametrize(
    ("control", "day", "lacks"),
    [
        (200, 300, {}),
        (199, 300, {"customers control, horizon seen": 1}),
        (200, 301, {"customers control, horizon seen": 200}),  # what followed is not known yet
    ],
)
def test_uplift_needs_both_arms_and_what_followed(table, control, day, lacks):
    messages = table(sent(200, "treated"), sent(9, "treated"), sent(control, "control", day, 900))
    tables = {"messages": messages, "orders": table(bought(5, 10))}
    assert asked(UPLIFT, tables) == lacks


def test_a_fifth_of_the_rows_missing_is_too_much(table):
    tables = {"orders": table(bought(500, 10))}
    good = account("orders", 199, "good", filtered=5_000)
    bad = account("orders", 200, "bad", filtered=5_000)  # of the rows that were to be used
    assert asked("personas", tables, [good, account("tickets", 900)]) == {}
    assert asked("personas", tables, [good, bad]) == {"rows of bad set aside": 0}


def test_without_tables_nothing_is_possible_and_the_table_is_named():
    for question in readiness({}, (), 0, Seen(None, 0, 91)):
        unmapped = [one.what for one in question.unmet]
        assert not question.possible
        assert all(what.startswith("tables.") for what in unmapped)
        assert unmapped
        if question.name in TRAINED:
            assert unmapped == ["tables.orders mapped"]
