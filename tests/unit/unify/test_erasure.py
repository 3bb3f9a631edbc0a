"""Who was forgotten is left out of the next load, wherever and however they are written."""

import pytest

from src.errors import DataError
from src.unify.customers import secret
from src.unify.erasure import FORGOTTEN, add_marks, mark, mark_of_key, read_marks

PROFILES = """
[tables.crm]
table = "profiles"
source = { path = "crm.csv" }
keys = "contact"
[tables.crm.columns]
customer_key = "id"
given_name = "name"
family_name = "family"
email = "mail"
phone = "phone"

[tables.letters]
table = "messages"
source = { path = "letters.csv" }
keys = "contact"
columns = { customer_key = "id", sent_at = "at" }
"""
CRM = """\
id,name,family,mail,phone
c1,Ann,Lee,Ann.Lee@Example.com,+49 30 5510001
c2,Bob,Ray,bob@example.com,030 5510002
c3,Cem,Oz,cem@example.com,
,Ann,Lee,ann.lee+again@example.com,
"""
LETTERS = "id,at\nc1,2017-05-01\nc2,2017-05-01\nc9,never\nc3,2017-05-03\nc1,never\n"


@pytest.fixture
def shop(shop):
    shop.write("dataset.toml", (shop.folder / "dataset.toml").read_text() + PROFILES)
    shop.write("crm.csv", CRM)
    shop.write("letters.csv", LETTERS)
    return shop


def rows(shop):
    """Return what became of the rows of each source, and check that the sum holds."""
    found = shop.ingest().accounts
    for a in found:
        parts = a.kept_rows, a.quarantined_rows, a.repeated_rows, a.filtered_rows
        assert a.read_rows == sum(parts) + a.forgotten_rows
    return {a.source: (a.read_rows, a.kept_rows, a.forgotten_rows) for a in found}


def test_nobody_is_forgotten_at_first(shop):
    assert read_marks(shop.folder, secret()) == frozenset()
    assert rows(shop) == {"orders": (3, 3, 0), "crm": (4, 3, 0), "letters": (5, 3, 0)}


def test_a_key_is_forgotten_in_every_source_that_numbers_the_same(shop):
    add_marks(shop.folder, {mark_of_key("contact:c1", secret())}, secret())
    assert rows(shop) == {"orders": (3, 3, 0), "crm": (4, 2, 1), "letters": (5, 2, 2)}
    assert len(shop.rows("quarantine/letters", "customer_key")) == 1  # c9's, not c1's
    assert len(shop.rows("quarantine/crm", "email")) == 1  # nothing told that Ann is c1


def test_a_number_of_another_sort_is_somebody_else(shop):
    add_marks(shop.folder, {mark_of_key("c1", secret()), mark_of_key("007", secret())}, secret())
    assert rows(shop) == {"orders": (3, 1, 2), "crm": (4, 3, 0), "letters": (5, 3, 0)}


def test_whose_mailbox_is_forgotten_is_forgotten_with_all_they_did(shop):
    add_marks(shop.folder, {mark("email", "ann.lee@example.com", secret())}, secret())
    assert rows(shop) == {"orders": (3, 3, 0), "crm": (4, 2, 2), "letters": (5, 2, 2)}
    assert shop.rows("quarantine/crm", "email") == []


def test_a_key_that_is_the_mailbox_is_forgotten_though_no_profile_says_so(shop):
    shop.write("letters.csv", "id,at\nann.lee@example.com,2017-05-01\nc2,2017-05-01\n")
    manifest = (shop.folder / "dataset.toml").read_text()
    before, letters = manifest.split("[tables.letters]")
    shop.write("dataset.toml", f"{before}[tables.letters]{letters.replace('contact', 'mailbox')}")
    add_marks(shop.folder, {mark("email", "ann.lee@example.com", secret())}, secret())
    assert rows(shop)["letters"] == (2, 1, 1)


def test_a_row_without_a_key_is_known_by_its_name_or_else_by_its_street(shop):
    manifest = (shop.folder / "dataset.toml").read_text()
    shop.write("dataset.toml", manifest.replace('phone = "phone"', 'street = "phone"'))
    keyless = [
        "Lee,Ann,,",  # she, the other way round
        "ANN,lee,,Elsewhere 1",
        ",,,haupt-str. 7",  # where she lives, and no name
        "Bob,Ray,,Hauptstr. 7",  # who lives there too
        "Ann,,,",  # could be anybody
        ",,,Hauptstr. 71",
    ]
    rows_of_hers = ["c1,Ann,Lee,a@example.com,Hauptstraße 7", "c4,Ann,Lee,other@example.com,"]
    written = [*CRM.splitlines()[:1], *rows_of_hers, *(f",{row}" for row in keyless)]
    shop.write("crm.csv", "\n".join(written))
    hers = {("name", "ann lee"), ("street", "haupt strasse 7")}
    add_marks(shop.folder, {mark(*told, secret()) for told in hers}, secret())
    assert rows(shop)["crm"] == (8, 2, 3)  # whoever has a key of their own stays
    assert shop.rows("quarantine/crm", "given_name, street") == [
        ("Ann", None),
        ("Bob", "Hauptstr. 7"),
        (None, "Hauptstr. 71"),
    ]


def test_a_telephone_is_the_same_with_or_without_its_country(shop):
    add_marks(shop.folder, {mark("phone", "305510002", secret())}, secret())
    assert rows(shop)["letters"] == (5, 2, 1)


def test_the_file_tells_nothing_and_grows(shop):
    add_marks(shop.folder, {mark_of_key("contact:c1", secret())}, secret())
    add_marks(shop.folder, {mark_of_key("contact:c2", secret())}, secret())
    lines = (shop.folder / FORGOTTEN).read_text().splitlines()
    assert len(lines) == 3  # the secret's own, and two
    assert all(len(line) == 64 and int(line, 16) for line in lines)
    assert read_marks(shop.folder, secret()) == frozenset(lines[1:])


def test_with_another_secret_everybody_would_come_back_so_it_is_refused(shop, monkeypatch):
    add_marks(shop.folder, {mark_of_key("contact:c1", secret())}, secret())
    monkeypatch.setenv("CUSTOMER_KEY", "another")
    with pytest.raises(DataError, match="written with another CUSTOMER_KEY"):
        shop.ingest()
    monkeypatch.delenv("CUSTOMER_KEY")
    assert shop.ingest().customers


def test_a_source_of_forgotten_people_alone_is_no_mistake(shop):
    shop.write("letters.csv", "id,at\nc1,2017-05-01\n")
    add_marks(shop.folder, {mark_of_key("contact:c1", secret())}, secret())
    assert rows(shop)["letters"] == (1, 0, 1)
