"""One catalogue per language: the same keys, the same gaps, and names in both."""

import re
import string

import pytest

from src.features.catalogue import CATALOGUE
from src.personas.attitudes import ABOUT
from src.personas.phrases import ASPECTS, DEFAULT_NOUN, NOTHING_STANDS_OUT
from src.reporting.language import LANGUAGES, speech

ENGLISH = speech("en").phrases
FEATURES = {f"feature.{f.name}" for family in CATALOGUE for f in family.features}
OTHERS = [language for language in LANGUAGES if language != "en"]
WORDS = {word for one in ASPECTS for word in (one.more, one.less) if word}


def gaps(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language):
    own = set(speech(language).phrases)
    assert own | FEATURES == set(ENGLISH) | FEATURES
    assert own >= FEATURES  # English falls back on the catalogue's meaning, others cannot


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_has_the_same_gaps(language):
    own = speech(language).phrases
    differ = {key for key in ENGLISH if gaps(ENGLISH[key]) != gaps(own[key])}
    assert differ == set()


def test_japanese_is_not_english():
    latin = {
        "NPS",
        "RFM",
        "p",
        "n",
        "SHAP",
        "Jaccard",
        "Cohen",
        "d",
        "orders",
        "feedback",
        "tickets",
    }
    for key, text in speech("ja").phrases.items():
        bare = re.sub(r"\{\w+\}", "", text)
        assert set(re.findall(r"[A-Za-z]{2,}", bare)) <= latin | {"features"}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_name_and_every_group_is_known(language):
    known = speech(language).phrases
    assert {f"word.{word}" for word in WORDS | {DEFAULT_NOUN, NOTHING_STANDS_OUT}} <= set(known)
    groups = {group for family in CATALOGUE for group in family.groups}
    groups |= {mix.group for family in CATALOGUE for mix in family.mixes}
    assert {f"group.{group}" for group in groups} <= set(known)


def test_names_are_translated_and_names_by_hand_are_not():
    said = speech("ja").persona
    assert said("Frequent big-basket coupon users") == "高頻度・まとめ買いのクーポン利用客"
    assert said("All-round shoppers 2") == "標準型の買い物客 2"
    assert said("Stars of the north") == "Stars of the north"
    assert said("Full-price buyers") == "定価購入客"
    assert speech("en").persona("Quiet fading shoppers") == "Quiet fading shoppers"


def test_questions_find_their_chapter():
    assert {chapter for _, chapter in ABOUT} == {"drivers", "barriers"}
