"""Who else an erasure concerns: others whom an address kept out that is forgotten."""

import io

import pytest
from rich.console import Console

from src.ingest import ingest
from src.manifest import load_manifest
from src.stages.erasing import forget
from src.terminal.erasures import show_erasure

TOML = """\
name = "shop"
currency = "EUR"
[tables.orders]
source = { path = "orders.csv" }
keys = "account"
grain = ["receipt"]
columns = { customer_key = "customer", ordered_at = "at", net = "net" }
[tables.accounts]
table = "profiles"
source = { path = "accounts.csv" }
keys = "account"
columns = { customer_key = "id", given_name = "given", birth_at = "born", email = "mail" }
[tables.consents]
source = { path = "said.csv" }
keys = "mailbox"
columns = { customer_key = "who", changed_at = "at", purpose = "which", state = "what" }
"""
ACCOUNTS = """\
id,given,born,mail
A1,Ann,1980-01-01,lee@example.com
A2,Bob,1955-05-05,lee@example.com
A3,Cem,1970-07-07,cem@example.com
"""


@pytest.fixture
def erased(shop):
    """Return how to forget, after an import, and what is printed of it."""
    shop.write("dataset.toml", TOML)
    shop.write("orders.csv", "receipt,customer,at,net\n1,A1,2017-03-31,1\n2,A2,2017-03-31,1\n")
    shop.write("accounts.csv", ACCOUNTS)
    said = "lee@example.com,2017-05-01,train,no\ncem@example.com,2017-05-01,train,no\n"
    shop.write("said.csv", f"who,at,which,what\n{said}")
    manifest, out = load_manifest(shop.folder), shop.folder / "built" / "tables"
    ingest(manifest, shop.folder, shop.engine, out, lambda *_: None)

    def erased(key, keys):
        found = forget(shop.folder, (key, keys), "erasure", shop.folder, lambda *_: None)
        printed = io.StringIO()
        show_erasure(Console(file=printed, width=200), shop.folder, found)
        return found, printed.getvalue()

    return erased


@pytest.mark.parametrize(
    ("who", "others"),
    [
        (("lee@example.com", "mailbox"), 2),
        (("cem@example.com", "mailbox"), 1),
        (("A1", "account"), 0),
    ],
)
def test_others_whom_only_the_forgotten_address_kept_out_are_told(erased, who, others):
    found, printed = erased(*who)
    assert found.let_in == others
    assert (f"held for others who have it, too ({others})" in printed) == (others > 0)


def test_a_mailbox_of_their_own_is_forgotten_with_a_person_and_a_shared_one_is_not(erased, shop):
    def said():
        return len(shop.rows("tables/consents", "customer_id"))

    assert said() == 5  # of two mailboxes, and of three accounts that have them
    found, _ = erased("A3", "account")
    assert (found.records, found.shared, said()) == (2, 0, 3)
    assert found.sources == {("accounts", "accounts.csv"): 1, ("consents", "said.csv"): 1}
    found, _ = erased("A1", "account")
    assert (found.records, found.shared, said()) == (1, 1, 2)
    manifest, out = load_manifest(shop.folder), shop.folder / "built" / "again"
    done = ingest(manifest, shop.folder, shop.engine, out, lambda *_: None)
    assert done.customers == 2  # Bob, and the mailbox that was theirs


def test_somebody_who_is_named_beside_a_mailbox_as_a_key_is_not_forgotten_with_another(shop):
    shop.write("orders.csv", "receipt,customer,at,net\n1,cem@example.com,2017-03-31,1\n")
    shop.write("people.csv", "mail,name\ncem@example.com,Cem\n")
    shop.write("cards.csv", "card,mail,name\nC7,cem@example.com,Dot\n")
    people = """
[tables.{name}]
table = "profiles"
source = {{ path = "{name}.csv" }}
columns = {{ customer_key = "{key}", given_name = "name"{email} }}
"""
    toml = (shop.folder / "dataset.toml").read_text()
    toml += people.format(name="people", key="mail", email="")
    toml += people.format(name="cards", key="card", email=', email = "mail"')
    shop.write("dataset.toml", toml)
    out = shop.folder / "built" / "tables"
    ingest(load_manifest(shop.folder), shop.folder, shop.engine, out, lambda *_: None)
    found = forget(shop.folder, ("C7", None), "erasure", shop.folder, lambda *_: None)
    assert (found.records, found.shared) == (1, 1)
    assert len(shop.rows("tables/orders", "customer_id")) == 1
