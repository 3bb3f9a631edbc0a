"""Public data sets with known faults: what was planted is found and counted, and nothing else.

The truth is in the files' SOURCE.md, and is counted here again from the files by other libraries.
"""

from collections import Counter

import pandas as pd
import pytest
from openpyxl import load_workbook

from src.pipeline import train
from src.unify.customers import pseudonym, secret
from tests.system.public import SHARED, Read, data_set

WORKBOOK = SHARED / "kpmg_sprocket" / "KPMG_VI_New_raw_data_update_final.xlsx"


@pytest.fixture(scope="module")
def kpmg(tmp_path_factory):
    return Read("kpmg", tmp_path_factory.mktemp("kpmg"))


@pytest.fixture(scope="module")
def contoso(tmp_path_factory):
    return Read("contoso", tmp_path_factory.mktemp("contoso"))


@pytest.fixture(scope="module")
def sheets():
    """Rows of the workbook as dicts, read cell by cell."""
    if not WORKBOOK.exists():
        pytest.skip("kpmg_sprocket is not in ../shared/data")
    book = load_workbook(WORKBOOK, read_only=True, data_only=True)
    found = {}
    for name in book.sheetnames[1:]:
        head, *rows = list(book[name].iter_rows(min_row=2, values_only=True))
        full = [row for row in rows if any(cell is not None for cell in row)]
        found[name] = [dict(zip(head, row, strict=True)) for row in full]
    book.close()
    return found


def keys(rows):
    return {row["customer_id"] for row in rows}


def written(rows, column, *ways):
    """Count the rows that write a code in one of some ways."""
    counts = Counter(row[column] for row in rows)
    return {way: counts[way] for way in ways}


def test_every_row_of_kpmg_is_kept_but_for_cancelled_orders(kpmg, sheets):
    states = Counter(row["order_status"] for row in sheets["Transactions"])
    assert states == {"Approved": 19_821, "Cancelled": 179}
    assert kpmg.told("read_rows") == {
        "orders": len(sheets["Transactions"]),
        "demographics": len(sheets["CustomerDemographic"]),
        "address": len(sheets["CustomerAddress"]),
        "prospects": len(sheets["NewCustomerList"]),
    }
    assert kpmg.told("filtered_rows") == {"orders": states["Cancelled"]}
    assert kpmg.told("quarantined_rows") == kpmg.told("repeated_rows") == {}
    assert len(kpmg.tables["orders"]) == states["Approved"]


def test_genders_and_states_that_kpmg_writes_otherwise_are_rewritten(kpmg, sheets):
    people, new = sheets["CustomerDemographic"], sheets["NewCustomerList"]
    genders = written(people, "gender", "F", "Femal", "M", "U")
    assert genders == {"F": 1, "Femal": 1, "M": 1, "U": 88}
    states = written(sheets["CustomerAddress"], "state", "New South Wales", "Victoria")
    assert states == {"New South Wales": 86, "Victoria": 82}
    assert kpmg.told("rewritten") == {
        "demographics": {"gender": sum(genders.values())},
        "address": {"region": sum(states.values())},
        "prospects": {"gender": written(new, "gender", "U")["U"]},
    }
    found = kpmg.tables["profiles"]
    assert set(found["region"].dropna()) == {"NSW", "VIC", "QLD"}
    assert found["gender"].value_counts().to_dict() == {
        "female": 2_037 + 1 + 1 + written(new, "gender", "Female")["Female"],
        "male": 1_872 + 1 + written(new, "gender", "Male")["Male"],
        "unknown": 88 + 17,
    }


def test_the_only_value_of_kpmg_that_is_emptied_is_a_birth_in_1843(kpmg, sheets):
    births = [str(row["DOB"])[:4] for row in sheets["CustomerDemographic"] if row["DOB"]]
    assert sum(year < "1900" for year in births) == births.count("1843") == 1
    assert kpmg.told("nulled") == {"demographics": {"birth_at": 1}}
    new = sum(row["DOB"] is not None for row in sheets["NewCustomerList"])
    assert kpmg.tables["profiles"]["birth_year"].notna().sum() == len(births) - 1 + new


