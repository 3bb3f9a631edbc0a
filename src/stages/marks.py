"""Marks: by which a later run knows that what describes a customer at a cutoff has not changed.

A mark is made of the customer's rows dated before the cutoff. It is of whole rows: what became of
an order after the cutoff changes it too, and then somebody is described again in vain. Marks are
numbers that tell nothing of a row, and hold under one recipe and one code.
"""

import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.engine import Engine, literal, quoted
from src.features.build import Recipe, families, names
from src.features.own import DAYS, PYTHON, SQL

SINCE = {**DAYS, "profiles": "from_day"}  # what dates a row; null: it was always known
ALWAYS = "-1000000"
SOURCE = Path(__file__).parents[1]
CODE = ("features/*.py", "stages/keeping.py", "stages/marks.py", "asof.py", "order_days.py")
LIBRARIES = ("duckdb", "narwhals")
Columns = Mapping[str, str]  # name -> type


def mark(
    engine: Engine, tables: Mapping[str, Frame], asof: Asof, recipe: Recipe, folder: Path
) -> str:
    """Make the tables ``alias`` and ``marked``; return a digest of the recipe and the code.

    ``alias``: ``customer_id`` of a record that may stand alone, and the ``owner_id`` whose it is.
    ``marked``: each ``owner_id``, the day ``since`` which anything is known of them, and their mark
    at each cutoff, in a column called by the number of its day.

    Parameters
    ----------
    folder : of the data set, which may have features of its own
    """
    used = sorted({t for family in families(tables, recipe) for t in family.grain.tables})
    columns: dict[str, Columns] = {}
    for name in used:
        relation = nw.to_native(tables[name])
        relation.create_view(f"past_{name}", replace=True)
        columns[name] = dict(zip(relation.columns, map(str, relation.types), strict=True))
    alone = [
        f"FROM past_{name} SELECT alone_id AS customer_id, customer_id AS owner_id"
        for name in used
        if "alone_id" in columns[name]
    ] or ["SELECT '' AS customer_id, '' AS owner_id"]
    pairs = f"FROM ({stacked(alone)}) SELECT DISTINCT * WHERE customer_id <> owner_id"
    staged(engine, "alias", pairs)
    rows = stacked(_hashed(name, columns[name]) for name in used)
    sums = "".join(f', sum(made) FILTER (since < {day}) AS "{day}"' for day in asof.cutoffs)
    marks = "".join(f', hash(sum("{day}")) AS "{day}"' for day in asof.cutoffs)
    staged(
        engine,
        "marked",
        f"FROM (FROM ({rows}) SELECT customer_id, min(since) AS since{sums} GROUP BY customer_id)"
        " LEFT JOIN alias USING (customer_id)"
        f" SELECT coalesce(owner_id, customer_id) AS owner_id, min(since) AS since{marks}"
        " GROUP BY coalesce(owner_id, customer_id)",
    )
    return _made(columns, recipe, names(tables, recipe), folder)


def staged(engine: Engine, name: str, query: str) -> None:
    """Make a table of a query."""
    engine.con.execute(f"CREATE OR REPLACE TABLE {name} AS {query}")


def stacked(queries: Iterable[str]) -> str:
    """Return the rows of several queries, by the names of their columns."""
    return " UNION ALL BY NAME ".join(f"({query})" for query in queries)


def _hashed(name: str, columns: Columns) -> str:
    """Return SQL for each row's customer, the day since which it is known, and a hash of it."""
    day = SINCE.get(name)
    since = f"coalesce({day}, {ALWAYS})" if day in columns else ALWAYS
    values = ", ".join(quoted(column) for column in sorted(columns))
    return (
        f"FROM past_{name} SELECT customer_id, {since} AS since,"
        f" hash({literal(name)}, {values}) AS made"
    )


def _made(
    columns: Mapping[str, Columns], recipe: Recipe, wanted: Iterable[str], folder: Path
) -> str:
    """Return a digest of all that describes customers, but for their rows."""
    files = [path for pattern in CODE for path in sorted(SOURCE.glob(pattern))]
    files += [folder / name for name in (PYTHON, SQL) if (folder / name).is_file()]
    libraries = [version(name) for name in LIBRARIES]
    common = sorted((column, sorted(v.items())) for column, v in recipe.norms.common.items())
    told = (sorted(columns.items()), common, sorted(wanted), libraries)
    digest = hashlib.sha256(repr(told).encode())
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
