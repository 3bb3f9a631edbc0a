"""The exam that a data set's own features sit before anything is learnt from them.

The same questions are asked of the whole catalogue in ``tests/unit/features``.
"""

import re
from collections.abc import Iterable, Mapping

import narwhals.stable.v2 as nw
import pandas as pd

from src.asof import Asof, Frame
from src.engine import BUCKETS, collect
from src.errors import FeatureError
from src.features.build import described, families
from src.features.family import Family
from src.features.own import DAYS, SQL
from src.order_days import KEY

UNIT_LAST = re.compile(
    r"_(days|count|sum|mean|median|max|min|last|share|rate|ratio|score|years|hours|size|per_month"
    r"|[0-9]+d)$"
)
SOME = BUCKETS // 8  # as many buckets are enough to see who cheats


def examined(
    own: tuple[Family, ...], tables: Mapping[str, Frame], cutoff: int
) -> tuple[Family, ...]:
    """Return families that passed.

    Raises
    ------
    FeatureError
        A name is taken or lacks its unit, a customer has several rows, or a feature changes with
        what happened from the cutoff on, or with the order of rows.
    """
    taken = {feature.name for family in families(tables) for feature in family.features}
    some = {name: _some(table) for name, table in tables.items()}
    past = {name: _past(name, table, cutoff) for name, table in some.items()}
    turned = {name: _turned(name, table) for name, table in some.items()}
    for family in own:
        _check_names(family, taken)
        found = _rows(family, some, cutoff)
        where = f"{family.name} of the data set's own features"
        if family.grain.name.endswith(SQL) and _repeats(family, some, cutoff):
            raise FeatureError(
                f"{where}: the query returns several rows for a customer. GROUP BY cutoff_day,"
                " customer_id."
            )
        if not found.equals(_rows(family, past, cutoff)):
            raise FeatureError(
                f"{where}: they change when what happened from the cutoff on is taken away, so they"
                " know the future. Use only rows that src.asof.seen returns."
            )
        if not found.equals(_rows(family, turned, cutoff)):
            raise FeatureError(
                f"{where}: they change with the order of rows. Sort by a total order."
            )
        taken |= {feature.name for feature in family.features}
    return own


def _check_names(family: Family, taken: Iterable[str]) -> None:
    for feature in family.features:
        if feature.name in taken:
            raise FeatureError(f"{feature.name}: there is a feature of that name already.")
        if not UNIT_LAST.search(feature.name):
            raise FeatureError(
                f"{feature.name}: a name ends with its unit, such as _count, _days, _sum, _mean,"
                " _share (0 to 1), _ratio or _90d."
            )


def _rows(family: Family, tables: Mapping[str, Frame], cutoff: int) -> pd.DataFrame:
    rows = collect(described(family.grain, [family], tables, Asof((cutoff,))))
    return rows.set_index(list(KEY)).sort_index().astype("float64").round(6)


def _repeats(query: Family, tables: Mapping[str, Frame], cutoff: int) -> bool:
    rows = query.grain.rows(tables, Asof((cutoff,))).select(*KEY)
    return bool(collect(rows).duplicated().any())


def _some(table: Frame) -> Frame:
    return nw.from_native(table).lazy().filter(nw.col("bucket") < SOME)


def _past(name: str, table: Frame, cutoff: int) -> Frame:
    return table.filter(nw.col(DAYS[name]) < cutoff) if name in DAYS else table


def _turned(name: str, table: Frame) -> Frame:
    return table.sort(DAYS[name], descending=True) if name in DAYS else table
