import random
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from src.unify.standardise import standardise

AWKWARD = {
    "given_name": ["Bob", "ﾖｳｺ", None, "  ", "Dr. Işıl", "J.R.", None, "John Jr."],  # noqa: RUF001
    "family_name": ["O'Brien", "サトウ", None, "Mc Donald", "van der Berg", "", "Weiß", "Smith"],
    "full_name": ["X Y", None, "山田\u3000太郎", "Smith, John Jr.", "A", "?", None, None],
    "email": ["A+b@x.org", "a.b@gmail.com", None, "n/a", "a@b", "ａ@x.org", '"a b"@x.org', " "],  # noqa: RUF001
    "phone": ["07700 900123", "090-1234-5678", None, "12", "+999 123456", "0049 30 901820",
              "555 0123456789012345", "1 800 FLOWERS"],
    "street": ["5 12 High St", "渋谷１丁目２番", None, "12", "Rue 5", "1 Highway 61", "St. St",
               "Haupt-Str. 7 b"],
    "postal_code": ["sw1a 1aa", "〒150-0001", None, "?", "D-80331", "1", "12345-6789", " "],
    "city": ["St. Albans", "東京", None, "", "München", "Nueva York", "Saint", "st"],
    "region": ["Bavaria", "東京都", None, "-", "NSW", "É", "x", "y"],
    "country": ["England", "日本国", None, "Mars", "Deutschand", "DE", "GB", "USA"],
    "gender": ["female", "男", None, "", "x", "M", "f", "m"],
    "national_id": ["12-34 a", "－", None, " ", "ＡＢ", "1", "2", "3"],  # noqa: RUF001
}  # fmt: skip


LETTERS = [
    *"aeimtAB 019.,-'+@()/#_\u00df\u0131\u0130\u00e9\u00fc\u0308\u00b4\u3000\uff21カｶｲ太番〒№"
]
NAMES = [
    *(
        "Ann",
        "O'Brien",
        "O",
        "Mc",
        "van",
        "der",
        "Dr.",
        "Jr.",
        "II",
        "(Bill)",
        "Groß",
        "PhD",
        "MÜLLER",
    ),
    *("さくら", "ｻﾄｳ", "さん", "様", "太郎", "Youko", "Oono", ",", "\u3000", "J."),
]
STREETS = [
    "12",
    "12a",
    "b",
    "High",
    "St.",
    ",",
    "Haupt",
    "-Str.",
    "Flat 2",
    "Rd",
    "4丁目",
    "渋谷",
    "E",
]
MADE_OF = {"street": STREETS, "given_name": NAMES, "family_name": NAMES, "full_name": NAMES}


def noise(rng, name):
    parts = rng.sample(MADE_OF.get(name, LETTERS), k=rng.randint(1, 8))
    return (" " if name in MADE_OF else "").join(parts)


def moments(*texts):
    return pa.array(texts).cast(pa.timestamp("us"))


@pytest.fixture
def records():
    born = ["1980-05-01", None, "1899-12-31 23:30", *["2000-02-29"] * 5]
    return pa.table({**AWKWARD, "birth_at": moments(*born)})


def test_a_record_is_told_in_one_spelling(records):
    assert standardise(records).to_pylist()[0] == {
        "given_name": "bob",
        "given_root": "robert",
        "family_name": "obrien",
        "name_suffix": None,
        "email": "a@x.org",
        "phone": "+447700900123",
        "street": "high street",
        "house_number": "12",
        "postal_code": "SW1A1AA",
        "city": "saint albans",
        "region": "bavaria",
        "country": "GB",
        "birth_date": "1980-05-01",
        "gender": "female",
        "national_id": "1234A",
    }


def test_standardised_records_stay_as_they_are(records):
    once = standardise(records)
    assert standardise(once).equals(once)


