"""Effects that were planted can be found again, by plain counting."""

from dataclasses import dataclass
from math import log, sqrt

import duckdb
import pytest

LEAVE = {  # log hazard ratio of a letter, as the package's docstring tells it in words
    "bargain hunter": -1.2,
    "loyal regular": 0.0,
    "convenience shopper": 0.8,
    "gift buyer": 0.0,
    "enthusiast": -0.6,
    "drifting browser": -0.2,
}
ORDER = {
    "bargain hunter": 0.25,
    "loyal regular": 0.0,
    "convenience shopper": -0.1,
    "gift buyer": 0.35,
    "enthusiast": 0.1,
    "drifting browser": 0.05,
}
STANDARD_ERRORS = 4.0


@dataclass(frozen=True)
class Arm:
    people: int
    left: int
    orders: int


@pytest.fixture(scope="module")
def con(write_world):
    folder = write_world(people=20_000)
    con = duckdb.connect()
    for path in (folder / "truth").glob("*.parquet"):
        con.execute(f"CREATE VIEW {path.stem} AS FROM '{path}'")
    for path in (folder / "raw").glob("*.parquet"):
        con.execute(f"CREATE VIEW raw_{path.stem} AS FROM '{path}'")
    return con


@pytest.fixture(scope="module")
def arms(con):
    """People per type and arm of all campaigns who were there and had been for two days."""
    rows = con.sql(
        """
        WITH reached AS (
          FROM letters JOIN people USING (person)
          WHERE arrived_on < sent_on - 1 AND (left_on IS NULL OR left_on >= sent_on)),
        counted AS (
          FROM reached LEFT JOIN (FROM orders SELECT person, ordered_on) USING (person)
          SELECT person, sent_on, type, treated,
            any_value(coalesce(left_on < sent_on + 21, false)) AS gone,
            count(*) FILTER (ordered_on >= sent_on AND ordered_on < sent_on + 21) AS n
          GROUP BY ALL)
        FROM counted SELECT type, treated, count(*), count(*) FILTER (gone), sum(n) GROUP BY ALL
        """
    ).fetchall()
    return {(kind, treated): Arm(*counts) for kind, treated, *counts in rows}


def log_ratio(some, others, some_events, other_events):
    """Log ratio of two rates and its standard error."""
    ratio = log((some_events / some) / (other_events / others))
    return ratio, sqrt(1 / some_events + 1 / other_events)


@pytest.mark.parametrize("kind", LEAVE)
def test_the_randomised_arms_tell_what_a_letter_does_to_leaving(arms, kind):
    treated, control = arms[kind, True], arms[kind, False]
    found, error = log_ratio(treated.people, control.people, treated.left, control.left)
    assert abs(found - LEAVE[kind]) < STANDARD_ERRORS * error
    assert error < 0.25


@pytest.mark.parametrize("kind", ORDER)
def test_the_randomised_arms_tell_what_a_letter_does_to_orders(arms, kind):
    treated, control = arms[kind, True], arms[kind, False]
    found, error = log_ratio(treated.people, control.people, treated.orders, control.orders)
    assert abs(found - ORDER[kind]) < STANDARD_ERRORS * 1.5 * error  # people differ in their rates
    assert error < 0.05


def test_some_effects_are_beyond_chance(arms):
    for kind in ("bargain hunter", "convenience shopper"):
        treated, control = arms[kind, True], arms[kind, False]
        found, error = log_ratio(treated.people, control.people, treated.left, control.left)
        assert abs(found) > 3 * error


def test_the_arms_are_alike_before_a_letter_and_in_the_raw_file(con):
    treated, orders = con.sql(
        """
        FROM letters JOIN (FROM orders SELECT person, count(*) AS n, min(ordered_on) AS first
          GROUP BY person) USING (person)
        SELECT avg(treated::INT), avg(n) FILTER (treated) / avg(n) FILTER (NOT treated)
        """
    ).fetchall()[0]
    assert treated == pytest.approx(0.5, abs=0.01)
    assert orders == pytest.approx(1, abs=0.05)
    raw = con.sql("FROM raw_newsletter_sends SELECT avg((arm = 'treated')::INT)").fetchall()
    assert raw[0][0] == pytest.approx(treated, abs=0.01)
    sent = con.sql(
        "FROM raw_newsletter_sends SELECT count(*) FILTER (opened_at IS NOT NULL OR cost > 0)"
        " WHERE arm = 'control'"
    )
    assert sent.fetchall() == [(0,)]


def leaving_after(con, condition):
    """Share of orders with a condition after which the buyer leaves within ten days."""
    (share,) = con.sql(
        "FROM orders JOIN people ON people.person = buyer"
        " SELECT avg(coalesce(left_on <= ordered_on + 10, false)::INT)"
        f" WHERE arrived_on < ordered_on AND {condition}"
    ).fetchall()[0]
    return share


def test_troubles_drive_people_away_and_unsolved_ones_more(con):
    fine = leaving_after(con, "trouble = 'none' AND mood_after = 0")
    solved = leaving_after(con, "trouble <> 'none' AND NOT unsolved AND mood_after = 1")
    unsolved = leaving_after(con, "unsolved")
    assert solved / fine > 1.7
    assert unsolved / fine > 3.5


def test_without_coupons_thrifty_people_leave_and_others_less(con):
    """Germany has none from 2024-07-15 on; the rates there then, to those before."""

    def rate(thrifty, paused):
        days = (
            "left_on >= '2024-07-15'" if paused else "left_on BETWEEN '2023-07-15' AND '2023-12-28'"
        )
        from_on = "2024-07-15" if paused else "2023-07-15"
        return con.sql(
            f"FROM people SELECT avg(coalesce({days}, false)::INT) WHERE country = 'DE'"
            f" AND arrived_on < DATE '{from_on}' - 2"
            f" AND (left_on IS NULL OR left_on >= '{from_on}')"
            f" AND (price_sensitivity > 0.7) = {thrifty}"
        ).fetchall()[0][0]

    assert rate(thrifty=True, paused=True) > 1.6 * rate(thrifty=True, paused=False)
    assert rate(thrifty=True, paused=True) > 1.5 * rate(thrifty=False, paused=True)


def test_opening_says_nothing_about_being_there(con):
    """What the oracle takes for granted: among those who did not click, per type."""
    rows = con.sql(
        """
        FROM letters JOIN people USING (person)
        SELECT type, avg(opened::INT) FILTER (left_on <= sent_on),
          avg(opened::INT) FILTER (left_on IS NULL OR left_on > sent_on),
          count(*) FILTER (left_on <= sent_on)
        WHERE treated AND NOT clicked GROUP BY type
        """
    ).fetchall()
    assert len(rows) == 6
    for _, gone, there, count in rows:
        assert abs(gone - there) < STANDARD_ERRORS * sqrt(there * (1 - there) / count)


def test_gifts_are_bought_before_christmas(con):
    share = con.sql(
        "FROM orders o JOIN people p ON p.person = buyer SELECT type,"
        " avg((ordered_on BETWEEN '2023-11-27' AND '2023-12-23')::INT) AS s"
        " WHERE ordered_on < '2024-01-01' AND arrived_on < ordered_on GROUP BY type ORDER BY s"
    ).fetchall()
    assert share[-1][0] == "gift buyer"
    assert share[-1][1] > 2 * share[-2][1]
