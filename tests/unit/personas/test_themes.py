"""What a persona writes of, against all others: planted themes are named, chance is not."""

import numpy as np
import pandas as pd
import pytest

from src.personas.claims import kept
from src.personas.own_words import own_words
from src.personas.themes import WROTE, themes

K, EACH = 2, 300
LABELS = np.repeat([0, 1], EACH)
FIFTH = np.tile(np.arange(5), K * EACH // 5)
PLAIN = ("parcel", "shop", "nice", "thanks")


def letters(rng, shares, both=()):
    """Two thirds write; of persona 0 a share writes of each word in ``shares``, of 1 a tenth."""
    rows = []
    for who in np.flatnonzero(rng.random(K * EACH) < 2 / 3):
        words = [word for word in PLAIN if rng.random() < 0.5]
        for word, share in shares.items():
            if rng.random() < (share if LABELS[who] == 0 else 0.1):
                words += [word, *both]
        rows += [(who, "barriers", word) for word in dict.fromkeys(words or [None])]
    return pd.DataFrame(rows, columns=list(WROTE))


def told(written, labels=LABELS):
    found = themes(written, labels, FIFTH, K)
    return [
        {c.slots["word"].value: c for c in kept(own_words(one)) if c.says != "wrote"}
        for one in found
    ]


def test_a_planted_theme_is_named_where_it_is_and_nowhere_else():
    first, second = told(letters(np.random.default_rng(1), {"expensive": 0.5}))
    assert (list(first), list(second)) == (["expensive"], [])


def test_its_shares_are_those_of_who_wrote_each_weighing_as_many_as_they_stand_for():
    written = letters(np.random.default_rng(1), {"expensive": 0.5})
    (claim,) = told(written)[0].values()
    own = written[LABELS[written["customer"]] == 0]
    writers = own["customer"].nunique()
    says = set(own.loc[own["term"] == "expensive", "customer"])
    part = pd.DataFrame({"fifth": FIFTH[own["customer"].unique()]})
    part["hit"] = [who in says for who in own["customer"].unique()]
    by_fifth = part.groupby("fifth")["hit"].mean().mean()  # fifths of a persona are equally large
    assert claim.slots["own"].value == pytest.approx(by_fifth)
    assert claim.support.n == writers
    assert claim.support.low < claim.support.estimate < claim.support.high


def test_shuffled_customers_have_no_theme():
    rng = np.random.default_rng(2)
    written = letters(rng, {"expensive": 0.5})
    found = [told(written, rng.permutation(LABELS)) for _ in range(20)]
    assert sum(bool(words) for one in found for words in one) <= 4  # of 40, .05 each


def test_words_of_the_same_writers_are_one_theme():
    both = ("too expensive", "money")
    (claim,) = told(letters(np.random.default_rng(1), {"expensive": 0.5}, both))[0].values()
    slots = claim.slots
    assert claim.says == "writes_with"
    said = {slots["word"].value, *slots["further"].value.split(",")}
    assert said == {"expensive", "money"}  # "too" means nothing by itself


def test_what_fewer_than_ten_of_the_persona_write_is_no_theme():
    written = letters(np.random.default_rng(3), {"zebra": 0.0})
    written = written[written["term"] != "zebra"]
    few = np.unique(written.loc[LABELS[written["customer"]] == 0, "customer"])[:9]
    more = pd.DataFrame({"customer": few, "about": "barriers", "term": "zebra"})
    assert told(pd.concat([written, more])) == [{}, {}]


def test_a_word_that_means_nothing_is_no_theme():
    assert told(letters(np.random.default_rng(1), {"and": 0.9, "nicht": 0.9})) == [{}, {}]


def test_who_did_not_write_is_counted():
    written = letters(np.random.default_rng(1), {"expensive": 0.5})
    (claim,) = [c for c in own_words(themes(written, LABELS, FIFTH, K)[0]) if c.says == "wrote"]
    wrote = written.loc[LABELS[written["customer"]] == 0, "customer"].nunique()
    assert (claim.slots["answered"].value, claim.slots["customers"].value) == (wrote, EACH)


def test_where_nobody_wrote_nothing_is_told():
    nothing = themes(pd.DataFrame(columns=list(WROTE)), LABELS, FIFTH, K)
    assert [list(own_words(one)) for one in nothing] == [[], []]
