"""Themes: what the customers of a persona write of, in their own words, against all others.

Only words come here that ten customers wrote (`src.unify.words`), never a text. Words of the same
writers, whoever these are, are one theme, called by the commonest. Everybody who wrote counts once
per theme, and weighs as many customers as they stand for, as answers do. Every theme of every
persona is compared, and chance is controlled over all of them; what is told comes in the order of
TF-IDF (Spärck Jones 1972, doi:10.1108/eb026526), mean of the persona less mean of the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from src.personas.difference import Difference, Sample, all_controlled, of_shares
from src.personas.evidence import MIN_KNOWN
from src.personas.space import FloatArray, IntArray
from src.personas.stop_words import STOP_WORDS
from src.personas.voices import response_weights

WROTE = ("customer", "about", "term")
MOST_TERMS = 300  # the commonest of each chapter
SAME_WRITERS = 0.5  # Jaccard of the writers of two words of one theme
MOST_WORDS = 3  # of one theme


@dataclass(frozen=True)
class Theme:
    """Words of a chapter that the same people wrote; who wrote the first was compared."""

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
    writers: int


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
            _told([one for one in sifted if one.persona == persona]),
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
    grouped = _grouped(matrix)
    weighed = TfidfTransformer().fit_transform(matrix)
    weights = response_weights(who, labels, fifth)
    for persona in np.unique(labels[who]):
        inside = labels[who] == persona
        if min(inside.sum(), (~inside).sum()) < MIN_KNOWN:
            continue
        gain = _mean(weighed[inside]) - _mean(weighed[~inside])
        for places in grouped:
            wrote = matrix[:, [places[0]]].toarray().ravel()
            hits = Sample(wrote, weights)
            found = of_shares(hits.of(inside), hits.of(~inside))
            theme = Theme(about, tuple(terms[at] for at in places), found)
            writers = int(wrote[inside].sum())
            yield _Compared(int(persona), theme, float(gain[places[0]]), writers)


def _common(said: "pd.Series[str]") -> list[str]:
    """Return the commonest words that enough customers wrote and that mean something."""
    counts = said.value_counts()
    told = counts[counts >= MIN_KNOWN].index
    kept = [term for term in told if not STOP_WORDS.intersection(str(term).split())]
    return sorted(kept, key=lambda term: (-counts[term], len(term), term))[:MOST_TERMS]


def _mean(weighed: sparse.csr_array) -> FloatArray:
    return np.asarray(weighed.mean(axis=0)).ravel()


def _grouped(matrix: sparse.csc_array) -> list[list[int]]:
    """Put every word, commonest first, to the first word that most of the same people wrote."""
    both = (matrix.T @ matrix).toarray()
    counts = np.diag(both)
    groups: list[list[int]] = []
    for place in range(len(counts)):
        lead = [one[0] for one in groups]
        alike = both[place, lead] / (counts[place] + counts[lead] - both[place, lead])
        same = np.flatnonzero(alike >= SAME_WRITERS)
        if len(same):
            groups[same[0]].append(place)
        else:
            groups.append([place])
    return [places[:MOST_WORDS] for places in groups]


def _told(compared: list[_Compared]) -> tuple[Theme, ...]:
    """Return what enough of the persona write, and more than others, by TF-IDF."""
    more = [one for one in compared if one.theme.found.value > 0 and one.writers >= MIN_KNOWN]
    more.sort(key=lambda one: (-one.gain, one.theme.words))
    return tuple(one.theme for one in more)
