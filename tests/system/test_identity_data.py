"""Public data sets whose truth is known: who is who, found by one code with one setting for all.

FEBRL (Christen 2008): people with typed errors; the identifier tells the person. Contoso: contacts
and loyalty members; ``ContactId`` of the members is the truth and is hidden. Splink's 1,000 fakes.
"""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from src.engine import open_engine
from src.unify.identity.resolve import resolve

SHARED = Path(__file__).parents[3] / "shared" / "data"
FEBRL = {
    "given_name": "given_name",
    "surname": "family_name",
    "street_number": "house_number",
    "address_1": "street",
    "postcode": "postal_code",
    "suburb": "city",
    "state": "region",
    "date_of_birth": "birth_date",
    "soc_sec_id": "national_id",
}
CONTOSO = {
    "FirstName": "given_name",
    "LastName": "family_name",
    "Telephone": "phone",
    "Gender": "gender",
    "EMail": "email",
    "StreetAddress": "street",
    "PostCode": "postal_code",
    "City": "city",
    "State": "region",
    "Country": "country",
}


def read(path):
    if not path.exists():
        pytest.skip(f"{path.parent.name} is not in ../shared/data")
    table = pd.read_csv(path, dtype=str, skipinitialspace=True)
    table.columns = table.columns.str.strip()
    return table.apply(lambda column: column.str.strip())


def febrl(*names):
    """Return records of FEBRL files, each a source; dates are written 19610831."""
    tables = []
    for name in names:
        raw = read(SHARED / "febrl" / f"{name}.csv")
        told = raw[list(FEBRL)].rename(columns=FEBRL)
        day = told["birth_date"].str.replace(r"^(....)(..)(..)$", r"\1-\2-\3", regex=True)
        truth = raw["rec_id"].str.extract(r"rec-(\d+)-")[0]
        tables.append(told.assign(birth_date=day, source=name, key=raw["rec_id"], truth=truth))
    return pd.concat(tables, ignore_index=True)


def contoso():
    """Return contacts and loyalty members."""
    tables = []
    for source, name, key in (
        ("contact", "Contact", "ContactId"),
        ("loyalty", "Customer-Loyalty", "LoyaltyId"),
    ):
        raw = read(SHARED / "contoso" / f"{name}.txt")
        told = raw[[c for c in CONTOSO if c in raw and (source == "contact" or c in LOYALTY)]]
        told = told.rename(columns=CONTOSO)
        born = pd.to_datetime(raw["DateOfBirth"], format="mixed")
        tables.append(
            told.assign(birth_at=born, source=source, key=raw[key], truth=raw["ContactId"])
        )
    return pd.concat(tables, ignore_index=True)


LOYALTY = ("FirstName", "LastName", "Telephone", "Gender", "EMail")


def fake():
    raw = read(SHARED / "splink_fake_1000" / "fake_1000.csv")
    return pd.DataFrame(
        {
            "source": "fake",
            "key": raw["unique_id"],
            "truth": raw["cluster"],
            "given_name": raw["first_name"],
            "family_name": raw["surname"],
            "birth_at": pd.to_datetime(raw["dob"], errors="coerce"),
            "city": raw["city"],
            "email": raw["email"],
        }
    )


def pairs(*labels):
    """Return how many pairs of rows agree in all labels."""
    sizes = pd.DataFrame(dict(enumerate(labels))).groupby(list(range(len(labels)))).size()
    return int((sizes * (sizes - 1) // 2).sum())


def pair_f1(records, folder, once=()):
    """Resolve records without their truth, and return the pair F1."""
    told = pa.Table.from_pandas(records.drop(columns="truth"), preserve_index=False)
    with open_engine("2GB", 1, folder) as engine:
        person = resolve(engine, told, once).person
    both = pairs(records["truth"], person)
    return 2 * both / (pairs(records["truth"]) + pairs(person))


@pytest.mark.parametrize(("hidden", "least"), [([], 0.995), (["national_id"], 0.985)])
def test_febrl_3_one_source_with_up_to_five_records_of_a_person(hidden, least, tmp_path):
    assert pair_f1(febrl("dataset3").drop(columns=hidden), tmp_path) >= least


@pytest.mark.parametrize(("hidden", "least"), [([], 0.999), (["national_id"], 0.995)])
def test_febrl_4_two_sources_with_one_record_each(hidden, least, tmp_path):
    once = {"dataset4a", "dataset4b"}
    assert pair_f1(febrl(*sorted(once)).drop(columns=hidden), tmp_path, once) >= least


@pytest.mark.parametrize(("hidden", "least"), [([], 0.999), (["email"], 0.95)])
def test_contoso_s_loyalty_members_are_its_contacts(hidden, least, tmp_path):
    once = {"contact", "loyalty"}
    assert pair_f1(contoso().drop(columns=hidden), tmp_path, once) >= least


def test_splink_s_thousand_fakes(tmp_path):
    assert pair_f1(fake(), tmp_path) >= 0.92
