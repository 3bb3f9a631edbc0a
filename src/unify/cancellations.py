"""Which line cancels which: a negative line takes back an earlier line, whole.

In time order, each negative line takes the latest line of the same customer and item not yet taken,
at its time or before, with the opposite quantity (prices are not compared), at most ``match_days``
earlier by the calendar's wall clock. What finds no line stays a return.
"""

from collections.abc import Iterable

import pyarrow as pa

from src.engine import Engine
from src.unify.instants import local

TAKEN = pa.schema([("line", pa.int64()), ("taken_by", pa.int64())])


def match_cancellations(engine: Engine, staged: str, zone: str, match_days: int) -> int:
    """Make the table ``cancelled``: line, cancelled_at, taken_by (rowids of ``staged``).

    Returns
    -------
    how many lines were cancelled
    """
    pairs = engine.con.execute(
        f"FROM {staged} AS back JOIN {staged} AS sold"
        " ON sold.customer_key = back.customer_key AND sold.item = back.item"
        " AND sold.quantity = -back.quantity AND sold.ordered_at <= back.ordered_at"
        f" AND {local('sold.ordered_at', zone)} >="
        f" {local('back.ordered_at', zone)} - INTERVAL {match_days} DAY"
        " SELECT back.rowid, sold.rowid"
        " WHERE back.quantity < 0 AND back.reasons = '' AND sold.reasons = ''"
        " ORDER BY back.ordered_at, back.grain, back.net, back.rowid,"
        " sold.ordered_at DESC, sold.grain DESC, sold.net DESC, sold.rowid DESC"
    ).fetchall()
    taken = _taken(pairs)
    lines = {"line": list(taken.keys()), "taken_by": list(taken.values())}
    cancelled = pa.table(lines, schema=TAKEN)
    engine.con.register("taken", cancelled)
    engine.con.execute(
        "CREATE OR REPLACE TABLE cancelled AS"
        f" FROM taken JOIN {staged} AS back ON back.rowid = taken_by"
        " SELECT line, taken_by, back.ordered_at AS cancelled_at"
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
