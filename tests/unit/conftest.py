"""An open engine, and a small shop to ingest."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from src.engine import Engine, open_engine
from src.ingest import Ingested, ingest
from src.manifest import load_manifest

ORDERS_TOML = """\
name = "shop"
currency = "EUR"

[tables.orders]
source = { path = "orders.csv" }
grain = ["receipt"]

[tables.orders.columns]
customer_key = "customer"
ordered_at = "at"
net = "net"
"""
ORDERS_CSV = """\
receipt,customer,at,net
1,007,2017-03-31 18:05:00,10.5
1,007,2017-03-31 18:05:00,2
2,ann,2017-04-01 00:30:00,-1
"""


@dataclass(frozen=True)
class Shop:
    """A folder with a manifest, and how to ingest it."""

    folder: Path
    engine: Engine

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def ingest(self) -> Ingested:
        manifest = load_manifest(self.folder)
        out = self.folder / "built"
        return ingest(manifest, self.folder, self.engine, out, lambda _what, _share: None)

    def rows(self, table: str, columns: str) -> list[tuple[object, ...]]:
        """Values of a table that was built, sorted."""
        path = self.folder / "built" / f"{table}.parquet"
        return self.engine.con.sql(f"FROM '{path}' SELECT {columns} ORDER BY ALL").fetchall()


@pytest.fixture
def engine(tmp_path):
    with open_engine("1GB", 1, tmp_path / "work") as opened:
        yield opened


@pytest.fixture
def shop(tmp_path, engine):
    made = Shop(tmp_path, engine)
    made.write("dataset.toml", ORDERS_TOML)
    made.write("orders.csv", ORDERS_CSV)
    return made
