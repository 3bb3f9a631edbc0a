"""Join the families to one feature row per (cutoff, customer)."""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.features.catalogue import CATALOGUE, PROFILE_GROUP, Family
from src.order_days import KEY

NOT_ATTRIBUTES = ("customer_id", "bucket", "source")


def build(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Describe every customer at every cutoff: one row per (cutoff, customer) with an order day before it.

    Parameters
    ----------
    tables
        Canonical tables by name, narwhals or native frames of one engine; ``orders`` is needed, the families of
        any other table that is missing are left out.

    Returns
    -------
    ``cutoff_day``, ``customer_id`` and the features of `names`, float64. Null means not known.
    """
    families = _present(tables)
    rows = families[0].function(tables[families[0].table], asof)
    for family in families[1:]:
        found = family.function(tables[family.table], asof)
        rows = rows.join(found, on=list(KEY), how="left").with_columns(
            nw.col(name).fill_null(fill) for name, fill in family.absent.items()
        )
    if "profiles" in tables:
        rows = rows.join(_profile(tables["profiles"]), on="customer_id", how="left")
    columns = names(tables)
    return rows.select(*KEY, *(nw.col(name).cast(nw.Float64) for name in columns))


def names(tables: Mapping[str, Frame]) -> tuple[str, ...]:
    """Return the feature columns that these tables yield, in order."""
    return tuple(name for members in groups(tables).values() for name in members)


def groups(tables: Mapping[str, Frame]) -> dict[str, tuple[str, ...]]:
    """Features by the group they are explained under; every feature stands in one group."""
    found: dict[str, tuple[str, ...]] = {}
    for family in _present(tables):
        for group, members in family.groups.items():
            found[group] = found.get(group, ()) + members
    if "profiles" in tables:
        found[PROFILE_GROUP] = attributes(tables["profiles"])
    return found


def attributes(profiles: Frame) -> tuple[str, ...]:
    """Return the names of the coarse attributes the manifest gave; undated, hence ``as_of = unknown``."""
    schema = nw.from_native(profiles).lazy().collect_schema()
    return tuple(name for name in schema.names() if name not in NOT_ATTRIBUTES)


def _present(tables: Mapping[str, Frame]) -> list[Family]:
    return [family for family in CATALOGUE if family.table in tables]


def _profile(profiles: Frame) -> Frame:
    return nw.from_native(profiles).lazy().select("customer_id", *attributes(profiles))
