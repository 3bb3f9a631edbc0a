import pytest

from src.unify.standardise import split_full_name
from src.unify.standardise.person_names import family_name, given_name
from src.unify.standardise.roots import SHORT_FOR, given_root


@pytest.mark.parametrize(
    ("written", "name", "suffix"),
    [
        ("Dr. Ann", "ann", None),
        ("Herr Dr. med. Jürgen", "jurgen", None),
        ("Frau Anna-Lena", "anna lena", None),
        ("Mme. Élodie", "elodie", None),
        ("さくらさん", "sakura", None),
        ("花子様", "花子", None),
        ("太郎 殿", "太郎", None),
        ("Taro-san", "taro", None),
        ("William (Bill)", "william", None),
        ("(Bill)", "bill", None),
        ("John Jr.", "john", "jr"),
        ("Luis II", "luis", "ii"),
        ("Junior", "junior", None),
        ("Sr. Juan", "juan", None),
        ("Lê", "le", None),
        ("M.", "m", None),
        ("unknown", None, None),
        ("不明", None, None),
        ("??", None, None),
    ],
)
def test_given_names(written, name, suffix):
    assert given_name(written) == (name, suffix)


@pytest.mark.parametrize(
    ("spellings", "expected"),
    [
        (["O'Brien", "OBrien", "O\u2019BRIEN", "O Brien", "o`brien"], "obrien"),
        (["Mc Donald", "McDonald", "MCDONALD", "Mc-Donald"], "mcdonald"),
        (["van der Berg", "Van Der Berg", "vander Berg", "VanderBerg"], "vanderberg"),
        (["de la Cruz", "De La Cruz", "Dela Cruz", "delacruz"], "delacruz"),
        (["d'Angelo", "D Angelo", "Dangelo"], "dangelo"),
        (["García López", "Garcia-Lopez"], "garcia lopez"),
        (["Smith, PhD", "Smith MD", "Mrs. Smith"], "smith"),
        (["Le", "LE", "Lê"], "le"),
        (["Herr", "herr"], "herr"),
        (["サトウ 様", "Sato", "Satō", "Satou", "ｻﾄｳ"], "sato"),
        (["オオタ", "Ota", "Ōta", "Oota"], "ota"),
        (["マツウラ", "Matsuura"], "matsura"),
        (["Louis"], "louis"),
    ],
)
def test_spellings_of_one_family_name_meet(spellings, expected):
    assert {family_name(spelling) for spelling in spellings} == {(expected, None)}


def test_a_generation_is_beside_the_name():
    assert family_name("Smith Jr.") == family_name("Smith, Junior") == ("smith", "jr")
    assert family_name("Smith Jr., PhD") == family_name("Smith PhD Jr.") == ("smith", "jr")
    assert family_name("Smith Sr") == ("smith", "sr")
    assert family_name("Smith III, MD") == ("smith", "iii")


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("John Smith", "John", "Smith"),
        ("  John   Q.  Smith ", "John Q.", "Smith"),
        ("Smith, John", "John", "Smith"),
        ("Smith, John Jr.", "John Jr.", "Smith"),
        ("Smith, Jr., John", "John Jr.", "Smith"),
        ("John Smith, Jr.", "John", "Smith Jr."),
        ("John Smith Jr.", "John", "Smith Jr."),
        ("John Smith, Ph.D.", "John", "Smith Ph.D."),
        ("Dr. John Smith", "John", "Smith"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Juan de la Cruz", "Juan", "de la Cruz"),
        ("van der Berg, Jan", "Jan", "van der Berg"),
        ("Ann D Smith", "Ann D", "Smith"),
        ("Van Morrison", "Van", "Morrison"),
        ("DUPONT Jean", "Jean", "DUPONT"),
        ("JEAN DUPONT", "JEAN", "DUPONT"),
        ("J SMITH", "J", "SMITH"),
        ("Madonna", "Madonna", None),
        ("Mr. Smith", "Smith", None),
        ("山田\u3000太郎", "太郎", "山田"),
        ("山田, 太郎", "太郎", "山田"),
        ("ヤマダ\u3000タロウ", "タロウ", "ヤマダ"),
        ("ジョン・スミス", "ジョン", "スミス"),
        ("太郎 山田", "太郎", "山田"),
        ("Ｔａｒｏ\u3000Ｙａｍａｄａ", "Taro", "Yamada"),  # noqa: RUF001
        (", ", None, None),
        ("...", None, None),
    ],
)
def test_full_names(text, given, family):
    assert split_full_name(text) == (given, family)


def test_nicknames_meet_their_root_and_roots_are_their_own():
    meant = {"bob": "robert", "bill": "william", "peggy": "margaret", "kate": "catherine"}
    assert {name: given_root(name) for name in meant} == meant
    assert given_root("kathryn") == given_root("catherine")
    assert given_root("alex") == "alex"
    assert not set(SHORT_FOR) & set(SHORT_FOR.values())
