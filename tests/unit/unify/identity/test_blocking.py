"""Pairs are looked at where few share a key; what many share says nothing."""

import pyarrow as pa
import pytest

from src.unify.identity.blocking import (
    NAMES_MAX,
    RECORDS_MAX,
    keys_of,
    pairs_sharing,
    without_shared,
)


def records(engine, **columns):
    engine.con.register("given", pa.table(columns))
    engine.con.execute("CREATE OR REPLACE TABLE records AS FROM given")
    return "records"


def column(engine, name, table="records"):
    return [value for (value,) in engine.con.execute(f"SELECT {name} FROM {table}").fetchall()]  # noqa: S608  names of ours


def test_a_mailbox_behind_too_many_names_is_no_evidence(engine):
    """Six names: a shop's own. Five, of a family, stay; so does one name, however often."""
    given = [*"ABCDEF", *"ABCDE", *"AAAAAAA"]
    emails = ["till@shop.example"] * 6 + ["home@x.example"] * 5 + ["ann@x.example"] * 7
    table = records(engine, given_name=given, family_name=["Gray"] * 18, email=emails)
    assert without_shared(engine, table, ["given_name", "family_name", "email"]) == {"email": 1}
    assert column(engine, "email") == [None] * 6 + emails[6:]
    assert NAMES_MAX == 5


def test_so_is_a_telephone_or_a_number(engine):
    names = [f"N{i}" for i in range(12)]
    table = records(
        engine, given_name=names, family_name=["Gray"] * 12,
        phone=["100"] * 6 + ["200"] * 3 + ["300"] * 3, national_id=["1"] * 4 + ["2"] * 8,
    )  # fmt: skip
    found = without_shared(engine, table, ["given_name", "family_name", "phone", "national_id"])
    assert found == {"phone": 1, "national_id": 1}
    assert column(engine, "phone") == [None] * 6 + ["200"] * 3 + ["300"] * 3
    assert column(engine, "national_id") == ["1"] * 4 + [None] * 8


def test_a_record_without_a_name_is_not_another_name(engine):
    given = ["A", "B", "C", "D", "E", None]
    table = records(engine, given_name=given, family_name=[None] * 6, email=["a@b.c"] * 6)
    assert without_shared(engine, table, ["given_name", "family_name", "email"]) == {}


def test_without_names_nothing_is_known_to_be_shared(engine):
    table = records(engine, email=["a@b.c"] * 20, phone=["1"] * 20)
    assert without_shared(engine, table, ["email", "phone"]) == {}
    assert column(engine, "email") == ["a@b.c"] * 20


def looked_at(engine, table, keys, once=()):
    pairs_sharing(engine, table, keys, once)
    return sorted(engine.con.execute("SELECT join_key_l, join_key_r FROM sharing").fetchall())


def test_pairs_share_a_key_that_few_share(engine):
    emails = ["two"] * 2 + ["one"] + ["many"] * (RECORDS_MAX + 1) + ["most"] * RECORDS_MAX + [None]
    rows = list(range(len(emails)))
    table = records(engine, id=rows, source=["s"] * len(rows), email=emails)
    most = [i for i in rows if emails[i] == "most"]
    expected = [(0, 1), *[(i, j) for i in most for j in most if i < j]]
    assert looked_at(engine, table, {"mailbox": "email"}) == expected


def test_a_pair_that_shares_two_keys_is_looked_at_once(engine):
    table = records(engine, id=[0, 1, 2], source=["s"] * 3, email=["a"] * 3, phone=["1", "1", None])
    keys = {"mailbox": "email", "telephone": "phone"}
    assert looked_at(engine, table, keys) == [(0, 1), (0, 2), (1, 2)]


def test_two_records_of_a_source_that_has_people_once_are_no_pair(engine):
    table = records(engine, id=[0, 1, 2, 3], source=["a", "a", "b", "b"], email=["x"] * 4)
    mailbox = {"mailbox": "email"}
    across = [(0, 2), (0, 3), (1, 2), (1, 3)]
    assert looked_at(engine, table, mailbox, {"a", "b"}) == across
    assert looked_at(engine, table, mailbox, {"a"}) == sorted([*across, (2, 3)])


@pytest.mark.parametrize(
    ("columns", "keys"),
    [
        (["phone"], ["telephone"]),
        (["given_name"], []),
        (["given_name", "family_name"], ["name", "name_start"]),
        (["birth_date", "postal_code"], ["birth", "birth_postal"]),
        ([], []),
    ],
)
def test_keys_are_made_of_the_columns_that_are_there(columns, keys):
    assert list(keys_of(columns)) == keys


def test_names_in_each_other_s_place_have_the_same_keys(engine):
    table = records(
        engine, id=[0, 1, 2], source=["s"] * 3,
        given_name=["ann", "gray", "eve"], family_name=["gray", "ann", "gray"],
        city=["ulm"] * 3, birth_date=["1980-01-02", "1980-01-02", "1990-01-02"],
    )  # fmt: skip
    keys = keys_of(["given_name", "family_name", "city", "birth_date"])
    for key in ("name", "name_start", "name_town", "initials_year"):
        assert looked_at(engine, table, {key: keys[key]}) == [(0, 1)], key


@pytest.mark.parametrize("name", ["given_name", "family_name"])
def test_half_a_name_tells_people_apart_as_well(engine, name):
    table = records(engine, email=["till@shop.example"] * 6, **{name: list("ABCDEF")})
    assert without_shared(engine, table, [name, "email"]) == {"email": 1}
