"""RFM: the named cells of recency and frequency, `src.segments.rfm.CELLS`, as a scheme."""

from src.segments.rfm import CELLS
from src.segments.scheme import Rule, Scheme


def _rule(name: str) -> Rule:
    cells = [
        f"({recent}, {frequent})"
        for recent, row in enumerate(CELLS, start=1)
        for frequent, called in enumerate(row, start=1)
        if called == name
    ]
    fifths = " ".join(cell.replace("(", "").replace(", ", "-").replace(")", "") for cell in cells)
    return Rule(
        name,
        f"(recency_score, frequency_score) IN ({', '.join(cells)})",
        f"recency-frequency fifths {fifths} (5 is best)",
    )


RFM = Scheme(
    name="RFM",
    family="RFM",
    rules=tuple(_rule(name) for name in dict.fromkeys(name for row in CELLS[::-1] for name in row)),
    needs=("recency_score", "frequency_score"),
    lacking="orders",
)
