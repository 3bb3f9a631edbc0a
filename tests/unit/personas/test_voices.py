"""What a persona said, against all others, each answer weighing as many as it stands for."""

import numpy as np
import pandas as pd
import pytest

from src.personas.attitudes import attitudes, turnouts
from src.personas.claims import kept
from src.personas.voices import SAID, fifths, listen, response_weights

K, EACH = 2, 400
LABELS = np.repeat([0, 1], EACH)
FIFTH = np.tile(np.arange(5), K * EACH // 5)


def survey(rng, share):
    """A third of each persona tells its barrier; of persona 0, ``share`` say delivery."""
    who = np.sort(rng.permutation(K * EACH)[: K * EACH // 3])
    chance = np.where(LABELS[who] == 0, share, 0.2)
    answer = np.where(rng.random(len(who)) < chance, "delivery", "price")
    return pd.DataFrame(
        {
            "customer": who,
            "sort": "choice",
            "question": "barrier",
            "answer": answer,
            "score": np.nan,
        }
    )[list(SAID)]


def barriers(said, labels=LABELS):
    heard = listen(said, labels, FIFTH, K)
    return [
        [c.slots["answer"].value for c in kept(attitudes(one)) if c.says == "names_barriers"]
        for one in heard
    ]


def test_a_planted_barrier_is_named_where_it_is_and_nowhere_else():
    assert barriers(survey(np.random.default_rng(1), 0.6)) == [["delivery"], ["price"]]


def test_shuffled_answers_name_nothing():
    rng = np.random.default_rng(2)
    said = survey(rng, 0.6)
    told = [barriers(said, rng.permutation(LABELS)) for _ in range(20)]
    assert sum(bool(names) for found in told for names in found) <= 4  # of 40, .05 each


def test_where_nothing_differs_what_is_named_most_is_said_as_no_difference():
    said = survey(np.random.default_rng(3), 0.2)
    (claim,) = kept(attitudes(listen(said, LABELS, FIFTH, K)[0]))
    assert (claim.says, claim.slots["named"].value) == ("most_named", "price")


def test_too_few_answers_name_nothing():
    said = survey(np.random.default_rng(1), 1.0)
    few = pd.concat([said[said["customer"] < EACH].head(9), said[said["customer"] >= EACH]])
    assert barriers(few) == [[], []]


def test_an_answer_that_few_gave_is_never_printed():
    said = survey(np.random.default_rng(1), 0.2)
    said.loc[said.index[:9], "answer"] = "my neighbour Anna Smith"
    heard = listen(said, LABELS, FIFTH, K)
    assert "Smith" not in repr(heard)


def test_who_answers_more_often_does_not_weigh_more():
    """All of the top fifth answer and like it, one in eight of the others and they do not."""
    labels, fifth = np.zeros(100, int), np.repeat(np.arange(5), 20)
    who = np.r_[np.arange(0, 80, 8), np.arange(80, 100)]
    likes = (fifth[who] == 4).astype(float)
    weights = response_weights(who, labels, fifth)
    assert likes.mean() == pytest.approx(2 / 3)
    assert np.average(likes, weights=weights) == pytest.approx(0.2, abs=0.02)


def test_non_response_is_stated():
    said = survey(np.random.default_rng(1), 0.6)
    first = listen(said, LABELS, FIFTH, K)[0]
    (claim,) = turnouts(first)
    answered = int((said["customer"] < EACH).sum())
    assert claim.slots["answered"].value == answered
    assert claim.slots["customers"].value == EACH


def test_a_customer_who_says_nothing_is_not_made_up():
    nobody = survey(np.random.default_rng(1), 0.6).head(0)
    assert [heard.voices for heard in listen(nobody, LABELS, FIFTH, K)] == [(), ()]


def test_fifths_hold_a_fifth_each():
    assert np.bincount(fifths(np.random.default_rng(0).random(50))).tolist() == [10] * 5
