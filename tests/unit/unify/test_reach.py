"""A withdrawal said by an address holds for all who have it, planted; a grant for nobody new."""

import narwhals.stable.v2 as nw
import pytest

from src.engine import collect
from src.unify.consent import CONTACTING, LEARNING, SCORING, barred
from src.unify.customers import pseudonym, secret

ACCOUNTS = """\
id,given,family,born,mail,phone
A1,Ann,Lee,1980-01-01,lee@example.com,030 5510001
A2,Bob,Lee,1955-05-05,lee@example.com,030 5510002
A3,Cem,Oz,1970-07-07,Cem.Oz+Shop@Example.com,030 5510003
A4,Dot,Ray,1990-09-09,dot@example.com,+49 (0)30 5510004
A5,Eve,May,1991-11-11,eve@example.com,
A6,Eve's,Twin,1991-11-12,,030 5510004
A7,Fay,Fox,1961-01-11,,
"""
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
[tables.accounts.columns]
customer_key = "id"
given_name = "given"
family_name = "family"
birth_at = "born"
email = "mail"
phone = "phone"

[tables.consents]
source = { path = "said.csv" }
keys = "SORT"
columns = { customer_key = "who", changed_at = "at", purpose = "which", state = "what" }
"""
SUBSCRIBERS = """
[tables.subscribers]
table = "profiles"
source = { path = "subscribers.csv" }
keys = "subscriber"
columns = { customer_key = "id", email = "mail", phone = "phone", full_name = "name" }
"""
ALL = dict.fromkeys(("profile", "train", "score", "contact"), "granted")


@pytest.fixture
def out(shop):
    """Return who may not be used after some words, by account; others are left out."""
    shop.write("accounts.csv", ACCOUNTS)
    rows = [f"{number},A{number},2017-03-31,10" for number in range(1, 8)]
    shop.write("orders.csv", "\n".join(["receipt,customer,at,net", *rows]))
    names = {pseudonym(f"account:A{number}", secret()): f"A{number}" for number in range(1, 8)}

    def out(*said, sort="mailbox", use=LEARNING, subscribers="", **missing):
        toml = TOML.replace("SORT", sort)
        if subscribers:
            shop.write("subscribers.csv", f"id,mail,phone,name\n{subscribers}")
            toml += SUBSCRIBERS
        shop.write("dataset.toml", toml)
        told = [",".join(row) for row in said]
        shop.write("said.csv", "\n".join(["who,at,which,what", *told]))
        done = shop.ingest()
        tables = {
            name: nw.from_native(shop.engine.con.read_parquet(str(path)))
            for name, path in done.tables.items()
        }
        found = collect(barred(tables, use, ALL | missing))
        known = found[found["customer_id"].isin(list(names))]
        return {
            names[row.customer_id]: "shared" if row.shared else "own" for row in known.itertuples()
        }

    return out


def test_a_mailbox_that_withdrew_bars_both_who_have_it(out):
    assert out(("lee@example.com", "2017-05-01", "train", "no")) == {"A1": "shared", "A2": "shared"}
    for use in (SCORING, CONTACTING):
        (purpose,) = use.purposes
        said = ("LEE@example.com", "2017-05-01", purpose, "no")
        assert set(out(said, use=use)) == {"A1", "A2"}
        assert out(said) == {}


def test_a_mailbox_is_known_however_it_is_written(out):
    assert set(out(("cem.oz@example.com", "2017-05-01", "train", "no"))) == {"A3"}


def test_the_latest_word_of_a_mailbox_counts_and_a_grant_lifts_its_own_withdrawal_only(out):
    no, yes = ("2017-05-01", "train", "no"), ("2017-06-01", "train", "yes")
    lee = "lee@example.com"
    assert out((lee, *no), (lee, *yes)) == {}
    assert set(out((lee, *yes), ("Lee+News@example.com", *no))) == {"A1", "A2"}


def test_a_withdrawal_without_a_usable_date_reaches_them_too(out):
    said = ("lee@example.com", "some day", "train", "no"), ("x", "2017-05-01", "train", "yes")
    assert set(out(*said)) == {"A1", "A2"}


def test_a_grant_of_a_shared_mailbox_permits_nothing_of_anybody_new(out):
    everybody = {f"A{number}" for number in range(1, 8)}
    said = ("lee@example.com", "2017-05-01", "score", "yes")
    assert set(out(said, use=SCORING, score="withdrawn")) == everybody
    no = ("lee@example.com", "2017-06-01", "train", "no")
    assert set(out(said, no, use=SCORING, score="withdrawn")) == everybody


def test_who_is_known_by_an_account_withdraws_for_themselves_only(out):
    said = ("A1", "2017-05-01", "train", "no")
    assert out(said, sort="account") == {"A1": "own"}


def test_a_record_of_which_nothing_but_an_address_is_known_withdraws_for_all_who_have_it(out):
    said = ("7", "2017-05-01", "train", "no")
    told = {"sort": "subscriber"}
    assert set(out(said, **told, subscribers="7,lee@example.com,,\n")) == {"A1", "A2"}
    assert set(out(said, **told, subscribers="7,,0049 30 5510004,\n")) == {"A4", "A6"}
    assert set(out(said, **told, subscribers="7,lee@example.com,,Gus Ode\n")) == set()


def test_a_telephone_is_a_key_where_profiles_say_so(out):
    said = ("0305510004", "2017-05-01", "train", "no")
    told = {"sort": "subscriber"}
    named = "0305510004,,030 5510004,Gus Ode\n"
    assert set(out(said, **told, subscribers=named)) == {"A4", "A6"}
    assert set(out(said, **told, subscribers="8,,030 5510009,Gus Ode\n")) == set()
