import pytest

from src.unify.standardise.addresses import house_number, place, postal_code, street
from src.unify.standardise.countries import country


@pytest.mark.parametrize(
    ("spellings", "expected"),
    [
        (["12 High Street", "12 HIGH ST.", "12, High St", "High Street 12"], ("high street", "12")),
        (["12 St. John's Rd", "12 Saint Johns Road"], ("saint johns road", "12")),
        (["4 High St North", "4 High Street N."], ("high street north", "4")),
        (["4 N Mountain Rd", "4 North Mountain Road"], ("north mountain road", "4")),
        (["5 rue E. Zola", "rue E Zola 5"], ("rue e zola", "5")),
        (["C/ Mayor 5", "Calle Mayor, 5"], ("calle mayor", "5")),
        (["221B Baker Street", "221b Baker St"], ("baker street", "221b")),
        (["Flat 2, 12 High Street", "12 High Street Apt. 427", "12 High St #5"],
         ("high street", "12")),
        (["Hauptstraße 7 b", "Hauptstr. 7b", "HAUPTSTRASSE 7B", "Haupt-Str. 7b"],
         ("haupt strasse", "7b")),
        (["Königsstr. 1", "Koenigsstraße 1"], ("konigs strasse", "1")),
        (["Straße des 17. Juni 135", "Str. des 17. Juni 135"], ("strasse des 17 juni", "135")),
        (["8 bis, rue de la Paix", "8bis rue de la Paix"], ("rue de la paix", "8bis")),
        (["5, bd Voltaire", "5 Boulevard Voltaire"], ("boulevard voltaire", "5")),
        (["Avda. de América 9", "Avenida de America, 9"], ("avenue de america", "9")),
        (["渋谷１丁目２番３号", "渋谷1-2-3",
          "渋谷１－２－３", "渋谷1\u22122\u22123", "渋谷1ー2ー3"], ("渋谷", "1-2-3")),  # noqa: RUF001
        (["3/45 Smith Street", "3/45 Smith St"], ("smith street", "3/45")),
        (["5th Avenue", "5th Ave."], ("5th avenue", None)),
        (["Dr. Martin Luther King Drive 4", "4 Dr Martin Luther King Dr"],
         ("dr martin luther king drive", "4")),
        (["12 गांधी मार्ग", "गांधी मार्ग 12"], ("गांधी मार्ग", "12")),
        (["12"], (None, "12")),
        (["?"], (None, None)),
    ],
)  # fmt: skip
def test_spellings_of_one_street_meet(spellings, expected):
    assert {street(spelling) for spelling in spellings} == {expected}


def test_a_number_known_from_elsewhere_is_the_number():
    assert street("Highway 61", "10") == ("highway 61", "10")
    assert street("10 High St", "10") == ("high street", "10")
    assert house_number(" 12 A ") == "12a"
    assert house_number("-") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sw1a 1aa", "SW1A1AA"),
        ("〒150-0001", "1500001"),
        ("１５０－０００１", "1500001"),  # noqa: RUF001
        ("D-80331", "80331"),
        ("CH-8001", "8001"),
        ("12345-6789", "12345"),
        ("00-950", "00950"),
        ("02139", "02139"),
        ("1234 AB", "1234AB"),
        ("?", None),
    ],
)
def test_postal_codes(written, expected):
    assert postal_code(written) == expected


def test_places():
    assert place("St. Albans") == place("SAINT ALBANS") == "saint albans"
    assert place("München") == place("Muenchen") == place("munchen") == "munchen"
    assert place("Aix-en-Provence") == "aix en provence"
    assert place("St") == "st"
    assert place("--") is None


@pytest.mark.parametrize(
    ("code", "spellings"),
    [
        ("GB", ["United Kingdom", "UK", "gb", "GBR", "Great Britain", "England", "Royaume-Uni",
                "Grossbritannien", "Großbritannien", "United Kingdom of GB", "イギリス", "826"]),
        ("DE", ["Germany", "Deutschland", "DEUTSCHLAND", "Deutschand", "Allemagne", "ドイツ",
                "ger many"]),
        ("FR", ["France", "Fr.", "Frankreich", "FRA", "フランス"]),
        ("JP", ["Japan", "日本", "日本国", "Japon", "JPN"]),
        ("US", ["USA", "U.S.A.", "United States", "United States of America", "Vereinigte Staaten",
                "アメリカ合衆国", "Estados Unidos"]),
        ("CI", ["Côte d'Ivoire", "Cote d’Ivoire", "Elfenbeinküste"]),  # noqa: RUF001
        ("AU", ["Australia", "Australien"]),
        ("AT", ["Austria", "Österreich", "Oesterreich"]),
        ("TR", ["Turkey", "Türkiye", "TÜRKİYE"]),
        ("CZ", ["Czechia", "Czech Republic", "Česko"]),
        ("NL", ["Nederland", "Netherlands", "The Netherlands", "Holland", "Niederlande"]),
        ("KR", ["South Korea", "Korea", "대한민국"]),
        (None, ["Mars", "zz", "xa", "-", "European Union", "SU", "Kongo", "Atlantis"]),
    ],
)  # fmt: skip
def test_spellings_of_one_country_meet(code, spellings):
    assert {spelling: country(spelling) for spelling in spellings} == dict.fromkeys(spellings, code)
