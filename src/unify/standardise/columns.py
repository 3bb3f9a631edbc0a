"""Functions of texts applied to whole columns: every distinct value is worked out once."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Column: TypeAlias = pa.Array


def texts(column: pa.ChunkedArray) -> Column:
    """Return a column as texts; blank ones are null."""
    found = column.cast(pa.string()).combine_chunks()
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(found), ""), None, found)


def mapped(function: Callable[[str], str | None], column: Column) -> Column:
    """Return a function of each text; null stays null."""
    return split(lambda text: (function(text),), column, 1)[0]


def split(
    function: Callable[[str], tuple[str | None, ...]], column: Column, parts: int
) -> list[Column]:
    """Return the columns, so many as there are parts, that a function makes of each text."""
    coded = column.dictionary_encode()
    found = [function(text) for text in coded.dictionary.to_pylist()]
    return _columns(found, coded.indices, parts)


def split_pairs(
    function: Callable[[str, str | None], tuple[str | None, ...]],
    column: Column,
    other: Column,
    parts: int,
) -> list[Column]:
    """Return the columns that a function makes of each text and what stands beside it, if any."""
    left, right = column.dictionary_encode(), other.dictionary_encode()
    others = [*right.dictionary.to_pylist(), None]
    width = len(others)
    pair = pc.add(
        pc.multiply(left.indices.cast(pa.int64()), width),
        pc.fill_null(right.indices.cast(pa.int64()), width - 1),
    ).dictionary_encode()
    first, second = np.divmod(pair.dictionary.to_numpy(), width)
    known = left.dictionary.take(pa.array(first)).to_pylist()
    found = [function(text, others[at]) for text, at in zip(known, second.tolist(), strict=True)]
    return _columns(found, pair.indices, parts)


def _columns(found: list[tuple[str | None, ...]], indices: pa.Array, parts: int) -> list[Column]:
    told = zip(*found, strict=True) if found else [()] * parts
    return [pa.array(values, pa.string()).take(indices) for values in told]
