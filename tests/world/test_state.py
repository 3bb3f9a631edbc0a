"""In which state the oracle finds people is what the truth's tables say."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pytest

from src.sources.world.almanac import day_of
from src.sources.world.past import load_past
from src.sources.world.state import state_at
from src.sources.world.truth import world_almanac

MOMENTS = [date(2023, 3, 28), date(2024, 2, 26), date(2024, 9, 30)]  # the second: a campaign's day


def table(truth, name):
    return f"read_parquet('{truth.as_posix()}/{name}.parquet')"


def by_person(query):
    return duckdb.sql(f"{query} ORDER BY person").fetchnumpy()


@pytest.mark.parametrize("cutoff", MOMENTS)
def test_moods_arms_and_who_can_be_reached(truth, cutoff):
    past = load_past(truth, 0, 20_000)
    state = state_at(past, world_almanac(truth), day_of(cutoff))
    known = by_person(
        f"""
        FROM {table(truth, "people")} LEFT JOIN (FROM {table(truth, "moods")} SELECT person,
          arg_max(mood, from_on) AS mood WHERE from_on <= DATE '{cutoff}' GROUP BY person)
          USING (person)
        SELECT person, coalesce(mood, 0) AS mood,
          contact_until IS NULL OR contact_until > DATE '{cutoff}' AS reachable
        """
    )
    assert np.array_equal(state.mood, known["mood"])
    assert np.array_equal(state.reachable, known["reachable"])
    campaign = f"FROM {table(truth, 'letters')} SELECT max(sent_on) WHERE sent_on < DATE '{cutoff}'"
    treated = by_person(
        f"FROM {table(truth, 'letters')} SELECT person"
        f" WHERE treated AND sent_on = ({campaign}) GROUP BY person"
    )
    assert np.array_equal(np.flatnonzero(state.arm), treated["person"])
    assert 0 < len(treated["person"]) < len(past.people)


@pytest.mark.parametrize("cutoff", MOMENTS)
def test_whoever_orders_or_visits_was_there_on_that_day(truth, cutoff):
    past = load_past(truth, 0, 20_000)
    alive = state_at(past, world_almanac(truth), day_of(cutoff)).alive_prob
    yesterday = cutoff - timedelta(days=1)
    for name, who, day in (("orders", "buyer", "ordered_on"), ("visits", "person", "visited_on")):
        seen = by_person(
            f"FROM {table(truth, name)} SELECT {who} AS person WHERE {day} = DATE '{yesterday}'"
        )
        assert np.all(alive[seen["person"]] == 1)
        assert len(seen["person"]) > 10
    arrived = past.people.arrival < day_of(cutoff)
    assert np.all((alive[arrived] > 0) & (alive[arrived] <= 1))


def test_a_bad_order_is_felt_from_the_next_day_on(truth):
    ((felt, other),) = duckdb.sql(
        f"""
        FROM {table(truth, "orders")} o LEFT JOIN {table(truth, "moods")} m
          ON m.person = buyer AND from_on = ordered_on + 1
        SELECT count(*) FILTER (mood = mood_after),
          count(*) FILTER (mood IS NOT NULL AND mood <> mood_after)
        WHERE trouble <> 'none'
        """
    ).fetchall()
    assert felt > 1000
    assert other == 0


def test_whoever_unsubscribes_is_not_reached_again(truth):
    letters = table(truth, "letters")
    again = duckdb.sql(
        f"FROM {letters} a JOIN {letters} b USING (person) SELECT count(*)"
        " WHERE a.unsubscribed AND b.sent_on > a.sent_on"
    ).fetchall()
    assert again == [(0,)]
    gone = duckdb.sql(f"FROM {letters} SELECT count(*) WHERE unsubscribed").fetchall()
    assert gone > [(100,)]
