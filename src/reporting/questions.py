"""What the data can answer, in words: one row per requirement that is not met, for any reader."""

from collections.abc import Iterable, Iterator

from src.quality.readiness import Question, Requirement
from src.reporting.formats import number, percent

Row = tuple[str, str, str, str, str, str]


def answer_rows(questions: Iterable[Question]) -> Iterator[Row]:
    """Yield question, whether it is possible, what is required, needed, found, and missing.

    >>> few = Requirement("customers who ordered", "customers", 500, 380)
    >>> for row in answer_rows([Question("personas", (few,)), Question("CLV", ())]):
    ...     row
    ('personas', 'no', 'customers who ordered', '500', '380', '+120')
    ('CLV', 'yes', '', '', '', '')
    """
    for asked in questions:
        if asked.possible:
            yield asked.name, "yes", "", "", "", ""
        for one in asked.unmet:
            is_share = one.unit == "share"
            needed = f"< {percent(one.needed)}" if is_share else number(one.needed)
            missing = f"{'-' if is_share else '+'}{_counted(one, one.lacking)}"
            yield asked.name, "no", one.what, needed, _counted(one, one.found), missing


def _counted(one: Requirement, value: float) -> str:
    return percent(value) if one.unit == "share" else number(value)
