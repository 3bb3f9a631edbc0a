"""Themes: what the customers of a persona write of, in their own words, against all others.

Only words come here that ten customers wrote (`src.unify.words`), never a text. Everybody who wrote
counts once per word, and weighs as many customers as they stand for, as answers do. Every common
word of every persona is compared, and chance is controlled over all of them; what is told comes in
the order of TF-IDF (Spärck Jones 1972, doi:10.1108/eb026526), mean of the persona less mean of the
others. Words of the same writers are one theme, called by its first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from src.personas.difference import Difference, Sample, all_controlled, of_shares
from src.personas.evidence import FALSE_SHARE, MIN_KNOWN
from src.personas.space import FloatArray, IntArray
from src.personas.stop_words import STOP_WORDS
from src.personas.voices import Flags, response_weights

WROTE = ("customer", "about", "term")
MOST_TERMS = 300  # the commonest of each chapter
SAME_WRITERS = 0.5  # Jaccard of the writers of two words of one theme
MOST_WORDS = 3  # of one theme


@dataclass(frozen=True)
class Theme:
    """Words of a chapter, the first of which is what was compared."""

    about: str
    words: tuple[str, ...]
    found: Difference


@dataclass(frozen=True)
class Written:
    """The themes of one persona, and how many of its customers wrote, by chapter."""

    themes: tuple[Theme, ...]
    wrote: tuple[tuple[str, int], ...]
    customers: int


@dataclass(frozen=True)
class _Compared:
    persona: int
    theme: Theme
    gain: float
    writers: Flags  # of the word, among those of the persona


def themes(written: pd.DataFrame, labels: IntArray, fifth: IntArray, k: int) -> tuple[Written, ...]:
    """Compare what each of ``k`` personas wrote of with what all others did.

    Parameters
    ----------
    written
        One row per customer and word, columns `WROTE`: ``customer`` is a position in ``labels``,
        ``about`` the chapter of a card, ``term`` null where somebody wrote no common word.
    labels, fifth
        Persona and fifth of spend of every customer.
    """
    compared = [
        one
        for about, rows in written.groupby("about", sort=True)
        for one in _of_chapter(str(about), rows, labels, fifth)
    ]
    adjusted = all_controlled([one.theme.found for one in compared])
    sifted = [
        replace(one, theme=replace(one.theme, found=found))
        for one, found in zip(compared, adjusted, strict=True)
    ]
    writers = written.drop_duplicates(["about", "customer"])
    counts = writers.groupby(["about", labels[writers["customer"].to_numpy(np.int64)]]).size()
    chapters = sorted(set(written["about"]))
    return tuple(
        Written(
            _joined([one for one in sifted if one.persona == persona]),
            tuple((about, int(counts.get((about, persona), 0))) for about in chapters),
            int((labels == persona).sum()),
        )
        for persona in range(k)
    )


def _of_chapter(
    about: str, rows: pd.DataFrame, labels: IntArray, fifth: IntArray
) -> Iterator[_Compared]:
    who = np.unique(rows["customer"].to_numpy(np.int64))
    said = rows.dropna(subset="term").drop_duplicates(["customer", "term"])
    terms = _common(said["term"])
    said = said[said["term"].isin(terms)]
    if not terms:
        return
    at = np.searchsorted(who, said["customer"]), pd.Index(terms).get_indexer(pd.Index(said["term"]))
    matrix = sparse.csc_array((np.ones(len(said)), at), shape=(len(who), len(terms)))
    weighed = TfidfTransformer().fit_transform(matrix)
    weights = response_weights(who, labels, fifth)
    for persona in np.unique(labels[who]):
        inside = labels[who] == persona
        if min(inside.sum(), (~inside).sum()) < MIN_KNOWN:
            continue
        gain = _mean(weighed[inside]) - _mean(weighed[~inside])
        for place, term in enumerate(terms):
            wrote = matrix[:, [place]].toarray().ravel()
            hits = Sample(wrote, weights)
            found = of_shares(hits.of(inside), hits.of(~inside))
            theme = Theme(about, (term,), found)
            yield _Compared(int(persona), theme, float(gain[place]), wrote[inside] > 0)


def _common(said: "pd.Series[str]") -> list[str]:
    """Return the commonest words that enough customers wrote and that mean something."""
    counts = said.value_counts()
    told = counts[counts >= MIN_KNOWN].index
    kept = [term for term in told if not STOP_WORDS.intersection(str(term).split())]
    return sorted(kept, key=lambda term: (-counts[term], term))[:MOST_TERMS]


def _mean(weighed: sparse.csr_array) -> FloatArray:
    return np.asarray(weighed.mean(axis=0)).ravel()


def _joined(compared: list[_Compared]) -> tuple[Theme, ...]:
    """Make one theme of the words of the same writers; those beyond chance lead."""
    more = [one for one in compared if one.theme.found.value > 0]
    more = [one for one in more if one.writers.sum() >= MIN_KNOWN]
    more.sort(key=lambda one: (one.theme.found.p_value > FALSE_SHARE, -one.gain, one.theme.words))
    told: list[_Compared] = []
    for one in more:
        place = next((n for n, other in enumerate(told) if _alike(one, other)), None)
        if place is None:
            told.append(one)
            continue
        words = (*told[place].theme.words, *one.theme.words)[:MOST_WORDS]
        told[place] = replace(told[place], theme=replace(told[place].theme, words=words))
    return tuple(one.theme for one in told)


def _alike(one: _Compared, other: _Compared) -> bool:
    if one.theme.about != other.theme.about:
        return False
    both = (one.writers & other.writers).sum()
    return bool(both >= SAME_WRITERS * (one.writers | other.writers).sum())
