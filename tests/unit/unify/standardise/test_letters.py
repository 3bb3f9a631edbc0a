import pytest

from src.unify.standardise.letters import plain, words


@pytest.mark.parametrize(
    ("spellings", "expected"),
    [
        (["Müller", "Mueller", "MULLER", "Mu\u0308ller", "Ｍｕｌｌｅｒ"], "muller"),  # noqa: RUF001
        (["Groß", "Gross", "GROẞ"], "gross"),
        (["Jørgen", "Joergen", "Jorgen"], "jorgen"),
        (["Işık", "ISIK", "isik"], "isik"),  # noqa: RUF001  Turkish: no dot, a dotted capital
        (["İbrahim", "ibrahim", "IBRAHIM"], "ibrahim"),
        (["Zoë", "Zoe"], "zoe"),
        (["Łukasz", "Lukasz"], "lukasz"),
        (["José", "Jose\u0301"], "jose"),
        (["サトウ", "ｻﾄｳ", "さとう", "Satō", "SATO"], "sato"),
        (["オオタ", "Ota", "Ōta"], "ota"),
        (["ガッコウ", "ｶﾞｯｺｳ", "Gakko"], "gakko"),
        (["ヨーコ", "ヨウコ", "Yoko"], "yoko"),
        (["トオル", "Tōru", "Toru"], "toru"),
        (["イノウエ", "Inoue"], "inoue"),
        (["一ノ瀬", "一の瀬"], "一の瀬"),
    ],
)
def test_spellings_of_one_text_meet(spellings, expected):
    assert {plain(spelling) for spelling in spellings} == {expected}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上野 ウエノ", "宇野 ウノ"),
        ("Ueno", "Uno"),
        ("Maeda", "Mada"),
        ("Michael", "Michal"),
        ("Joe", "Jo"),
        ("Sue", "Su"),
        ("カ", "ガ"),
        ("鈴木", "佐藤"),
        ("김", "강"),
        ("राम", "रोम"),
        ("สม", "สุม"),
    ],
)
def test_different_texts_stay_apart(one, other):
    assert words(one) != words(other)


def test_punctuation_is_no_part_of_a_word():
    assert words("  O'Brien–Smith,\tJ.\u00a0R. 👍") == ["obrien", "smith", "j", "r"]  # noqa: RUF001
    assert words("O\u2019Brien") == words("O\u00b4Brien") == words("OBrien") == ["obrien"]
    assert words("!?") == []
