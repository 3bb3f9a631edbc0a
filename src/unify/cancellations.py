"""Which line cancels which: a negative line takes back an earlier line, whole.

In time order, each negative line takes the latest line of the same source, customer and item not
yet taken, at its time or before, with the opposite quantity (prices are not compared), at most the
source's ``match_days`` earlier by the calendar's wall clock. What finds no line stays a return.
"""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from src.engine import Engine, literal
from src.unify.instants import local
from src.unify.union import ROW, SOURCE

TAKEN = pa.schema([(ROW, pa.int64()), ("taken_by", pa.int64())])


def match_cancellations(engine: Engine, rows: str, zone: str, match_days: Mapping[str, int]) -> int:
    """Make the table ``cancelled``: a line's ``ROW``, cancelled_at, and the ROW it was taken_by.

    Parameters
    ----------
    rows : checked lines of all sources
    match_days : source -> how long after its line a cancellation may come

    Returns
    -------
    how many lines were cancelled
    """
    granted = ", ".join(f"({literal(name)}, {days})" for name, days in match_days.items())
    pairs = engine.con.execute(
        f"FROM {rows} AS back JOIN (VALUES {granted}) AS granted(source, days)"
        f" ON granted.source = back.{SOURCE} JOIN {rows} AS sold"
        f" ON sold.{SOURCE} = back.{SOURCE}"
        " AND sold.customer_key = back.customer_key AND sold.item = back.item"
        " AND sold.quantity = -back.quantity AND sold.ordered_at <= back.ordered_at"
        f" AND {local('sold.ordered_at', zone)} >="
        f" {local('back.ordered_at', zone)} - to_days(granted.days)"
        f" SELECT back.{ROW}, sold.{ROW}"
        " WHERE back.quantity < 0 AND back.reasons = '' AND sold.reasons = ''"
        f" ORDER BY back.ordered_at, back.grain, back.net, back.{ROW},"
        f" sold.ordered_at DESC, sold.grain DESC, sold.net DESC, sold.{ROW} DESC"
    ).fetchall()
    taken = _taken(pairs)
    lines = {ROW: list(taken.keys()), "taken_by": list(taken.values())}
    cancelled = pa.table(lines, schema=TAKEN)
    engine.con.register("taken", cancelled)
    engine.con.execute(
        "CREATE OR REPLACE TABLE cancelled AS"
        f" FROM taken JOIN {rows} AS back ON back.{ROW} = taken_by"
        f" SELECT taken.{ROW}, taken_by, back.ordered_at AS cancelled_at"
    )
    engine.con.unregister("taken")
    return len(taken)


def _taken(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Give each negative line the first of its candidates that is still free: line -> taken by.

    >>> _taken([(7, 3), (7, 2), (8, 3), (8, 2), (9, 3)])
    {3: 7, 2: 8}
    """
    taken: dict[int, int] = {}
    done: set[int] = set()
    for back, sold in pairs:
        if back not in done and sold not in taken:
            taken[sold] = back
            done.add(back)
    return taken
