"""Names of personas, derived from their evidence, so that a name cannot outlive what it says.

A name strings together the words of `src.personas.phrases` for the aspects in which the persona
differs most from all other customers: "Frequent big-basket coupon users". Words are added only as
far as two personas need them to differ.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from src.personas.evidence import Evidence, evidence, sifted
from src.personas.phrases import ASPECTS, DEFAULT_NOUN, NOTHING_STANDS_OUT, Aspect
from src.personas.space import IntArray

MIN_EFFECT = 0.2  # Cohen's "small": below it nobody would notice the difference
WORDS = 2  # in a name that is already unlike the others


@dataclass(frozen=True)
class PersonaName:
    """A name and what it rests on.

    Parameters
    ----------
    evidence
        The contrast behind each word of the name, strongest first; empty if nothing stands out.
    contrasts
        The contrast of every feature, strongest first.
    words
        What the name is made of, in the order of ``evidence``.
    id
        Stays from training to training; empty where nothing has to be known again.
    notes
        What somebody wrote about the persona.
    """

    name: str
    evidence: tuple[Evidence, ...]
    contrasts: tuple[Evidence, ...]
    words: tuple[str, ...] = ()
    id: str = ""
    notes: str = ""


@dataclass(frozen=True)
class _Word:
    text: str
    position: int
    noun: bool
    row: Evidence


def name_personas(
    features: pd.DataFrame, labels: IntArray, k: int, kept: Sequence[tuple[str, ...]] = ()
) -> tuple[PersonaName, ...]:
    """Name each of ``k`` personas, no two alike.

    Parameters
    ----------
    features
        Features of the customers, in their own units, NaN where not known; columns without words
        are ignored.
    labels
        Persona of each customer, 0 to k - 1.
    kept
        Words of the name that each had before, none if it is new: it keeps them as long as its
        evidence still says all of them.
    """
    contrasts = sifted([evidence(features, labels == persona) for persona in range(k)])
    spoken = [_words(rows) for rows in contrasts]
    before = [_again(words, old) for words, old in zip(spoken, kept or ((),) * k, strict=True)]
    vocabularies = [old or _one_noun(words) for words, old in zip(spoken, before, strict=True)]
    least = [max(WORDS, len(old)) for old in before]
    used = _used(_fair(_used(vocabularies, least), vocabularies, contrasts, before), least)
    names = _numbered([_sentence(words) for words in used])
    return tuple(
        PersonaName(
            *(name, tuple(word.row for word in words), rows), tuple(word.text for word in words)
        )
        for name, words, rows in zip(names, used, contrasts, strict=True)
    )


def told_apart(
    features: pd.DataFrame, labels: IntArray, names: Sequence[str]
) -> tuple[PersonaName, ...]:
    """Return the evidence of groups that have a name already; of those that have customers."""
    return tuple(
        PersonaName(name, (), evidence(features, labels == group))
        for group, name in enumerate(names)
        if (labels == group).any()
    )


def _words(rows: tuple[Evidence, ...]) -> list[_Word]:
    """Words that apply to a persona, strongest first."""
    by_feature = {row.feature: row for row in rows}
    spoken = [_word(aspect, position, by_feature) for position, aspect in enumerate(ASPECTS)]
    words = [word for word in spoken if word is not None]
    return sorted(words, key=lambda word: -abs(word.row.effect_size))


def _one_noun(words: list[_Word]) -> list[_Word]:
    nouns = [word for word in words if word.noun]
    return [word for word in words if word not in nouns[1:]]


def _used(vocabularies: list[list[_Word]], least: list[int]) -> list[list[_Word]]:
    counts = _word_counts(vocabularies, least)
    return [words[:count] for words, count in zip(vocabularies, counts, strict=True)]


def _fair(
    used: list[list[_Word]],
    vocabularies: list[list[_Word]],
    contrasts: Sequence[tuple[Evidence, ...]],
    before: list[list[_Word]],
) -> list[list[_Word]]:
    """Leave out of new names the nouns that a persona with more of it is not called by.

    A group with a few bargain hunters is none where another, of which half are, is called quiet.
    """
    means = [{row.feature: row.mean for row in rows} for rows in contrasts]

    def unfair(persona: int, word: _Word) -> bool:
        sign = 1 if word.row.effect_size > 0 else -1
        return any(
            sign * (of.get(word.row.feature, word.row.mean) - word.row.mean) > 0
            and all(own.text != word.text for own in used[other])
            for other, of in enumerate(means)
            if other != persona
        )

    return [
        [word for word in words if old or not (word.noun and unfair(persona, word))]
        for persona, (words, old) in enumerate(zip(vocabularies, before, strict=True))
    ]


def _again(words: list[_Word], before: tuple[str, ...]) -> list[_Word]:
    """Return the words of an earlier name, none if one of them no longer applies."""
    found = [word for word in words if word.text in before]
    return found if len(found) == len(before) else []


def _word(aspect: Aspect, position: int, by_feature: dict[str, Evidence]) -> _Word | None:
    """Return the word for the strongest contrast of the aspect, if there is one to speak of."""
    rows = [by_feature[name] for name in aspect.features if name in by_feature]
    sign = 1 if sum(row.effect_size for row in rows) > 0 else -1
    text = aspect.more if sign > 0 else aspect.less
    agreeing = [row for row in rows if _supports(row, sign, aspect.pivot)]
    if text is None or not agreeing:
        return None
    return _Word(text, position, aspect.noun, max(agreeing, key=lambda row: abs(row.effect_size)))


def _supports(row: Evidence, sign: int, pivot: float | None) -> bool:
    """Whether effect, printed means and pivot all point the same way: a reader sees the means."""
    differs = sign * row.effect_size >= MIN_EFFECT and sign * (row.mean - row.others_mean) > 0
    return differs and row.beyond_chance and (pivot is None or sign * (row.mean - pivot) > 0)


def _word_counts(vocabularies: list[list[_Word]], least: list[int]) -> list[int]:
    """Count the words of each name: so many at least, and more as long as two names are alike."""
    counts = [min(count, len(words)) for words, count in zip(vocabularies, least, strict=True)]
    for _ in ASPECTS:
        names = [_sentence(words[:n]) for words, n in zip(vocabularies, counts, strict=True)]
        alike = Counter(names)
        counts = [
            min(count + (alike[name] > 1), len(words))
            for name, count, words in zip(names, counts, vocabularies, strict=True)
        ]
    return counts


def _sentence(words: list[_Word]) -> str:
    ordered = sorted(words, key=lambda word: (word.noun, word.position))
    texts = [word.text for word in ordered] or [NOTHING_STANDS_OUT]
    if not any(word.noun for word in words):
        texts.append(DEFAULT_NOUN)
    sentence = " ".join(texts)
    return sentence[0].upper() + sentence[1:]


def _numbered(names: list[str]) -> list[str]:
    """Tell apart what words cannot: the second of equals is "... 2".

    >>> _numbered(["Quiet shoppers", "Active shoppers", "Quiet shoppers"])
    ['Quiet shoppers', 'Active shoppers', 'Quiet shoppers 2']
    """
    seen: Counter[str] = Counter()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return numbered
