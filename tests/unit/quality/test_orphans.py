"""Customers who are not known everywhere are counted, source by source, and stay."""

import pytest

MANIFEST = """\
name = "shop"
currency = "EUR"
[tables.till]
table = "orders"
source = { path = "till.csv" }
grain = ["n"]
columns = { customer_key = "who", ordered_at = "at", net = "net" }
"""
PROFILES = """
[tables.{0}]
table = "profiles"
source = {{ path = "{0}.csv" }}
columns = {{ customer_key = "who", city = "city" }}
"""
FILES = {
    "till": "n,who,at,net\n1,ann,2024-01-05,1\n2,ann,2024-01-06,1\n3,bob,2024-01-06,1\n"
    "4,eve,2024-01-07,1\n5,eve,2024-01-08,1\n6,eve,2024-01-09,1\n",
    "crm": "who,city\nann,Ulm\nmax,Ulm\n",
    "club": "who,city\nann,Ulm\nbob,Ulm\nzoe,Ulm\n",
    "fair": "who,city\nzoe,Ulm\n",
}


@pytest.fixture
def noted(shop):
    """Ingest with some sources of profiles; return what was noted of each source."""

    def noted(*profiles):
        text = MANIFEST + "".join(PROFILES.format(name) for name in profiles)
        shop.write("dataset.toml", text)
        for name in ("till", *profiles):
            shop.write(f"{name}.csv", FILES[name])
        return {account.source: dict(account.noted) for account in shop.ingest().accounts}

    return noted


def test_without_profiles_nobody_is_missed(noted):
    assert noted() == {"till": {}}


def test_customers_of_whom_the_only_profiles_know_nothing(noted):
    assert noted("crm") == {"till": {"customer without a profile": 4}, "crm": {}}


def test_the_first_of_several_profiles_is_held_against_the_others(noted):
    assert noted("crm", "club", "fair") == {
        "till": {"customer without a profile": 3, "customer not in crm": 1},
        "crm": {"customer in no other profiles": 1},  # max
        "club": {"customer not in crm": 2},
        "fair": {"customer not in crm": 1},
    }
