"""Writes tables chunk by chunk, so that memory stays flat."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from src.sources.world.faults import plant

TEXT = ".csv"
RAW = {
    "crm_contacts": "crm_contacts.csv",
    "shop_accounts": "shop_accounts.csv",
    "shop_orders": "shop_orders.parquet",
    "shop_events": "shop_events.parquet",
    "loyalty_members": "loyalty_members.csv",
    "loyalty_events": "loyalty_events.csv",
    "tickets": "tickets.csv",
    "newsletter_sends": "newsletter_sends.parquet",
    "survey_answers": "survey_answers.csv",
    "subscriptions": "subscriptions.csv",
    "consents": "consents.csv",
}


@dataclass(eq=False)
class Writer:
    """Appends tables to files of a folder; ``rows`` counts what each holds."""

    folder: Path
    open_files: ExitStack
    rows: dict[str, int] = field(default_factory=dict)
    faults: dict[str, dict[str, int]] = field(default_factory=dict)
    _writers: dict[str, pq.ParquetWriter | pa_csv.CSVWriter] = field(default_factory=dict)

    def append(self, name: str, table: pa.Table) -> None:
        """Append to ``name``, a path in the folder."""
        if name not in self._writers:
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            if path.suffix == TEXT:
                made = pa_csv.CSVWriter(path, table.schema)
            else:
                made = pq.ParquetWriter(path, table.schema, compression="zstd")
            self._writers[name] = self.open_files.enter_context(made)
        self._writers[name].write_table(table)
        self.rows[name] = self.rows.get(name, 0) + len(table)

    def append_raw(self, rng: np.random.Generator, source: str, table: pa.Table) -> None:
        """Append a source's table with faults planted in it, and these to the truth."""
        name = f"raw/{RAW[source]}"
        faulty, planted = plant(
            rng,
            source,
            table,
            as_text=name.endswith(TEXT),
            first_row=self.rows.get(name, 0),
        )
        self.append(name, faulty)
        self.append("truth/faults.parquet", planted)
        counts = self.faults.setdefault(source, {})
        for fault in planted["fault"].to_pylist():
            counts[fault] = counts.get(fault, 0) + 1


@contextmanager
def writer(folder: Path) -> Iterator[Writer]:
    """Open a writer; every file is finished at the end."""
    with ExitStack() as files:
        yield Writer(folder, files)
