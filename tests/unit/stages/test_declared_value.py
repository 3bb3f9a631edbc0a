# ruff: noqa: RUF001 - print has a minus and a dash that are not on keyboards
"""Whether anything says what customers pay."""

from types import SimpleNamespace

import numpy as np
import pytest

from src.config import Churn, Contact
from src.modeling.baselines import Rules
from src.modeling.design import Design
from src.modeling.worth import MONTHLY, Price
from src.reporting.declared_value import value_sentences
from src.stages import declared_value
from src.stages.declared_value import price_of, profitable, valued_then
from src.stages.snapshots import Snapshots


def told(*amounts):
    """Snapshots of customers who pay that; NaN is not known."""
    n = len(amounts)
    design = Design((MONTHLY, "fee"), np.stack([amounts, np.full(n, 5.0)], axis=1))
    return Snapshots(design, np.zeros(n, dtype=np.int64), np.array([f"c{i}" for i in range(n)]))


def test_a_price_is_of_what_is_served_and_known_of_somebody():
    contract, known = Churn(kind="subscription"), told(10.0, np.nan)
    price = price_of(contract, 73, {MONTHLY}, known, known)
    assert price.paid(known.design)[0] == pytest.approx(24)  # 12 months' tenners for a fifth of it
    assert price_of(contract, 73, {MONTHLY}, known, told(np.nan)) is None
    assert price_of(contract, 73, {"fee"}, known, known) is None


def test_of_a_label_the_manifest_says_what_is_paid():
    known = told(np.nan)
    priced = Churn(kind="label", value="fee", value_periods=12)
    assert price_of(priced, 0, {"fee"}, known).paid(known.design).tolist() == [60.0]
    assert price_of(Churn(kind="label"), 0, {"fee"}, known) is None


@pytest.mark.parametrize(
    ("fees", "churned", "told"),
    [
        ([np.nan, 10.0, 30.0], [0.0, 1.0, 0.0], "$30 (−6.7 %); if nobody left, $40"),
        ([np.nan, 10.0, 30.0], [0.0, 1.0, 1.0], "$0 (– %); if nobody left, $40"),
        ([np.nan, 0.0, 0.0], [0.0, 1.0, 0.0], "$0 (– %); if nobody left, $0"),
        ([np.nan, np.nan, 30.0], [0.0, 1.0, 1.0], "$0 (– %); if nobody left, $30"),
    ],
)
def test_it_is_told_what_was_kept_even_if_that_is_nothing(fees, churned, told):
    prob = np.array([0.1, 0.2, 0.3333])
    design = Design(("fee",), np.array(fees)[:, None])
    trial = SimpleNamespace(
        churned=np.array(churned), churn_prob=prob, rules=Rules({"base rate": prob}, {}, {})
    )
    taught = SimpleNamespace(trials=[trial], judged=SimpleNamespace(design=design), timing=None)
    valued = valued_then(Price("fee", 1.0), taught, seed=7)
    findings = SimpleNamespace(valued=valued, currency="USD", horizon_days=0)
    assert told in value_sentences(findings)[1]


def test_of_who_permits_it_those_are_listed_who_earn_more_than_a_contact_costs(monkeypatch):
    """By hand: .5 of .9 x 10 and of .8 x 10, less 1, of whom the first forbade it."""
    prob = np.array([0.9, 0.8, 0.1])
    monkeypatch.setattr(declared_value, "predict", lambda *_: {"churn_prob": prob})
    trial = SimpleNamespace(churned=np.array([1.0, 0.0]), churn_prob=np.array([0.5, 0.4]))
    today = SimpleNamespace(design=Design(("fee",), np.ones((3, 1))))
    taught = SimpleNamespace(trials=[trial], today=today)
    bundle = SimpleNamespace(schema=SimpleNamespace(names=("fee",)))
    terms = Contact(cost=1.0, success_rate=0.5, value=10.0)
    for permits, contacts, earned in (([True] * 3, 2, 6.5), ([False, True, True], 1, 3.0)):
        found = profitable(terms, bundle, taught, None, np.array(permits), 7)
        assert (found.contacts, found.expected) == (contacts, pytest.approx(earned))
    assert profitable(None, bundle, taught, None, np.ones(3, dtype=bool), 7) is None
