"""Weeks, stages, rules, histories and pushes of personas, each from planted differences."""

import numpy as np
import pandas as pd
import pytest

from src.personas.claims import kept
from src.personas.histories import PEOPLE, histories
from src.personas.journey import STAGES, journeys, stage_shares, stages, to_watch
from src.personas.landscape import landscape
from src.personas.pushes import churn_reasons, effects, value_reasons
from src.personas.rules import rule
from src.personas.week import habits, weeks

EACH = 120
LABELS = np.repeat([0, 1], EACH)
SATURDAY, EVENING = 5, 3


@pytest.fixture
def orders():
    """Ten orders each; persona 0 buys on Saturday evenings six times in ten."""
    rng = np.random.default_rng(3)
    who = np.repeat(np.arange(2 * EACH), 10)
    special = (LABELS[who] == 0) & (rng.random(len(who)) < 0.6)
    return pd.DataFrame(
        {
            "customer": who,
            "weekday": np.where(special, SATURDAY, rng.integers(0, 7, len(who))),
            "hour": np.where(special, 20, rng.integers(8, 18, len(who))),
        }
    )


def told(claims, slot):
    return [claim.slots[slot].value for claim in kept(claims)]


def test_a_planted_saturday_evening_is_told(orders):
    first, second = habits(orders, LABELS, 2)
    assert {(c.says, c.slots["when"].value) for c in kept(first)} == {
        ("buys_weekday", SATURDAY),
        ("buys_hours", EVENING),
    }
    assert SATURDAY not in told(second, "when")


def test_a_week_counts_every_customer_once(orders):
    busy = pd.concat([orders, *[orders[orders["customer"] == 0].assign(weekday=0, hour=3)] * 50])
    week = weeks(busy, LABELS, 2)[0]
    assert week.shares.sum() == pytest.approx(1)
    assert week.shares[0, 3] < 2 / EACH  # one customer's, however busy


def test_shuffled_customers_have_no_habits(orders):
    mixed = np.random.default_rng(4).permutation(LABELS)
    assert sum(len(kept(own)) for own in habits(orders, mixed, 2)) <= 1


def test_few_customers_have_no_week(orders):
    few = orders[orders["customer"] < 9]
    assert weeks(few, LABELS, 2) == (None, None)
    assert habits(few, LABELS, 2) == ((), ())


def test_stages_by_hand():
    known = pd.DataFrame(
        {
            "recency_days": [10.0, 10, 50, 100, 10],
            "T_days": [30.0, 400, 400, 400, 400],
            "overdue_ratio": [0.5, 0.5, 2.5, 9, np.nan],
        }
    )
    assert [STAGES[place] for place in stages(known, 91)] == [
        *("new", "active", "slipping", "lapsed", "active")
    ]


