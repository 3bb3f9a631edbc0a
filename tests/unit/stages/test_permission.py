"""Whom a use leaves out, and what is left of the tables."""

import narwhals.stable.v2 as nw
import numpy as np
import pytest

from src.config import Unsaid
from src.engine import collect
from src.errors import DataError
from src.stages.permission import permission
from src.unify.consent import CONTACTING, LEARNING


@pytest.fixture
def tables(engine):
    """Three customers; ann is two records, known to be hers from day 50 on; bob refused."""
    orders = """FROM (VALUES ('ann', 'ann', NULL), ('ann', 'anna', 50), ('bob', 'bob', NULL),
        ('cem', 'cem', NULL)) o(customer_id, alone_id, linked_day) SELECT *"""
    consents = """FROM (VALUES ('bob', 'train', 'withdrawn'), ('bob', 'contact', 'withdrawn'),
        ('cem', 'contact', 'granted')) c(customer_id, purpose, state)
        SELECT *, customer_id AS alone_id, 0 AS shared, TIMESTAMP '2024-01-01' AS changed_at"""
    made = {"orders": orders, "consents": consents}
    return {name: nw.from_native(engine.con.sql(query)) for name, query in made.items()}


def test_nothing_changes_where_nobody_is_left_out(engine, tables):
    orders = {"orders": tables["orders"]}
    found = permission(engine, orders, LEARNING, Unsaid(), 3)
    assert found.tables is orders
    assert found.covers(np.array(["bob", "x"])).all()
    assert str(found.left_out) == "0 of 3 customers not learnt from"


def test_the_others_are_left_and_counted(engine, tables):
    found = permission(engine, tables, LEARNING, Unsaid(), 3)
    assert sorted(collect(found.needed["orders"])["customer_id"]) == ["ann", "ann", "cem"]
    assert str(found.left_out) == "1 of 3 customers not learnt from: 1 withdrew"


def test_a_record_that_stood_alone_at_the_time_is_known_by_its_own_name(engine, tables):
    found = permission(engine, tables, CONTACTING, Unsaid(), 3)
    assert found.covers(np.array(["anna", "bob", "ann", "cem"])).tolist() == [True, False] + 2 * [
        True
    ]


def test_default_and_reason(engine, tables):
    found = permission(engine, tables, CONTACTING, Unsaid(contact="withdrawn"), 3)
    assert str(found.left_out) == (
        "2 of 3 customers not on the contact list: 1 withdrew, 1 never said"
    )
    assert found.covers(np.array(["ann", "bob", "cem"])).tolist() == [False, False, True]


def test_nobody_left_is_refused(engine, tables):
    orders = {"orders": tables["orders"]}
    found = permission(engine, orders, LEARNING, Unsaid(train="withdrawn"), 3)
    assert found.left_out.left == 0
    with pytest.raises(DataError, match=r"3 of 3 customers not learnt from: 3 never said. Nobody"):
        _ = found.needed
