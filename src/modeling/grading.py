"""The grade of a model, A to D: how much better than a simple rule, for sure.

**Yardstick.** AUC for churn, normalised Gini for value: how well customers are ranked, the only
thing that a rule without probabilities can be compared on. 1 minus it is how much of the ranking a
score gets wrong; what counts is the share of the rule's mistakes that the model saves,
``(ours - rule) / (1 - rule)``: 0 is the rule itself, 1 a perfect ranking, whatever the data.

**The rule** is the best of those that anybody can apply without fitting a model: recency, RFM
cells, past spend, one answer for all. Recency alone is the real bar for a business.

**Several cutoffs.** The mean over the judged cutoff and up to two earlier ones whose horizons do
not overlap, each with a fit of its own that knows nothing later. One horizon may be lucky.

**For sure.** The letter goes by the lower end of the 95 % interval of the share saved (a bootstrap
of customers, each with all their cutoffs), so that a few customers earn no letter by luck:

=======  ==============================================================================
``A``    at least `A_FROM` saved
``B``    at least `B_FROM` saved: one mistake in twenty, what somebody at work would notice
``C``    less, but more than nothing: little better than the rule
``D``    not better beyond chance: do not use the model, use the rule
=======  ==============================================================================

``D`` also where a fitted model of the literature ranks better beyond chance, for then that one is
to be used; and where, from the newest cutoff on, the model is not `SURE` standard errors better
than a coin: what customers do may have changed, and no earlier success makes up for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.modeling.baselines import FITTED, Rules
from src.modeling.chance import Chance, interval, lot, means_of
from src.modeling.design import FloatArray
from src.modeling.gains import Measure, auc_of, gini_of, tenth_of
from src.modeling.judging import OURS
from src.modeling.metrics import DRAWN_MAX

A_FROM, B_FROM = 0.15, 0.05
SURE = 3.0  # standard errors; a model that knows anything is twenty away from a coin
PERFECT = 1e-9  # a rule that makes no mistake leaves none to save
MEASURES = {"churn": auc_of, "value": gini_of}
COIN = {"churn": 0.5, "value": 0.0}


@dataclass(frozen=True, eq=False)
class Trial:
    """What was predicted at one cutoff and what then happened: one entry per customer.

    ``day`` is the cutoff's number.
    """

    day: int
    customer: NDArray[np.str_]
    churned: FloatArray
    churn_prob: FloatArray
    net_ahead: FloatArray
    clv: FloatArray
    rules: Rules

    def outcome(self, about: str) -> FloatArray:
        """Return what happened: 0 or 1, or net spend."""
        return self.churned if about == "churn" else self.net_ahead

    def scores(self, about: str) -> Mapping[str, FloatArray]:
        """Return how the model, then each rule, ranks the customers."""
        if about == "churn":
            return {OURS: self.churn_prob, **self.rules.churn_prob, **self.rules.churn_score}
        return {OURS: self.clv, **self.rules.spend}


@dataclass(frozen=True)
class Grade:
    """How a model ranks ``churn`` or ``value``, beside the best simple rule.

    Parameters
    ----------
    about, letter
        ``churn`` or ``value``; ``A`` to ``D``.
    rule
        The best simple rule.
    ours, rival
        AUC or normalised Gini of the model and of the rule, mean over the cutoffs.
    saved, saved_low, saved_high
        Share of the rule's mistakes that the model saves, negative if it adds some, with its 95 %
        interval.
    found, found_low, found_high, found_by_rule, found_most
        Share of those who leave, or of the money, that is in the top tenth of the ranking: of the
        model, of the rule, and of who knows the future; a coin finds .1.
    days
        Numbers of the cutoffs, newest first.
    n
        Customers judged, each counted once per cutoff.
    failures
        Why it is ``D``, in words; nothing otherwise.
    level
        Fitted models of the literature that are not clearly beaten.
    """

    about: str
    letter: str
    rule: str
    ours: float
    rival: float
    saved: float
    saved_low: float
    saved_high: float
    found: float
    found_low: float
    found_high: float
    found_by_rule: float
    found_most: float
    days: tuple[int, ...]
    n: int
    failures: tuple[str, ...] = ()
    level: tuple[str, ...] = ()


def grade(about: str, trials: Sequence[Trial], seed: int) -> Grade:
    """Grade what a model says about ``churn`` or ``value``; ``trials`` are newest first."""
    chance = Chance(seed, tuple(lot(trial.customer, DRAWN_MAX, seed) for trial in trials))
    ranked = _ranked(about, trials, chance)
    simple = [name for name in ranked if name != OURS and name not in FITTED]
    rule = max(simple, key=lambda name: ranked[name][0])
    saved = _saved(ranked[OURS], ranked[rule])
    low, high = interval(saved)
    newest = _measured(MEASURES[about], about, trials[:1], OURS, chance)
    failures = tuple(_failures(about, ranked, rule, newest))
    ours, rival = (_measured(tenth_of, about, trials, name, chance) for name in (OURS, rule))
    return Grade(
        about=about,
        letter="D" if failures else letter_of(low),
        rule=rule,
        ours=float(ranked[OURS][0]),
        rival=float(ranked[rule][0]),
        saved=float(saved[0]),
        saved_low=low,
        saved_high=high,
        found=float(ours[0]),
        found_low=interval(ours)[0],
        found_high=interval(ours)[1],
        found_by_rule=float(rival[0]),
        found_most=_most(about, trials),
        days=tuple(trial.day for trial in trials),
        n=sum(len(trial.customer) for trial in trials),
        failures=failures,
        level=tuple(name for name, values in _fitted(ranked) if _low(ranked[OURS] - values) <= 0),
    )


def letter_of(saved_low: float) -> str:
    """Return the letter for the share of mistakes that is saved for sure.

    >>> [letter_of(share) for share in (0.2, 0.15, 0.05, 0.01, 0.0, -0.1, float("nan"))]
    ['A', 'A', 'B', 'C', 'D', 'D', 'D']
    """
    if saved_low >= A_FROM:
        return "A"
    if saved_low >= B_FROM:
        return "B"
    return "C" if saved_low > 0 else "D"


def verdict(grades: Sequence[Grade]) -> tuple[bool, str]:
    """Decide on use, and say why: nothing that is graded ``D`` is used."""
    failed = [f"{g.about} is graded D, {' and '.join(g.failures)}" for g in grades if g.failures]
    if failed:
        return False, f"Not promoted: {'; '.join(failed)}."
    level = [f"{name} on {g.about}" for g in grades for name in g.level]
    close = f" Not clearly better than {', '.join(level)}." if level else ""
    about = " or ".join(g.about for g in grades)
    return True, f"Promoted: no simple rule ranks {about} better beyond chance." + close


def _failures(
    about: str, ranked: Mapping[str, FloatArray], rule: str, newest: FloatArray
) -> Iterator[str]:
    """Yield why a model is not to be used."""
    if not newest[0] - SURE * np.nanstd(newest[1:]) > COIN[about]:
        yield f"no better than a coin at the newest cutoff ({newest[0]:.3f})"
    if not _low(ranked[OURS] - ranked[rule]) > 0:
        yield _beside(f"no better than {rule} beyond chance", ranked[OURS], ranked[rule])
    for name, values in _fitted(ranked):
        if _low(values - ranked[OURS]) > 0:
            yield _beside(f"worse than {name}", ranked[OURS], values)


def _beside(words: str, ours: FloatArray, rival: FloatArray) -> str:
    low, high = interval(ours - rival)
    return f"{words} ({ours[0]:.3f} against {rival[0]:.3f}, difference {low:+.3f} to {high:+.3f})"


def _fitted(ranked: Mapping[str, FloatArray]) -> list[tuple[str, FloatArray]]:
    return [(name, values) for name, values in ranked.items() if name in FITTED]


def _ranked(about: str, trials: Sequence[Trial], chance: Chance) -> dict[str, FloatArray]:
    """Return how well each score ranks: the mean over the cutoffs, see `means_of`."""
    measure = MEASURES[about]
    return {
        name: _measured(measure, about, trials, name, chance) for name in trials[0].scores(about)
    }


def _most(about: str, trials: Sequence[Trial]) -> float:
    """Return what the top tenth of a perfect ranking holds, mean over the cutoffs."""
    outcomes = [trial.outcome(about) for trial in trials]
    return float(np.mean([tenth_of(known, known)(np.ones(len(known))) for known in outcomes]))


def _measured(
    made: Callable[[FloatArray, FloatArray], Measure],
    about: str,
    trials: Sequence[Trial],
    name: str,
    chance: Chance,
) -> FloatArray:
    """Return the mean over the cutoffs of a measure: as it is, then in each of the resamples."""
    values = [(trial.outcome(about), trial.scores(about)[name]) for trial in trials]
    few = chance.few[: len(trials)]
    means = means_of(
        [trial.customer[own] for trial, own in zip(trials, few, strict=True)],
        [made(known[own], score[own]) for (known, score), own in zip(values, few, strict=True)],
        chance,
    )
    share = sum(own.sum() for own in few) / sum(map(len, few))
    if share == 1:
        return means
    whole = np.mean([made(known, score)(np.ones(len(known))) for known, score in values])
    return np.asarray(whole + np.sqrt(share) * (means - means[0]))


def _saved(ours: FloatArray, rival: FloatArray) -> FloatArray:
    return np.asarray((ours - rival) / np.maximum(1 - rival, PERFECT))


def _low(values: FloatArray) -> float:
    return interval(values)[0]
