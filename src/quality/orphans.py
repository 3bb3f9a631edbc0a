"""Rows of customers that no profile tells of: they stay, and are counted."""

from collections.abc import Iterable

from src.engine import Engine

ORPHANS = "customer without a profile"


def orphans(engine: Engine, staged: str, profiles: Iterable[str]) -> dict[str, int]:
    """Count kept rows whose customer is in none of the staged ``profiles``; empty if all are."""
    known = [f"FROM {table} SELECT customer_key WHERE reasons = ''" for table in profiles]
    if not known:
        return {}
    (rows,) = engine.row(
        f"FROM {staged} SELECT count(*) WHERE reasons = ''"
        f" AND customer_key NOT IN ({' UNION ALL '.join(known)})"
    )
    return {ORPHANS: int(rows)} if rows else {}
