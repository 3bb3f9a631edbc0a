"""A data set's own features: ``features.py`` or ``features.sql`` in its folder.

``features.py`` defines ``FAMILIES``, a tuple of `src.features.family.Family`. ``features.sql`` is
one query that returns ``cutoff_day``, ``customer_id`` and a column per feature, from the canonical
tables of dated events as they were known at each cutoff: every row bears ``cutoff_day`` and
``age_days`` (1 is the day before). Both sit the exam of `src.features.exam` before anything is
learnt from them.
"""

import importlib.util
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.causes import cause
from src.engine import EngineError, query
from src.errors import FeatureError
from src.features.family import Family, Feature, Grain
from src.features.measures import most
from src.order_days import KEY
from src.schemas import TABLES

PYTHON, SQL = "features.py", "features.sql"
GROUP = "own features"
DAYS = {n: f"{t.time.removesuffix('_at')}_day" for n, t in TABLES.items() if t.time}
DAYS["order_lines"] = "ordered_day"


def own_families(folder: Path) -> tuple[Family, ...]:
    """Read the feature files of a data set's folder; none if it has none.

    Raises
    ------
    FeatureError
        A file cannot be read, or does not hold what it must.
    """
    found: tuple[Family, ...] = ()
    if (folder / PYTHON).is_file():
        found += _from_python(folder / PYTHON)
    if (folder / SQL).is_file():
        found += (_from_sql(folder / SQL),)
    return found


def _from_python(path: Path) -> tuple[Family, ...]:
    spec = importlib.util.spec_from_file_location("own_features", path)
    if spec is None or spec.loader is None:
        raise FeatureError(f"{path}: this cannot be read as Python.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001  whatever a user's file raises
        told = f"{type(error).__name__}: {error}"
        raise FeatureError(f"{path}: this does not run: {told}.") from None
    families = getattr(module, "FAMILIES", None)
    if not isinstance(families, tuple) or not all(isinstance(f, Family) for f in families):
        raise FeatureError(
            f"{path}: there is no FAMILIES, a tuple of src.features.family.Family. "
            "src/features/value.py is an example of one."
        )
    return families


def _from_sql(path: Path) -> Family:
    text = path.read_text("utf-8")
    bare = re.sub("--[^\n]*", "", text)
    used = tuple(name for name in DAYS if re.search(rf"\b{name}\b", bare, re.IGNORECASE))
    if not used:
        raise FeatureError(f"{path}: it names no table of events. Known: {', '.join(DAYS)}.")
    rows = partial(_rows, path=path, text=text, used=used)
    names = re.findall(r"\bAS\s+([a-z][a-z0-9_]*)", bare, re.IGNORECASE)
    own = tuple(name for name in dict.fromkeys(names) if name not in KEY)
    features = tuple(
        Feature(name, "as the query gives it; null if not known", f"of {SQL}", most(nw.col(name)))
        for name in own
    )
    return Family("own", Grain(str(path), used, rows), {GROUP: features})


def _rows(
    tables: Mapping[str, Frame], asof: Asof, path: Path, text: str, used: tuple[str, ...]
) -> Frame:
    """Run the query over what was known at each cutoff."""
    known = {name: seen(tables[name], asof, DAYS[name]) for name in used}
    try:
        return query(known, text)
    except EngineError as error:
        raise FeatureError(f"{path}: {cause(error)}.") from None
