"""What customers wrote becomes words that ten of them wrote; nobody's name, number or address."""

import pytest

TOML = """\
name = "shop"
currency = "EUR"
[tables.profiles]
source = { path = "people.csv" }
[tables.profiles.columns]
customer_key = "who"
given_name = "given"
family_name = "family"
email = "mail"
street = "street"
[tables.feedback]
source = { path = "said.csv" }
columns = { customer_key = "who", answered_at = "at", question = "asked", text = "said" }
[tables.tickets]
source = { path = "cases.csv" }
columns = { customer_key = "who", opened_at = "at", text = "said" }
"""
PEOPLE = [
    *(
        (f"k{n}", f"Anna{n}", f"Quen{'abcdefghijkl'[n]}", f"x{n}@example.org", "")
        for n in range(11)
    ),
    ("k11", "Price", "山田太郎", "zwirbelqualle@example.org", "Ahornweg 3"),
]


@pytest.fixture
def heard(shop):
    shop.write("dataset.toml", TOML)
    rows = "\n".join(",".join(row) for row in PEOPLE)
    shop.write("people.csv", f"who,given,family,mail,street\n{rows}\n")

    def hear(said, cases=None):
        for name, texts, asked in (("said", said, ",nps"), ("cases", cases or {}, ",")):
            lines = [f'{who},2024-03-01{asked},"{text}"' for who, text in texts.items()]
            lines += [f"k0,2024-03-01{asked},"]
            shop.write(f"{name}.csv", "who,at,asked,said\n" + "\n".join(lines) + "\n")
        shop.ingest()
        terms = shop.rows("words", "DISTINCT term")
        return {term for (term,) in terms if term}

    hear.rows = shop.rows
    return hear


def everyone(text, but=()):
    return {who: text for who, *_ in PEOPLE if who not in but}


def test_words_and_pairs_that_ten_customers_wrote_go_on(heard):
    assert heard(everyone("Parcel late again! Thanks")) == {
        *("parcel", "late", "again", "thanks", "parcel late", "late again")
    }
    assert heard.rows("words", "DISTINCT said_day, origin, question") == [
        (19783, "feedback", "nps")
    ]


def test_what_nine_wrote_does_not_but_that_they_wrote_does(heard):
    assert heard(everyone("Parcel late", but=("k0", "k1", "k2"))) == set()
    assert heard.rows("words", "count(*), count(term)") == [(9, 0)]


def test_one_customer_who_repeats_a_word_is_one(heard):
    cases = {f"k{n}": "zebra zebra" for n in range(9)}
    assert heard({"k0": "zebra"}, cases) == set()
    assert "zebra" in heard({"k9": "zebra"}, cases)


def test_japanese_is_cut_where_its_letters_change(heard):
    assert heard(everyone("配送が遅れ、クーポンがないと高すぎます")) == {
        *("配送", "遅れ", "クーポン", "高すぎ"),
        *("配送 遅れ", "遅れ クーポン", "クーポン 高すぎ"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "zwirbelqualle@example.org",
        "+49 (0)30 557-71-99",
        "https://example.org/zwirbel",
        "www.zwirbel.example.org",
        "K77 0305577199 order9x",
    ],
)
def test_what_reaches_somebody_never_goes_on_however_many_write_it(heard, text):
    assert heard(everyone(f"delivery. {text} .delivery")) == {"delivery"}


def test_a_name_written_as_one_never_goes_on_however_many_write_it(heard):
    names = "Quenb, QUENB, Zwirbelqualle, Ahornweg, 山田太郎"
    assert heard(everyone(f"delivery. {names} .delivery")) == {"delivery"}


def test_a_word_that_is_somebodys_name_too_is_kept_where_it_is_a_word(heard):
    assert heard(everyone("the price")) == {"the", "price", "the price"}
    assert heard(everyone("Price")) == set()


def test_whose_name_it_is_may_not_write_it_in_any_way(heard):
    heard(everyone("zwirbelqualles ahornweg 山田 fine"))
    hers = [term for (who, term) in heard.rows("words", "customer_id, term")]
    counts = {term: hers.count(term) for term in hers}
    pairs = {"zwirbelqualles ahornweg": 11, "ahornweg 山田": 11, "山田 fine": 11}
    assert counts == {"zwirbelqualles": 11, "ahornweg": 11, "山田": 11, "fine": 12} | pairs