def test_kpmg_customers_who_are_not_everywhere_are_noted(kpmg, sheets):
    people, places = keys(sheets["CustomerDemographic"]), keys(sheets["CustomerAddress"])
    approved = [r for r in sheets["Transactions"] if r["order_status"] == "Approved"]
    assert keys(approved) - people == {5034}
    assert people - places == {3, 10, 22, 23}
    assert places - people == {4001, 4002, 4003}
    assert kpmg.told("noted") == {
        "orders": {"customer without a profile": sum(r["customer_id"] == 5034 for r in approved)},
        "demographics": {"customer in no other profiles": 4},
        "address": {"customer not in demographics": 3},
        "prospects": {"customer not in demographics": 1_000},
    }
    assert kpmg.customers == len(people | places | {5034}) + 1_000


def test_kpmg_customers_who_died_are_marked_and_garbage_is_left_out(kpmg, sheets):
    flags = Counter(row["deceased_indicator"] for row in sheets["CustomerDemographic"])
    assert flags["Y"] == kpmg.tables["profiles"]["deceased"].sum() == 2
    assert "default" in sheets["CustomerDemographic"][0]
    assert "default" not in kpmg.tables["profiles"]


def text(name):
    return pd.read_csv(SHARED / "contoso" / f"{name}.txt", dtype=str)


def test_every_row_of_contoso_is_kept(contoso):
    rows = {"contacts": 5_000, "loyalty": 5_002, "online": 12_369, "store": 20_024}
    rows |= {"reviews": 20_020}
    assert contoso.told("read_rows") == contoso.told("kept_rows") == rows
    assert contoso.told("nulled") == contoso.told("reasons") == {}
    spent = sum(
        pd.to_numeric(text(f)["TotalPrice"]).sum() for f in ("OnlinePurchases", "POSPurchases")
    )
    assert contoso.tables["orders"]["net"].sum() == spent
    assert contoso.tables["orders"]["channel"].value_counts().to_dict() == {
        "store": 20_024,
        "online": 12_369,
    }
    days = pd.to_datetime(text("OnlinePurchases")["PurchasedOn"], format="%m/%d/%Y")
    online = contoso.tables["orders"].query("channel == 'online'")["ordered_at"]
    assert online.value_counts().to_dict() == days.value_counts().to_dict()
    assert contoso.tables["feedback"]["score"].mean() == pytest.approx(
        pd.to_numeric(text("WebsiteReviews_LinkedToEcommerceContacts")["ReviewRating"]).mean()
    )


def test_contoso_orphans_are_noted(contoso):
    contacts = text("Contact")["ContactId"]
    buyers = text("OnlinePurchases")["ContactId"]
    reviewers = text("WebsiteReviews_LinkedToEcommerceContacts")["UserId"]
    orphans = ~buyers.isin(contacts)
    assert orphans.mean() == pytest.approx(0.0007, abs=0.00005)
    told = {
        source: [n for n in notes if "customer" in n]
        for source, notes in contoso.told("noted").items()
    }
    nobody = "customer without a profile"
    assert {source: names for source, names in told.items() if names} == {
        "online": [nobody],
        "reviews": [nobody],
    }
    assert contoso.accounts["online"].noted[nobody] == sum(orphans) == 9
    assert contoso.accounts["reviews"].noted[nobody] == sum(~reviewers.isin(contacts))


def test_contoso_s_members_are_found_to_be_its_contacts(contoso):
    """The programme's ``ContactId``, which the manifest does not map, is the truth."""
    contacts, cards = text("Contact")["ContactId"], text("Customer-Loyalty")
    truth = pd.DataFrame(
        {
            "key": [*("contact:" + contacts), *("card:" + cards["LoyaltyId"])],
            "person": [*contacts, *cards["ContactId"]],
        }
    )
    truth["record_id"] = [pseudonym(key, secret()) for key in truth["key"]]
    found = truth.merge(contoso.tables["identity_links"], on="record_id", validate="1:1")
    assert len(found) == len(contacts) + len(cards) == 10_002
    linked, true = pairs(found, "customer_id"), pairs(found, "person")
    assert true == 5_000  # two members are no contacts
    assert 2 * pairs(found, "person", "customer_id") / (linked + true) >= 0.999


def pairs(records, *columns):
    sizes = records.groupby(list(columns)).size()
    return int((sizes * (sizes - 1) // 2).sum())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kpmg", "contoso"])
def test_purchases_drawn_at_random_end_with_a_verdict_that_says_so(name, tmp_path):
    settings = {"threads": 1, "snapshots_max": 4}  # chance needs no more to be told from skill
    found = train(data_set(name, tmp_path), settings, tmp_path, lambda *_: None).findings
    assert not found.promoted
    assert "churn is graded D" in found.reason
    assert found.churn_table.iloc[0]["auc"] < 0.55
