"""Plants faults in the tables of the sources and writes down each one.

A row has at most one planted fault, and an added repeat is of a row that has none. Half a per cent
of the rows of a source and chunk get one, at least one of every class where a row can have it.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from src.sources.world.events import Flags, Ints
from src.sources.world.faulty import FAULTS, Fault

RATE = 0.005
KEYS = {
    "crm_contacts": "contact_id",
    "shop_accounts": "account_id",
    "shop_orders": "line_id",
    "shop_events": "event_id",
    "loyalty_members": "card_no",
    "loyalty_events": "event_id",
    "tickets": "ticket_id",
    "newsletter_sends": "send_id",
    "survey_answers": "answer_id",
    "subscriptions": "subscription_id",
    "consents": "consent_id",
}
PLANTED = pa.schema(
    [
        ("source", pa.string()),
        ("row", pa.int64()),
        ("record_id", pa.string()),
        ("fault", pa.string()),
        ("column", pa.string()),
        ("was", pa.string()),
        ("must", pa.string()),
        ("may", pa.string()),
    ]
)


def plant(
    rng: np.random.Generator, source: str, table: pa.Table, *, as_text: bool, first_row: int
) -> tuple[pa.Table, pa.Table]:
    """Return the table with faults, and the list of these (``PLANTED``).

    Parameters
    ----------
    as_text : whether the source is a text file: every column becomes text
    first_row : position in the file of the table's first row, counted from 0
    """
    rows, key = len(table), KEYS[source]
    ids = table[key].cast(pa.string())
    written = pa.table({n: table[n].cast(pa.string()) for n in table.column_names})
    changed = written if as_text else table
    free = np.ones(rows, dtype=np.bool_)
    repeats: list[pa.Table] = []
    planted: list[pa.Table] = []
    share = RATE * rows / len(FAULTS[source])
    for fault in FAULTS[source]:
        chosen = _choose(rng, fault, written, free, max(1, round(share)))
        free[chosen] = False
        column = fault.columns[0] if fault.columns else key
        was = written[column].take(pa.array(chosen))
        place = chosen
        if fault.repeats:
            place = rows + sum(len(t) for t in repeats) + np.arange(len(chosen))
            copies = changed.take(pa.array(chosen))
            repeats.append(_changed(rng, fault, copies, table.schema, np.arange(len(chosen))))
        else:
            changed = _changed(rng, fault, changed, table.schema, chosen)
        planted.append(_planted(source, fault, ids.take(pa.array(chosen)), was, first_row + place))
    return pa.concat_tables([changed, *repeats]), pa.concat_tables(planted)


def _choose(
    rng: np.random.Generator, fault: Fault, written: pa.Table, free: Flags, wanted: int
) -> Ints:
    """Return rows without a fault that can have this one, ascending."""
    able = free.copy()
    for column in fault.columns:
        able &= written[column].is_valid().to_numpy()
    if fault.only:
        able &= pc.equal(written[fault.only[0]], fault.only[1]).to_numpy()
    rows = np.flatnonzero(able)
    return np.sort(rng.choice(rows, min(wanted, len(rows)), replace=False))


def _changed(
    rng: np.random.Generator, fault: Fault, table: pa.Table, schema: pa.Schema, rows: Ints
) -> pa.Table:
    mask = np.zeros(len(table), dtype=np.bool_)
    mask[rows] = True
    for name in fault.columns:
        column = table[name].combine_chunks()
        old = column.take(pa.array(rows)).cast(pa.string()).to_pylist()
        values = _typed(fault.change(old, rng), schema.field(name).type, column.type)
        new = pc.replace_with_mask(column, pa.array(mask), values)
        table = table.set_column(table.column_names.index(name), name, new)
    return table


def _typed(values: list[object], own: pa.DataType, written: pa.DataType) -> pa.Array:
    """Return new values as the column is written; times look like the column's other times."""
    if any(isinstance(value, str) for value in values):
        return pa.array(values, pa.string()).cast(written)
    if pa.types.is_temporal(own):
        return pa.array(values, pa.timestamp("s")).cast(own).cast(written)
    return pa.array(values, own).cast(written)


def _planted(
    source: str, fault: Fault, ids: pa.ChunkedArray, was: pa.ChunkedArray, row: Ints
) -> pa.Table:
    count = len(row)
    return pa.table(
        {
            "source": [source] * count,
            "row": row,
            "record_id": ids,
            "fault": [fault.name] * count,
            "column": [fault.columns[0] if fault.columns else None] * count,
            "was": was,
            "must": [fault.must] * count,
            "may": [fault.may] * count,
        },
        schema=PLANTED,
    )
