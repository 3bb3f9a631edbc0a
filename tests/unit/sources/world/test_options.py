"""Each option of a world does what it says, and only that."""

import pytest

from src.manifest import load_manifest

PEOPLE = 2000


@pytest.fixture(scope="module")
def plain(write_world):
    return write_world(people=PEOPLE)


@pytest.fixture(scope="module")
def shuffled(write_world):
    return write_world(people=PEOPLE, shuffled=True)


@pytest.fixture(scope="module")
def drifted(write_world):
    return write_world(people=PEOPLE, drift="2024-03")


@pytest.fixture(scope="module")
def joined_by_others(write_world):
    return write_world(people=PEOPLE, new_persona="2024-03")


def share(world, what, table, where="true"):
    return world.one(f"FROM {table} SELECT avg(({what})::INT) WHERE {where}")


def test_until_the_month_of_the_drift_people_buy_as_ever(plain, drifted):
    before = "FROM truth_orders SELECT count(*) WHERE ordered_on < '2024-03-01'"
    assert drifted.one(before) / plain.one(before) == pytest.approx(1, abs=0.06)


def test_drift_lowers_orders_raises_leaving_and_changes_who_arrives(plain, drifted):
    def rates(world):
        """Orders and departures per living person and quarter, among those who came in 2023."""
        return world.rows(
            """
            WITH alive AS (FROM truth_people SELECT person, left_on
              WHERE arrived_on < '2024-01-01' AND (left_on IS NULL OR left_on >= '2024-03-01'))
            FROM alive LEFT JOIN (FROM truth_orders SELECT person, count(*) AS n
              WHERE ordered_on BETWEEN '2024-03-01' AND '2024-05-31' GROUP BY person) USING (person)
            SELECT avg(coalesce(n, 0)), avg(coalesce(left_on <= '2024-05-31', false)::INT)
            """
        )[0]

    (orders, leaving), (fewer, more) = rates(plain), rates(drifted)
    assert fewer / orders == pytest.approx(0.75, abs=0.08)
    assert 1.2 < more / leaving < 2.4
    hunters = ("type = 'bargain hunter'", "truth_people", "arrived_on >= '2024-03-01'")
    assert share(plain, *hunters) == pytest.approx(0.21, abs=0.04)
    assert share(drifted, *hunters) == pytest.approx(0.34, abs=0.04)
    spent = "FROM truth_orders SELECT avg(net) WHERE ordered_on >= '2024-03-01'"
    assert drifted.one(spent) < plain.one(spent)


def test_a_new_type_arrives_from_its_month_on(plain, joined_by_others):
    world = joined_by_others
    assert plain.one("FROM truth_people SELECT count(*) WHERE type = 'night owl'") == 0
    assert share(world, "type = 'night owl'", "truth_people", "arrived_on < '2024-03-01'") == 0
    arrived = share(world, "type = 'night owl'", "truth_people", "arrived_on >= '2024-03-01'")
    assert arrived == pytest.approx(0.3, abs=0.05)
    at_night = world.rows(
        """
        FROM shop_orders JOIN truth_orders USING (order_no) JOIN truth_people p USING (person)
        SELECT p.type = 'night owl', avg((hour(ordered_at) < 7)::INT) WHERE kind = 'sale'
        GROUP BY ALL ORDER BY ALL
        """
    )
    assert at_night[0][1] < 0.1
    assert at_night[1][1] > 0.5


def test_leak_is_a_column_that_knows_the_last_quarter(plain, write_world):
    leaky = write_world(people=PEOPLE, leak="engagement")
    assert "engagement" not in {name for name, *_ in plain.rows("DESCRIBE crm_contacts")}
    known = leaky.one(
        """
        FROM crm_contacts c JOIN truth_records r
          ON r.source = 'crm_contacts' AND record_id = contact_id
        LEFT JOIN (FROM truth_orders SELECT person, count(*) AS n
          WHERE ordered_on >= '2024-09-30' GROUP BY person) USING (person)
        SELECT corr(engagement::DOUBLE, coalesce(n, 0))
        """
    )
    assert known > 0.95
    attributes = load_manifest(leaky.folder).tables["crm_contacts"].attributes
    assert attributes["engagement"] == "engagement"
    assert "engagement" not in load_manifest(plain.folder).tables["crm_contacts"].attributes


def activity(world, where):
    """Orders per person known on the last day of the past, by person."""
    orders = f"FROM truth_orders SELECT person, count(*) AS n WHERE {where} GROUP BY person"
    found = world.rows(
        f"FROM truth_people LEFT JOIN ({orders}) USING (person)"
        " SELECT coalesce(n, 0) WHERE arrived_on < '2024-09-30' ORDER BY person"
    )
    return [n for (n,) in found]


def test_shuffled_outcomes_are_the_same_ones_in_other_records(plain, shuffled):
    before, after = "ordered_on < '2024-09-30'", "ordered_on >= '2024-09-30'"
    assert activity(shuffled, before) == activity(plain, before)
    ahead, others = activity(plain, after), activity(shuffled, after)
    assert sum(a != b for a, b in zip(ahead, others, strict=True)) > 0.4 * len(ahead)
    assert sorted(ahead) == sorted(others)


def test_in_a_shuffled_world_records_do_not_tell_what_follows(plain, shuffled):
    link = """
        WITH past AS (FROM truth_orders SELECT person, count(*) AS n
          WHERE ordered_on BETWEEN '2024-06-30' AND '2024-09-29' GROUP BY person),
        next AS (FROM truth_orders SELECT person, count(*) AS m
          WHERE ordered_on >= '2024-09-30' GROUP BY person)
        FROM truth_people LEFT JOIN past USING (person) LEFT JOIN next USING (person)
        SELECT corr(coalesce(n, 0), coalesce(m, 0)) WHERE arrived_on < '2024-09-30'
    """
    assert plain.one(link) > 0.5
    assert abs(shuffled.one(link)) < 0.08
    wrong = """
        FROM truth_orders o JOIN truth_people b ON b.person = buyer SELECT count(*)
        WHERE o.person <> CASE WHEN ordered_on < '2024-09-30' THEN buyer ELSE later_owner END
    """
    assert shuffled.one(wrong) == 0


@pytest.mark.parametrize(
    ("table", "time", "key"),
    [
        ("shop_events", "happened_at", "account_id"),
        ("loyalty_events", "happened_at", "card_no"),
    ],
)
def test_everything_that_systems_note_is_traded(plain, shuffled, table, time, key):
    """What is noted before the day does not correlate with what is noted after it."""
    noted = f"FROM {table} SELECT {key} AS k, try_cast({time} AS TIMESTAMP) AS t"
    counts = (
        f"FROM (FROM ({noted}) SELECT k,"
        " count(*) FILTER (t BETWEEN '2024-05-01' AND '2024-09-29') AS past,"
        " count(*) FILTER (t BETWEEN '2024-09-30' AND '2024-12-30') AS next GROUP BY k)"
        " SELECT corr(past, next) WHERE past > 0"
    )
    assert plain.one(counts) > shuffled.one(counts) + 0.2


def test_letters_are_traded_too(plain, shuffled):
    """Addresses that are reached after the day and never were before."""
    newly = (
        "FROM (FROM newsletter_sends SELECT min(sent_at) AS first WHERE year(sent_at)"
        " BETWEEN 2023 AND 2024 GROUP BY email) SELECT avg((first >= '2024-09-30')::INT)"
    )
    assert shuffled.one(newly) > 1.5 * plain.one(newly)
