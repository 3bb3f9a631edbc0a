"""Sentences about who is who, counted by hand."""

from src.reporting.people import who_is_who
from src.unify.customers import Identity

ALONE = {"alone": 10}


def test_where_every_key_is_a_customer_nothing_is_told():
    assert who_is_who(Identity(10, 10, ALONE, {}, 0, None, None, resolved=False)) == ()


def test_links_are_told_by_their_rule_and_how_sure_they_are():
    by_rule = {"alone": 1_000, "mailbox": 2_500, "evidence": 700}
    identity = Identity(4_200, 2_100, by_rule, {"email": 1}, 3, 0.9963, 0.981, resolved=True)
    first, second, shared, refused = who_is_who(identity)
    assert first == (
        "4,200 records are 2,100 customers: records were linked 700 by what they agree in,"
        " 2,500 by a mailbox; 1,000 stand alone."
    )
    assert "99.6%" in second
    assert "98.1%" in second
    assert "1 of email" in shared
    assert refused.startswith("3 likely pairs")


def test_nothing_compared_gives_no_estimate():
    told = who_is_who(Identity(10, 10, ALONE, {}, 0, None, None, resolved=True))
    assert told == ("10 records are 10 customers; 10 stand alone.",)
