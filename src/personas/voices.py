"""What the customers of a persona said, against what all others said.

Everybody counts once per question. Who was not asked or did not answer says nothing, and nothing
is made up for them: those who did answer weigh as many customers as there are of their persona and
fifth of spend (post-stratification: Holt & Smith 1979, doi:10.2307/2344652), for the spendthrift
answer more often than the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.personas.difference import Difference, Sample, controlled, of_means, of_shares
from src.personas.evidence import MIN_KNOWN
from src.personas.space import FloatArray, IntArray

Flags = NDArray[np.bool_]
Sort = Literal["choice", "score", "topic"]
SAID = ("customer", "sort", "question", "answer", "score")
MOST_WEIGHT = 5.0  # times the mean weight: no single answer speaks for a crowd


@dataclass(frozen=True)
class Voice:
    """One answer to a question, or the mean score of one.

    Parameters
    ----------
    question, answer
        As the data have them; a score has no answer, of a support case the answer is its topic.
    found
        Shares of those who chose it, or mean scores (0 to 1), of the persona and of all others.
    """

    sort: Sort
    question: str
    answer: str
    found: Difference


@dataclass(frozen=True)
class Turnout:
    """How many customers of a persona answered a question."""

    question: str
    answered: int
    customers: int


@dataclass(frozen=True)
class Heard:
    """All that was said in one persona; every answer has its row, whether it differs or not."""

    voices: tuple[Voice, ...]
    turnout: tuple[Turnout, ...]


def listen(said: pd.DataFrame, labels: IntArray, fifth: IntArray, k: int) -> tuple[Heard, ...]:
    """Compare what each of ``k`` personas said with what all others said.

    Parameters
    ----------
    said
        One row per customer and what they said, columns `SAID`: ``customer`` is a position in
        ``labels``; of sort *choice* at most one row per customer and question, with ``answer``;
        *score* likewise, with ``score`` from 0 to 1; *topic*: one per customer and ``answer``, of
        customers who all could have spoken.
    labels, fifth
        Persona and fifth of spend of every customer.
    """
    found = [_of_persona(said, labels, fifth, persona) for persona in range(k)]
    every = [voice for heard in found for voice in heard.voices]
    adjusted = iter(controlled([voice.found.p_value for voice in every]))
    return tuple(
        Heard(tuple(_with(voice, next(adjusted)) for voice in heard.voices), heard.turnout)
        for heard in found
    )


def fifths(spend: FloatArray) -> IntArray:
    """Return each customer's fifth of spend, 0 the lowest."""
    order = np.argsort(spend, kind="stable")
    place = np.empty(len(spend), dtype=np.int64)
    place[order] = np.arange(len(spend)) * 5 // max(len(spend), 1)
    return place


def response_weights(customer: IntArray, labels: IntArray, fifth: IntArray) -> FloatArray:
    """Weigh each respondent by how many customers of the same persona and fifth there are.

    >>> labels, fifth = np.zeros(5, int), np.array([0, 0, 0, 1, 1])
    >>> response_weights(np.array([0, 3, 4]), labels, fifth).tolist()  # one of three, two of two
    [3.0, 1.0, 1.0]
    """
    cell = labels * 5 + fifth
    there, answered = np.bincount(cell), np.bincount(cell[customer], minlength=cell.max() + 1)
    weights: FloatArray = there[cell[customer]] / answered[cell[customer]]
    bounded: FloatArray = np.minimum(weights, MOST_WEIGHT * weights.mean())
    return bounded


def _with(voice: Voice, p_value: float) -> Voice:
    return replace(voice, found=replace(voice.found, p_value=p_value))


def _of_persona(said: pd.DataFrame, labels: IntArray, fifth: IntArray, persona: int) -> Heard:
    voices: list[Voice] = []
    turnout: list[Turnout] = []
    for (sort, question), rows in said.groupby(["sort", "question"], sort=True):
        who = rows["customer"].to_numpy(np.int64)
        inside = labels[who] == persona
        if sort == "topic":
            voices += _topics(str(question), rows, labels == persona)
            continue
        turnout.append(Turnout(str(question), int(inside.sum()), int((labels == persona).sum())))
        if min(inside.sum(), (~inside).sum()) < MIN_KNOWN:
            continue
        weights = response_weights(who, labels, fifth)
        if sort == "score":
            scores = Sample(rows["score"].to_numpy(np.float64), weights)
            found = of_means(scores.of(inside), scores.of(~inside))
            voices.append(Voice("score", str(question), "", found))
        else:
            voices += _choices(str(question), rows["answer"], weights, inside)
    return Heard(tuple(voices), tuple(turnout))


def _choices(
    question: str, answers: "pd.Series[str]", weights: FloatArray, inside: Flags
) -> Iterator[Voice]:
    for answer in _common(answers):
        hits = Sample(np.asarray(answers == answer, dtype=np.float64), weights)
        found = of_shares(hits.of(inside), hits.of(~inside))
        yield Voice("choice", question, answer, found)


def _topics(question: str, rows: pd.DataFrame, inside: Flags) -> Iterator[Voice]:
    for topic in _common(rows["answer"]):
        hit: FloatArray = np.zeros(len(inside))
        hit[rows.loc[rows["answer"] == topic, "customer"].to_numpy(np.int64)] = 1.0
        everyone = Sample(hit, np.ones(len(hit)))
        compared = of_shares(everyone.of(inside), everyone.of(~inside))
        yield Voice("topic", question, topic, compared)


def _common(answers: "pd.Series[str]") -> list[str]:
    """Return the answers that enough customers gave for none to be known by theirs."""
    counts = answers.value_counts()
    return sorted(counts[counts >= MIN_KNOWN].index)