def test_whatever_is_written_is_standardised_once():
    rng = random.Random(3)  # noqa: S311  no secret
    written = pa.table({name: [noise(rng, name) for _ in range(4000)] for name in AWKWARD})
    once = standardise(written, region="DE")
    twice = standardise(once, region="DE")
    for name in once.column_names:
        changed = pc.not_equal(once[name], twice[name])
        assert once[name].filter(changed).to_pylist() == twice[name].filter(changed).to_pylist()


def test_the_order_of_the_rows_does_not_matter(records):
    turned = pa.array(range(len(records)))[::-1]
    assert standardise(records.take(turned)).equals(standardise(records).take(turned))


def test_nothing_stays_nothing(records):
    assert set(standardise(records).to_pylist()[2].values()) - {None} == {
        "太郎",
        "山田",
        "1899-12-31",
    }
    empty = standardise(records.slice(0, 0))
    assert (len(empty), empty.schema) == (0, standardise(records).schema)


def test_the_full_name_is_used_where_no_other_is(records):
    names = standardise(records).select(["given_name", "family_name", "name_suffix"]).to_pylist()
    told = [tuple(name.values()) for name in names]
    assert told[0] == ("bob", "obrien", None)
    assert told[2] == ("太郎", "山田", None)
    assert told[3] == (None, "mcdonald", None)
    assert told[7] == ("john", "smith", "jr")


def test_only_what_came_in_goes_out():
    told = standardise(pa.table({"email": ["a@x.org"], "record": [7]}))
    assert told.column_names == ["email"]
    names = standardise(pa.table({"full_name": ["Smith, Bob"]}))
    assert names.to_pylist() == [
        {"given_name": "bob", "given_root": "robert", "family_name": "smith", "name_suffix": None}
    ]


def test_a_number_without_a_country_is_dialled_where_most_are():
    numbers = ["020 7946 0018", "07700 900123", "020 7946 0019", "030 90", "030 901820"]
    records = pa.table({"phone": numbers, "country": ["UK", "GB", None, "Mars", "DE"]})
    told = standardise(records)["phone"].to_pylist()
    assert told == ["+442079460018", "+447700900123", "+442079460019", None, "+4930901820"]
    alone = pa.table({"phone": ["030 901820"]})
    assert standardise(alone)["phone"].to_pylist() == ["030901820"]
    assert standardise(alone, region="DE")["phone"].to_pylist() == ["+4930901820"]


def test_a_number_without_a_country_is_the_only_known_one_that_ends_so():
    numbers = ["+81 90 1234 5678", "090-1234-5678", "020 7946 0018", "+44 20 7946 0018"]
    countries = ["Japan", None, None, None]
    told = standardise(pa.table({"phone": numbers, "country": countries}))["phone"].to_pylist()
    assert told == ["+819012345678", "+819012345678", "+442079460018", "+442079460018"]
    others = {"phone": ["+44 20 7946 0018", "030 7946 0018", "+49 30 901820", "090 1820"]}
    told = standardise(pa.table(others))["phone"].to_pylist()
    assert told == ["+442079460018", "03079460018", "+4930901820", "0901820"]
    twice = {"phone": ["+33 30 901820", "+49 30 901820", "030 901820"]}
    assert standardise(pa.table(twice), region="DE")["phone"].to_pylist()[2] == "+4930901820"
    assert standardise(pa.table(twice))["phone"].to_pylist()[2] == "030901820"


def test_a_birthday_is_that_of_the_calendar():
    midnight = pa.table({"birth_at": moments("1980-04-30 15:00")})
    assert standardise(midnight, zone="Asia/Tokyo")["birth_date"].to_pylist() == ["1980-05-01"]
    day = pa.table({"birth_at": [date(1980, 5, 1)]})
    assert standardise(day, zone="Asia/Tokyo")["birth_date"].to_pylist() == ["1980-05-01"]


def test_numbers_are_texts_too():
    told = standardise(pa.table({"postal_code": [10115], "phone": [442079460018]}))
    assert told.to_pylist() == [{"phone": "442079460018", "postal_code": "10115"}]
