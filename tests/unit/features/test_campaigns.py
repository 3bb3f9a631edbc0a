"""Messages to a few customers, counted by hand."""

import numpy as np
import pandas as pd
import pytest

from src.asof import Asof
from src.features.build import described
from src.features.campaigns import CAMPAIGNS, MESSAGES

CUTOFF = 1000


@pytest.fixture
def written_to(features_of):
    """Features of one customer with messages given as an age in days and what came of them."""

    def found(*messages):
        rows = []
        for age, came in messages:
            days = {f"{answer}_day": CUTOFF - ago for answer, ago in came.items() if answer in DAYS}
            other = {name: value for name, value in came.items() if name not in DAYS}
            rows.append({"sent_day": CUTOFF - age} | days | other)
        return features_of([CAMPAIGNS], pd.DataFrame(rows), CUTOFF)

    return found


DAYS = ("opened", "clicked", "unsubscribed")


def test_messages_are_counted_before_the_cutoff(written_to):
    row = written_to(*((age, {}) for age in (91, 90, 31, 30, 1, 0, -1)))
    names = ["messages_count", "messages_90d", "messages_30d", "message_recency_days"]
    assert [row[name] for name in names] == [5, 4, 2, 1]
    assert row["message_age_days"] == 91


def test_the_control_arm_was_sent_nothing(written_to):
    row = written_to(
        (5, {"arm": "control", "cost": 1.0, "campaign": "x"}),
        (6, {"arm": "treated", "cost": 0.5, "campaign": "x"}),
        (7, {"arm": None, "campaign": "y"}),
    )
    assert row["messages_count"] == row["campaigns_count"] == 2
    assert row["message_recency_days"] == 6
    assert row["message_cost_sum"] == 0.5


def test_what_was_answered_on_the_cutoffs_day_is_not_known(written_to):
    row = written_to(
        (100, {"opened": 95, "clicked": 0}),
        (50, {"opened": 1, "clicked": 1, "unsubscribed": 0}),
        (2, {"opened": 0, "clicked": -4, "unsubscribed": -4}),
        (1, {}),
    )
    assert [row["opens_count"], row["clicks_count"], row["unsubscribes_count"]] == [2, 1, 0]
    assert row["open_rate"] == pytest.approx(2 / 4)
    assert row["click_rate"] == pytest.approx(1 / 4)
    assert row["open_recency_days"] == row["click_recency_days"] == 1
    assert row["open_delay_mean_days"] == pytest.approx((5 + 49) / 2)
    assert pd.isna(row["unsubscribe_recency_days"])


def test_a_late_opening_is_recent_though_the_message_is_old(written_to):
    row = written_to((200, {"opened": 90, "clicked": 90}), (91, {"opened": 91}), (80, {}))
    assert [row["opens_90d"], row["clicks_90d"]] == [1, 1]
    assert [row["opened_share_90d"], row["clicked_share_90d"]] == [0, 0]
    assert row["open_trend_ratio"] == 0


def test_nothing_opened_has_no_trend(written_to):
    row = written_to((10, {}))
    assert row["open_rate"] == 0
    assert pd.isna(row["open_trend_ratio"])
    assert pd.isna(row["open_delay_mean_days"])


def test_who_unsubscribed(written_to):
    row = written_to((40, {"unsubscribed": 39}), (20, {"unsubscribed": 12}), (3, {}))
    assert [row["unsubscribes_count"], row["unsubscribe_recency_days"]] == [2, 12]


def sent(**columns):
    """Messages that nobody answered, as a canonical table."""
    unknown = {f"{answer}_day": np.nan for answer in DAYS}
    plain = unknown | {"arm": None, "campaign": "x", "channel": "email", "cost": 0.1}
    return pd.DataFrame(plain | columns)


def test_a_customer_of_the_control_arm_alone_has_no_row():
    messages = sent(customer_id=["a", "b"], arm=["control", "treated"], sent_day=990)
    found = described(MESSAGES, [CAMPAIGNS], {"messages": messages}, Asof((CUTOFF,)))
    assert found.collect("pandas").to_native()["customer_id"].tolist() == ["b"]


def test_before_a_record_is_known_to_be_a_customers_it_stands_alone():
    messages = sent(customer_id=["a", "a"], sent_day=[900, 950]).assign(
        alone_id=["a1", "a2"], linked_day=[np.nan, 980.0], known_day=np.nan
    )
    found = described(MESSAGES, [CAMPAIGNS], {"messages": messages}, Asof((970, CUTOFF)))
    rows = found.collect("pandas").to_native().sort_values(["cutoff_day", "customer_id"])
    counted = rows[["cutoff_day", "customer_id", "messages_count"]].to_numpy().tolist()
    assert counted == [[970, "a", 1], [970, "a2", 1], [1000, "a", 2]]
