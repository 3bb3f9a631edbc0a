"""Partners, twins and juniors are told in the truth, and share what such people share."""

import duckdb
import pytest


@pytest.fixture(scope="module")
def kin(write_world):
    """A world with a row per person who has kin: what both are, and their clean CRM contacts."""
    world = write_world(people=8000)
    world.con.execute(
        """
        CREATE TABLE contacts AS FROM crm_contacts c JOIN truth_records r
          ON r.source = 'crm_contacts' AND r.record_id = contact_id
        SELECT person, any_value(first_name) AS first_name, any_value(last_name) AS last_name,
          any_value(gender) AS gender, any_value(street) AS street,
          max(TRY_CAST(birth_date AS DATE)) AS birth_date, any_value(postcode) AS postcode
        WHERE row NOT IN (SELECT row FROM truth_faults WHERE source = 'crm_contacts')
        GROUP BY person
        """
    )
    world.con.execute(
        """
        CREATE TABLE kin AS FROM truth_people p JOIN truth_people o ON o.person = p.kin_of
          LEFT JOIN contacts a ON a.person = p.person LEFT JOIN contacts b ON b.person = o.person
        SELECT p.kin, p.person, p.kin_of, p.country, o.country AS country_of,
          a.first_name = b.first_name AS one_given, a.last_name = b.last_name AS one_family,
          a.street = b.street AND a.postcode = b.postcode AS one_home,
          a.gender = b.gender AS one_gender,
          a.birth_date = b.birth_date AS one_birth, a.birth_date - b.birth_date AS later_days
        """
    )
    return world


def shares(kin, what):
    return dict(kin.rows(f"FROM kin SELECT kin, avg(({what})::INT) GROUP BY kin"))


def test_few_people_are_twins_or_juniors_of_the_person_before(kin):
    found = dict(kin.rows("FROM truth_people SELECT kin, count(*) / 8000 GROUP BY kin"))
    assert found.keys() == {"none", "partner", "twin", "junior"}
    assert found["partner"] == pytest.approx(0.058, abs=0.01)
    assert found["twin"] == pytest.approx(0.008, abs=0.003)
    assert found["junior"] == pytest.approx(0.008, abs=0.003)
    assert kin.one("FROM truth_people SELECT bool_and((kin = 'none') = (kin_of = -1))")
    assert kin.one("FROM kin SELECT bool_and(kin_of = person - 1 AND country = country_of)")


def test_kin_bear_one_surname_and_live_together(kin):
    """But for slips of the pen, other alphabets and turned names."""
    assert min(shares(kin, "one_family").values()) > 0.6
    assert min(shares(kin, "one_home").values()) > 0.75


def test_twins_are_born_on_one_day_and_have_names_of_their_own(kin):
    assert shares(kin, "one_birth")["twin"] == 1
    assert shares(kin, "one_given")["twin"] == 0
    assert shares(kin, "one_gender")["twin"] == pytest.approx(0.5, abs=0.2)
    assert shares(kin, "one_birth")["partner"] < 0.05


def test_juniors_have_their_parent_s_given_name_and_are_a_generation_younger(kin):
    assert shares(kin, "one_given")["junior"] > 0.6
    assert shares(kin, "one_gender")["junior"] == 1
    years = "FROM kin SELECT {}(later_days) / 365.25 WHERE kin = 'junior'"
    assert 20 <= kin.one(years.format("min")) < kin.one(years.format("max")) <= 40


def test_some_of_all_kin_use_one_mailbox(kin):
    mailbox = (
        "(FROM shop_accounts JOIN truth_records ON record_id = account_id"
        " SELECT person, list(lower(trim(email))) AS emails GROUP BY person)"
    )
    found = dict(
        kin.rows(
            f"FROM kin JOIN {mailbox} a ON a.person = kin.person"
            f" JOIN {mailbox} b ON b.person = kin.kin_of"
            " SELECT kin, avg(list_has_any(a.emails, b.emails)::INT) GROUP BY kin"
        )
    )
    assert 0.2 < found["partner"] < 0.4
    assert 0.1 < found["twin"] < 0.5
    assert 0 < found["junior"] < 0.25


def test_a_clerk_gave_some_cards_the_shop_s_own_mailbox(kin):
    cards, people = kin.rows(
        "FROM loyalty_members JOIN truth_records ON record_id = card_no"
        " SELECT count(*), count(DISTINCT person) WHERE email = 'kasse@shop.example'"
    )[0]
    assert cards == people  # of people who have nothing else in common
    assert cards / kin.one("FROM loyalty_members SELECT count(*)") == pytest.approx(
        0.003, abs=0.002
    )
    others = kin.one("FROM shop_accounts SELECT count(*) WHERE email = 'kasse@shop.example'")
    assert others == 0


def test_telephones_are_as_long_as_their_country_s(kin):
    """GB 10 digits, Germany 10, France 9 and Japan 10 after the country's code."""
    digits = duckdb.sql(
        f"FROM '{kin.folder}/raw/shop_accounts.csv' SELECT left(phone, 3),"
        " list(DISTINCT length(regexp_replace(phone[4:], '[^0-9]', '', 'g')))"
        " WHERE phone[1] = '+' GROUP BY ALL"
    ).fetchall()
    assert dict(digits) == {"+44": [10], "+49": [10], "+33": [9], "+81": [10]}


def test_streets_without_accents_keep_their_name(kin):
    """A Japanese street has no accents to leave out: its number alone would be left."""
    assert (
        kin.one("FROM crm_contacts SELECT count(*) WHERE regexp_matches(street, '^[0-9 ]+$')") == 0
    )
