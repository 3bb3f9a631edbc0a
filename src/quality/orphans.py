"""Rows of customers that no profile, or not every source of profiles, tells of: kept, counted."""

from collections.abc import Iterable, Iterator, Sequence

from src.engine import Engine

ORPHANS = "customer without a profile"
ALONE = "customer in no other profiles"


def orphans(engine: Engine, staged: str, profiles: Iterable[str]) -> dict[str, int]:
    """Count kept rows of customers who are not known everywhere.

    Where several sources give profiles, the first is taken to know best: a customer whom another
    knows, but not the first, is counted apart, and so is one whom only the first knows.

    Parameters
    ----------
    staged : the staged source
    profiles : the staged sources of profiles, in the manifest's order

    Returns
    -------
    what is odd -> rows; empty if all customers are known
    """
    counts = {
        words: f"count(*) FILTER (WHERE {condition})"
        for words, condition in _oddities(staged, tuple(profiles))
    }
    if not counts:
        return {}
    rows = engine.row(
        f"FROM (FROM {staged} WHERE reasons = '') AS row SELECT {', '.join(counts.values())}"
    )
    return {words: n for words, n in zip(counts, rows, strict=True) if n}


def _oddities(staged: str, profiles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what may be odd of a row, and the condition in SQL that it is."""
    if not profiles:
        return
    first, *others = (f"customer_key IN ({_customers(table)})" for table in profiles)
    elsewhere = f"({' OR '.join(others)})"
    if staged == profiles[0]:
        if others:
            yield ALONE, f"NOT {elsewhere}"
        return
    yield ORPHANS, f"NOT ({' OR '.join([first, *others])})"
    if others:
        name = profiles[0].removeprefix("staged_")
        yield f"customer not in {name}", f"NOT {first} AND {elsewhere}"


def _customers(table: str) -> str:
    return f"FROM {table} SELECT customer_key WHERE reasons = ''"
