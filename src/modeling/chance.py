"""What chance does to a figure over several cutoffs: resamples of customers, with all of theirs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from src.modeling.design import FloatArray
from src.modeling.gains import RESAMPLES, Measure


@dataclass(frozen=True, eq=False)
class Chance:
    """How chance is told: a seed, and for each trial a mark of the customers to resample.

    Of more than `DRAWN_MAX` customers so many stand for all, and what chance does to them is
    narrowed by the square root of their share.
    """

    seed: int
    few: tuple[NDArray[np.bool_], ...]
    drawn: dict[int, NDArray[np.uint8]] = field(default_factory=dict)

    def times(self, customers: int) -> NDArray[np.uint8]:
        """Return how often each customer is in each resample; the same for all that is measured."""
        if customers not in self.drawn:
            rng = np.random.default_rng(self.seed)
            draws = [rng.poisson(1.0, customers).astype(np.uint8) for _ in range(RESAMPLES)]
            self.drawn[customers] = np.stack(draws)
        return self.drawn[customers]


def lot(customer: NDArray[np.str_], most: int, seed: int) -> NDArray[np.bool_]:
    """Mark everybody, or about so many customers: at every cutoff the same, who are there."""
    share = most / len(customer)
    if share >= 1:
        return np.ones(len(customer), dtype=np.bool_)
    lots = np.array([crc32(f"{seed} {name}".encode()) for name in customer.tolist()])
    return np.asarray(lots < share * 2**32)


def means_of(
    whose: Sequence[NDArray[np.str_]], measures: Sequence[Measure], chance: Chance
) -> FloatArray:
    """Return the mean of some measures, likewise.

    A customer who is drawn is drawn with all of their cutoffs; equal seeds draw the same.
    """
    names, places = np.unique(np.concatenate(whose), return_inverse=True)
    own = np.split(places, np.cumsum([len(customers) for customers in whose])[:-1])
    return np.array(
        [
            np.mean([measure(weights[at]) for measure, at in zip(measures, own, strict=True)])
            for weights in _weights(chance.times(len(names)))
        ]
    )


def _weights(times: NDArray[np.uint8]) -> Iterator[FloatArray]:
    """Yield everybody once, then each resample."""
    yield np.ones(times.shape[1])
    for draw in times:
        yield draw.astype(np.float64)


def interval(values: FloatArray) -> tuple[float, float]:
    """Return the 95 % interval of what was resampled; the first is as it was observed."""
    low, high = np.nanquantile(values[1:], (0.025, 0.975))
    return float(low), float(high)
