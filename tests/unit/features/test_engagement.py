"""Messages and redemptions of a few customers, counted by hand."""

import pandas as pd
import pytest

from src.asof import Asof
from src.features.engagement import contacts, redemptions

CUTOFF = 1000


def rows(table):
    return table.collect("pandas").to_native().set_index("customer_id").to_dict("index")


def test_messages_are_counted_before_the_cutoff():
    ages = {"a": [1, 90, 91], "b": [200], "c": [0, -1]}
    events = [(customer, CUTOFF - age) for customer, sent in ages.items() for age in sent]
    messages = pd.DataFrame(events, columns=["customer_id", "sent_day"])
    found = rows(contacts(messages, Asof((CUTOFF,))))
    assert found.keys() == {"a", "b"}
    names = ["messages_count", "messages_90d", "message_recency_days"]
    assert [found["a"][name] for name in names] == [3, 2, 1]
    assert [found["b"][name] for name in names] == [1, 0, 200]


def test_a_message_sent_twice_in_a_day_is_two():
    messages = pd.DataFrame({"customer_id": ["a", "a"], "sent_day": [990, 990]})
    assert rows(contacts(messages, Asof((CUTOFF,))))["a"]["messages_count"] == 2


def test_the_control_arm_was_sent_nothing():
    rows_of = [("a", "control"), ("a", "treated"), ("b", "control"), ("c", None), ("c", "control")]
    messages = pd.DataFrame(rows_of, columns=["customer_id", "arm"]).assign(sent_day=990)
    found = rows(contacts(messages, Asof((CUTOFF,))))
    assert {who: row["messages_count"] for who, row in found.items()} == {"a": 1, "c": 1}


def test_only_redemptions_are_counted():
    interactions = pd.DataFrame(
        [
            ("a", CUTOFF - 90, "coupon_redemption"),
            ("a", CUTOFF - 91, "coupon_redemption"),
            ("a", CUTOFF - 1, "visit"),
            ("b", CUTOFF - 1, "visit"),
        ],
        columns=["customer_id", "happened_day", "type"],
    )
    found = rows(redemptions(interactions, Asof((CUTOFF,))))
    assert found.keys() == {"a"}
    names = ["redemptions_count", "redemptions_90d", "redemption_recency_days"]
    assert [found["a"][name] for name in names] == [2, 1, 90]


@pytest.mark.parametrize("family", [contacts, redemptions])
def test_nobody_is_nobody(family):
    columns = {"customer_id": str, "sent_day": int, "happened_day": int, "type": str}
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    assert rows(family(empty, Asof((CUTOFF,)))) == {}
