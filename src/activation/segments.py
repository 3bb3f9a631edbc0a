"""Segments as a file that other systems can load: who is in which segment, and why."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from src.segments.scheme import Scheme
from src.segments.told import Places

SCHEMA = pa.schema([(name, pa.string()) for name in ("customer_id", "scheme", "segment", "reason")])


def write_segments(found: Iterable[tuple[Scheme, list[str], Places]], folder: Path) -> Path:
    """Write ``segments.parquet``: one row per scheme and customer, scheme by scheme.

    Parameters
    ----------
    found : scheme, customers, and the place of each in `Scheme.segments`
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "segments.parquet"
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for scheme, customer_id, places in found:
            segments, reasons = (
                pa.array(words).take(pa.array(places))
                for words in (scheme.segments, scheme.reasons)
            )
            names = pa.array([scheme.name] * len(places), pa.string())
            columns = [pa.array(customer_id, pa.string()), names, segments, reasons]
            writer.write_table(pa.table(columns, schema=SCHEMA))
    return path
