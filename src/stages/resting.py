"""What the sentences about all personas together rest on: statistic, interval, n and table."""

from collections.abc import Iterator, Mapping

import numpy as np

from src.modeling.design import FloatArray
from src.personas.claims import Support, of_share
from src.personas.fit import FittedPersonas
from src.personas.months import Changing, Monthly
from src.personas.usefulness import Usefulness
from src.reporting.portrayed import Portrayed

TWO_SIDED_95 = 1.96


def resting(
    personas: FittedPersonas,
    portrayed: Portrayed,
    useful: tuple[Usefulness, ...],
    monthly: Monthly | None,
) -> Mapping[str, Support]:
    """Return what each such sentence rests on, by what it tells; absent is not known."""
    found = dict(_stays(personas))
    if portrayed.landscape is not None:
        land = portrayed.landscape
        for name, share, ends in zip(("right", "up"), land.explained, land.within, strict=False):
            found[name] = Support("direction", "share", share, *ends, land.customers, "features")
    if portrayed.membership is not None:
        reasons = portrayed.membership
        found["overlap"] = _mean(reasons.overlaps, "overlap", "model")
        found["same"] = of_share(int(reasons.same.sum()), len(reasons.same), "same_reason", "model")
    for one in useful:
        told = one.explained, one.low, one.high
        found[one.about] = Support("explained", "share", *told, one.n, "orders")
    if monthly is not None:
        found["afresh"] = _changing(monthly.afresh, monthly.customers)
        found["kept"] = _changing(monthly.kept, monthly.customers)
    return found


def _stays(personas: FittedPersonas) -> Iterator[tuple[str, Support]]:
    """Yield how alike personas of resampled customers are: of the chosen number of them."""
    chosen = personas.choice.chosen.stability
    if chosen.customers:
        worst = int(np.argmin(chosen.jaccard))
        ends = chosen.jaccard[worst], *chosen.jaccard_within[worst]
        yield "jaccard", Support("jaccard", "share", *ends, chosen.customers, "features")
        both = chosen.adjusted_rand, *chosen.rand_within
        yield "rand", Support("rand", "index", *both, chosen.customers, "features")


def _changing(one: Changing, customers: int) -> Support:
    return Support("changing", "share", one.share, one.low, one.high, customers, "features")


def _mean(values: FloatArray, statistic: str, table: str) -> Support:
    mean, n = float(values.mean()), len(values)
    half = TWO_SIDED_95 * float(values.std()) / float(np.sqrt(n))
    return Support(statistic, "index", mean, mean - half, mean + half, n, table)
