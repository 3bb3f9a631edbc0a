"""Forty records written by hand: who is who, in whatever order they stand."""

import numpy as np
import pyarrow as pa
import pytest

from src.unify.identity.resolve import ByHand, resolve

COLUMNS = ("person", "source", "given_name", "family_name", "email", "phone", "birth_date", "city")
TILL = "till@shop.example"
ROWS = [  # typos, a family of two with one mailbox, twins, a junior, six who bear the shop's e-mail
    *[
        (who, source, given, family, f"{given}.{family}{who}@x.example".lower(),
         f"+49 30 90182{who:02d}", f"19{50 + who}-0{1 + who % 9}-1{who % 10}", city)
        for who, (given, family, city) in enumerate(
            [("Martin", "Keller", "Ulm"), ("Sabine", "Vogt", "Bonn"), ("Jonas", "Brandt", "Kiel"),
             ("Petra", "Lindner", "Jena"), ("Oskar", "Hahn", "Trier"), ("Clara", "Winter", "Celle"),
             ("Hugo", "Sommer", "Essen"), ("Ida", "Busch", "Fulda"), ("Emil", "Roth", "Gera"),
             ("Lena", "Kraus", "Hof")]
        )
        for source in ("crm", "shop")
    ],
    (0, "till", "Matrin", "Keller", "martin.keller0@x.example", None, None, "Ulm"),
    (1, "till", "Sabine", "Voogt", "sabine.vogt1@x.example", None, None, "Bonn"),
    (20, "crm", "Rolf", "Maurer", "maurer@x.example", "+49 30 5550001", "1961-03-04", "Lindau"),
    (21, "crm", "Ulrike", "Maurer", "maurer@x.example", "+49 30 5550002", "1964-11-23", "Lindau"),
    (22, "crm", "Anton", "Zeller", "anton@x.example", "+49 30 5550003", "1990-05-06", "Passau"),
    (23, "crm", "Bernd", "Zeller", "bernd@x.example", "+49 30 5550004", "1990-05-06", "Passau"),
    (24, "crm", "Georg", "Stein", "georg1@x.example", "+49 30 5550005", "1950-02-03", "Worms"),
    (25, "crm", "Georg", "Stein", "gs77@x.example", "+49 30 5550006", "1977-08-19", "Worms"),
    *[
        (30 + i, "till", given, family, TILL, None, None, None)
        for i, (given, family) in enumerate(
            [("Max", "Ott"), ("Eva", "Lang"), ("Udo", "Fink"), ("Ruth", "Beck"), ("Kai", "Wolf"),
             ("Nele", "Graf")]
        )
    ],
]  # fmt: skip


def table(order=None):
    rows = [ROWS[i] for i in (range(len(ROWS)) if order is None else order)]
    told = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    return pa.table({"key": [str(i) for i in range(len(rows))], **told})


def groups(found, order=None):
    place = list(range(len(ROWS)) if order is None else order)
    members = {}
    for row, person in enumerate(found.person.tolist()):
        members.setdefault(person, set()).add(place[row])
    return {frozenset(group) for group in members.values()}


def resolved(engine, order=None, **chosen):
    return resolve(engine, table(order).drop_columns("person"), **chosen)


def expected():
    members = {}
    for row, told in enumerate(ROWS):
        members.setdefault(told[0], set()).add(row)
    return {frozenset(group) for group in members.values()}


def test_each_person_is_found(engine):
    found = resolved(engine)
    assert groups(found) == expected()
    assert found.shared == {"email": 1}


@pytest.mark.parametrize("seed", [1, 2])
def test_neither_the_order_of_rows_nor_another_run_changes_who_is_who(engine, seed):
    order = np.random.default_rng(seed).permutation(len(ROWS)).tolist()
    first, again = resolved(engine, order), resolved(engine, order)
    assert groups(first, order) == groups(resolved(engine)) == expected()
    assert (first.person == again.person).all()
    assert (first.pairs.weight == again.pairs.weight).all()


def test_what_people_decide_goes_before_all_evidence(engine):
    decided = ByHand(together=((2, 4),), apart=((0, 1),))
    found = resolved(engine, by_hand=decided)
    assert found.person[2] == found.person[4]
    assert found.person[0] != found.person[1]


def test_records_that_say_the_same_are_compared_once(engine):
    """Ten times the same row adds one equal pair per copy, and no pair to weigh."""
    one = table().drop_columns("person")
    many = pa.concat_tables([one, *[one.slice(0, 1)] * 10])
    alone, copied = resolve(engine, one), resolve(engine, many)
    assert (copied.person[len(one) :] == copied.person[0]).all()
    assert len(copied.pairs.weight) == len(alone.pairs.weight) + 10


def test_nothing_to_compare_joins_nobody(engine):
    found = resolve(engine, pa.table({"source": ["a", "a"], "key": ["1", "2"], "city": ["X", "X"]}))
    assert found.person.tolist() == [0, 1]
    assert found.precision is None
