"""A small world, written once, with a view per file."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from src.sources.world.scenario import Scenario
from src.sources.world.simulation import Simulated, simulate


@dataclass(frozen=True)
class World:
    """A world's folder, and its files as views: ``crm_contacts`` with ``row``, ``truth_people``."""

    folder: Path
    made: Simulated
    con: duckdb.DuckDBPyConnection

    def rows(self, query):
        return self.con.sql(query).fetchall()

    def one(self, query):
        ((value,),) = self.rows(query)
        return value


def opened(folder, made):
    con = duckdb.connect()
    for path in sorted((folder / "raw").iterdir()):
        source = f"read_parquet('{path}', file_row_number = true)"
        numbered = "* EXCLUDE file_row_number, file_row_number AS row"
        if path.suffix == ".csv":
            source = f"read_csv('{path}', all_varchar = true, header = true)"
            numbered = "*, row_number() OVER () - 1 AS row"
        con.execute(f"CREATE TABLE {path.stem} AS FROM {source} SELECT {numbered}")
    for path in (folder / "truth").glob("*.parquet"):
        con.execute(f"CREATE VIEW truth_{path.stem} AS FROM '{path}'")
    return World(folder, made, con)


def quiet(_what, _share):
    """Show no progress."""


@pytest.fixture(scope="session")
def write_world(tmp_path_factory):
    """Write a world into a folder of its own and open it."""

    def write(**chosen):
        folder = tmp_path_factory.mktemp("world")
        chosen = {"people": 400, "seed": 3, **chosen}
        return opened(folder, simulate(folder, Scenario(**chosen), quiet))

    return write


@pytest.fixture(scope="session")
def world(write_world):
    return write_world(people=1500)
