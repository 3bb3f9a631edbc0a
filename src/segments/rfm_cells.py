"""RFM: the named cells of recency and frequency, `src.segments.rfm.CELLS`, as a scheme."""

from src.segments.rfm import CELLS
from src.segments.scheme import Rule, Scheme

NAMES = (  # best customers first; cells do not overlap, so the order decides nothing
    *("champion", "loyal", "potential loyalist", "new", "promising", "needs attention"),
    *("about to sleep", "cannot lose", "at risk", "hibernating"),
)


def _rule(name: str) -> Rule:
    recency = [score for score, row in enumerate(CELLS, start=1) if name in row]
    row = CELLS[recency[0] - 1]
    frequency = [score for score, called in enumerate(row, start=1) if called == name]
    (low, high), (few, many) = ((one[0], one[-1]) for one in (recency, frequency))
    return Rule(
        name,
        f"recency_fifth BETWEEN {low} AND {high} AND frequency_fifth BETWEEN {few} AND {many}",
        f"recency {_fifths(low, high)}, frequency {_fifths(few, many)} (fifths, 5 is best)",
    )


def _fifths(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


RFM = Scheme(
    name="RFM",
    family="RFM",
    rules=tuple(map(_rule, NAMES)),
    needs=("recency_fifth", "frequency_fifth"),
    lacking="orders",
)