def test_shares_of_stages_add_up_and_the_lapsed_are_called_so():
    stage = np.r_[np.full(EACH, 3), np.tile([1, 1, 1, 3], EACH // 4)]
    assert stage_shares(stage, LABELS, 2).tolist() == [[0, 0, 0, 1], [0, 0.75, 0, 0.25]]
    first, second = journeys(stage, LABELS, 2)
    assert told(first, "stage") == ["lapsed"]
    assert told(second, "stage") == ["active"]


def test_a_rule_is_found_and_judged_on_others():
    rng = np.random.default_rng(5)
    spend = np.where(LABELS == 0, rng.uniform(0, 90, 240), rng.uniform(110, 300, 240))
    features = pd.DataFrame({"net_90d": spend, "noise": rng.random(240)})
    claim = rule(features, LABELS == 0, 7)
    ((feature, sign, limit),) = claim.slots["rule"].value
    assert (feature, sign) == ("net_90d", "<=")
    assert 80 <= limit <= 120
    assert claim.slots["precision"].value > 0.95
    assert claim.slots["recall"].value > 0.95
    assert 100 < claim.support.n + (LABELS == 1).sum() / 2 < 140


def test_noise_has_no_rule_that_may_be_printed():
    rng = np.random.default_rng(6)
    features = pd.DataFrame(rng.random((240, 5)), columns=list("abcde"))
    found = [rule(features, rng.permutation(LABELS) == 0, seed) for seed in range(10)]
    assert sum(len(kept([claim])) for claim in found if claim) <= 2


def test_histories_are_means_of_ten_and_never_of_fewer():
    rng = np.random.default_rng(7)
    members = pd.DataFrame(
        {
            name: rng.lognormal(2, 1, 35)
            for name in ("T_days", "orders_count", "net_mean", "net_sum", "recency_days")
        }
    )
    points = rng.normal(size=(35, 3))
    found = histories(members, points)
    assert [claim.support.n for claim in found] == [PEOPLE] * 3
    spends = [claim.slots["spend"].value for claim in found]
    assert spends == sorted(spends)
    assert not set(spends) & set(members["net_sum"])
    assert len(histories(members.head(19), points[:19])) == 1
    assert histories(members.head(9), points[:9]) == ()


@pytest.fixture
def moved():
    """Discounts raise the odds of persona a by e; baskets by nothing; n 60 and 60."""
    rng = np.random.default_rng(8)
    persona = np.repeat(["a", "b"], 60)
    table = pd.DataFrame(rng.normal(0, 0.2, (120, 3)), columns=["discounts", "basket", "variety"])
    return table.assign(persona=persona, discounts=table["discounts"] + (persona == "a"))


def test_a_lever_is_a_reason_that_can_be_acted_on_and_raises_the_risk(moved):
    found = effects(moved, ("a", "b"))
    first, second = (kept(churn_reasons(found[name])) for name in ("a", "b"))
    assert [(c.chapter, c.says, c.subject) for c in first] == [
        ("leaves", "raises_risk", "discounts"),
        ("keeps", "lever", "discounts"),
    ]
    assert first[0].slots["size"].value == pytest.approx(np.e, rel=0.15)
    assert [(c.chapter, c.says) for c in second] == [("leaves", "lowers_risk")]


def test_what_nobody_can_change_is_no_lever(moved):
    other = moved.rename(columns={"discounts": "rhythm of orders"})
    found = kept(churn_reasons(effects(other, ("a", "b"))["a"]))
    assert [claim.chapter for claim in found] == ["leaves"]


def test_value_is_told_in_money_and_trifles_are_not(moved):
    found = effects(moved.assign(discounts=moved["discounts"] * 100), ("a", "b"))
    (claim,) = kept(value_reasons(found["a"], 200.0))
    assert (claim.says, claim.support.unit) == ("raises_spend", "money")
    assert kept(value_reasons(found["a"], 1e6)) == ()


def test_who_leaves_is_watched_for_coming_again_and_others_for_spend():
    own = pd.DataFrame({"orders_count": [1.0, 3.0] * 10, "net_90d": [10.0, 30.0] * 10})
    active, new = [1] * 20, [0] * 20
    assert to_watch(own, active, np.full(20, 0.6)).slots["now"].value == pytest.approx(0.4)
    assert to_watch(own, active, np.full(20, 0.1)).slots["now"].value == 20
    assert to_watch(own, new, np.full(20, 0.1)).slots["now"].value == 0.5
    assert to_watch(own.head(9), active[:9], np.full(9, 0.1)) is None


def test_the_map_turns_its_axes_to_what_they_tell():
    rng = np.random.default_rng(9)
    spend = np.where(LABELS == 0, 5.0, -5.0) + rng.normal(size=240)
    points = np.c_[-spend, rng.normal(size=240) * 2, rng.normal(size=240) * 0.1]
    found = landscape(points, ("silence", "baskets", "noise"), LABELS, 2, 7)
    assert found.axes[0][0] == ("silence", pytest.approx(1, abs=0.01))
    assert found.axes[1][0][0] == "baskets"
    assert found.centres[0, 0] < 0 < found.centres[1, 0]
    assert found.explained[0] > 0.8
    assert landscape(np.ones((20, 3)), ("a", "b", "c"), LABELS[:20], 2, 7) is None
