"""The catalogue: every segment scheme, in the order in which they are told.

A new scheme is one file and one entry here. Of several of one name the first that the data allow is
taken. Only those of `src.segments.demographic` may name a protected attribute.
"""

from collections.abc import Callable, Sequence

from src.segments.attitude import ATTITUDE
from src.segments.common_values import country, region, technographic
from src.segments.demographic import AGE, AGE_STATED, HOUSEHOLD
from src.segments.funnel import FUNNEL
from src.segments.lifecycle import LIFECYCLE
from src.segments.loyalty import LOYALTY
from src.segments.price_need import PRICE_NEED, PRICE_NEED_WITHOUT
from src.segments.rfm_cells import RFM
from src.segments.scheme import FIFTHS, Scheme
from src.segments.tiers import TIERS
from src.segments.volume import VOLUME
from src.segments.worth import WORTH

PREDICTIONS = ("churn_prob", "clv", "value_at_risk")
CATALOGUE: tuple[Scheme, ...] = (
    *(RFM, LIFECYCLE, FUNNEL, TIERS, WORTH, VOLUME, LOYALTY, PRICE_NEED),
    *(PRICE_NEED_WITHOUT, ATTITUDE, AGE, AGE_STATED, HOUSEHOLD),
)
OF_VALUES: tuple[Callable[[Sequence[str]], Scheme], ...] = (country, region, technographic)


def schemes(names: Sequence[str]) -> tuple[tuple[Scheme, ...], tuple[Scheme, ...]]:
    """Return the schemes that data with these features allow, and those they do not."""
    known = {*names, *PREDICTIONS, *FIFTHS}
    candidates = (*CATALOGUE, *(make(names) for make in OF_VALUES))
    present: dict[str, Scheme] = {}
    for scheme in candidates:
        if scheme.fits(known):
            present.setdefault(scheme.name, scheme)
    absent = {scheme.name: scheme for scheme in candidates if scheme.name not in present}
    return tuple(present.values()), tuple(absent.values())
