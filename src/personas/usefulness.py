"""What personas say about later spend and churn, and what of it RFM does not say as well.

Every customer is foretold by the others: by the mean of their persona, of their RFM segment, and by
both (a sum of two effects), each learnt from the other nine tenths. A share of variance explained
so is not flattered by the number of groups, and may be negative. Intervals: of the mean of paired
differences in squared error.
"""

from dataclasses import dataclass

import numpy as np

from src.personas.space import FloatArray, IntArray

TENTHS = 10
PRIOR = 5.0  # customers at the mean of all that each group is given: small groups say little
TWO_SIDED_95 = 1.96


@dataclass(frozen=True)
class Usefulness:
    """Shares of the variance of an outcome, judged on customers left out.

    Parameters
    ----------
    about
        ``spend`` (its logarithm) or ``churn``.
    explained, low, high
        By the persona alone, with a 95 % interval.
    rfm
        By the RFM segment alone.
    gain, gain_low, gain_high
        By both, minus that of the RFM segment alone.
    n
        Customers.
    """

    about: str
    explained: float
    low: float
    high: float
    rfm: float
    gain: float
    gain_low: float
    gain_high: float
    n: int

    @property
    def beyond_rfm(self) -> bool:
        """Whether the personas say something beyond chance that RFM does not."""
        return self.gain_low > 0


def usefulness(
    about: str, outcome: FloatArray, persona: IntArray, rfm: IntArray, seed: int
) -> Usefulness | None:
    """Judge personas by what their customers did later; None if all did the same.

    Parameters
    ----------
    outcome
        Of each customer, after the moment at which both groups were known.
    persona, rfm
        Groups, counted from 0.
    """
    centred = outcome - outcome.mean()
    variance = float((centred**2).mean())
    if variance == 0:
        return None
    tenth = np.random.default_rng(seed).permutation(len(outcome)) % TENTHS
    alone = _errors(centred, [persona], tenth)
    known = _errors(centred, [rfm], tenth)
    both = _errors(centred, [rfm, persona], tenth)
    explained, low, high = _interval((centred**2 - alone) / variance)
    gain, gain_low, gain_high = _interval((known - both) / variance)
    told = float((centred**2 - known).mean() / variance)
    return Usefulness(
        *(about, explained, low, high, told, gain, gain_low, gain_high), n=len(outcome)
    )


def _errors(outcome: FloatArray, groupings: list[IntArray], tenth: IntArray) -> FloatArray:
    """Squared error of each customer, foretold by the groups of those in other tenths."""
    columns = np.hstack([np.eye(groups.max() + 1)[groups] for groups in groupings])
    errors = np.empty(len(outcome))
    for one in range(TENTHS):
        left = tenth == one
        learnt = columns[~left]
        penalised = learnt.T @ learnt + PRIOR * np.eye(columns.shape[1])
        effects = np.linalg.solve(penalised, learnt.T @ outcome[~left])
        errors[left] = (outcome[left] - columns[left] @ effects) ** 2
    return errors


def _interval(shares: FloatArray) -> tuple[float, float, float]:
    mean = float(shares.mean())
    half = TWO_SIDED_95 * float(shares.std(ddof=1)) / float(np.sqrt(len(shares)))
    return mean, mean - half, mean + half
