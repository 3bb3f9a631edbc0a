"""Join the families to one feature row per (cutoff, customer)."""

from collections.abc import Iterable, Mapping

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.errors import ManifestError
from src.features.catalogue import CATALOGUE, PROFILE_GROUP
from src.features.family import Family, Grain
from src.features.measures import measured
from src.features.norms import Norms
from src.order_days import KEY
from src.schemas import TABLES

NO_NORMS = Norms()
NOT_ATTRIBUTES = {column.name for column in TABLES["profiles"].columns}


def build(tables: Mapping[str, Frame], asof: Asof, norms: Norms = NO_NORMS) -> Frame:
    """Describe every customer at every cutoff.

    Parameters
    ----------
    tables
        Canonical tables by name, narwhals or native frames of one engine; ``orders`` is needed, the
        families of any other table that is missing are left out.
    norms
        Population statistics, fitted before; without them, no feature needs any.

    Returns
    -------
    one row per (cutoff, customer) with an order day before it: ``cutoff_day``, ``customer_id`` and
    the features of `names`, float64. Null means not known.
    """
    present = families(tables, norms)
    first, *others = dict.fromkeys(family.grain for family in present)
    rows = described(first, present, tables, asof)
    for grain in others:
        rows = rows.join(described(grain, present, tables, asof), on=list(KEY), how="left")
    absent = {f.name: f.absent for family in present for f in family.features}
    rows = rows.with_columns(
        nw.col(name).fill_null(value) for name, value in absent.items() if value is not None
    )
    if "profiles" in tables:
        rows = rows.join(_profile(tables["profiles"], asof), on=list(KEY), how="left")
    return rows.select(*KEY, *(nw.col(n).cast(nw.Float64) for n in names(tables, norms)))


def described(
    grain: Grain, present: Iterable[Family], tables: Mapping[str, Frame], asof: Asof
) -> Frame:
    """Return the features of a grain, in one pass over its events.

    One row per (cutoff, customer) with any of them.
    """
    own = [family for family in present if family.grain is grain]
    measures = {name: measure for family in own for name, measure in family.measured.items()}
    found = measured(grain.rows(tables, asof), measures)
    return found.select(*KEY, **{f.name: f.value for family in own for f in family.features})


def names(tables: Mapping[str, Frame], norms: Norms = NO_NORMS) -> tuple[str, ...]:
    """Return the feature columns that these tables yield, in order."""
    return tuple(name for members in groups(tables, norms).values() for name in members)


def groups(tables: Mapping[str, Frame], norms: Norms = NO_NORMS) -> dict[str, tuple[str, ...]]:
    """Return features by the group they are explained under; every feature stands in one group."""
    found: dict[str, tuple[str, ...]] = {}
    for family in families(tables, norms):
        for group, members in family.groups.items():
            found[group] = found.get(group, ()) + tuple(feature.name for feature in members)
    if "profiles" in tables:
        found[PROFILE_GROUP] = attributes(tables["profiles"])
    return found


def families(tables: Mapping[str, Frame], norms: Norms = NO_NORMS) -> list[Family]:
    """Return the families of these tables."""
    present = [f for f in CATALOGUE if set(f.grain.tables) <= tables.keys()]
    return [family.with_values(norms.common) for family in present]


def attributes(profiles: Frame) -> tuple[str, ...]:
    """Return the names of the attributes the manifest gave; undated, so ``as_of`` is unknown.

    Raises
    ------
    ManifestError
        One bears the name of a feature.
    """
    schema = nw.from_native(profiles).lazy().collect_schema()
    found = tuple(name for name in schema.names() if name not in NOT_ATTRIBUTES)
    taken = {feature.name for family in CATALOGUE for feature in family.features}
    clashes = [name for name in found if name in taken]
    if clashes:
        raise ManifestError(
            f"tables.profiles.attributes names {', '.join(clashes)}, as features are called. "
            "Give them other names; data/FEATURES.md lists those that are taken."
        )
    return found


def _profile(profiles: Frame, asof: Asof) -> Frame:
    """Return each customer's attributes as they were known at each cutoff."""
    rows, told = nw.from_native(profiles).lazy(), attributes(profiles)
    return nw.concat([_held(rows, cutoff).select(*KEY, *told) for cutoff in asof.cutoffs])


def _held(profiles: Frame, cutoff: int) -> Frame:
    """Keep the rows that hold at a cutoff: begun before it, and not followed by another one."""
    if "from_day" not in profiles.collect_schema().names():  # a table without history
        return profiles.with_columns(cutoff_day=nw.lit(cutoff, dtype=nw.Int64))
    begun = nw.col("from_day").is_null() | (nw.col("from_day") < cutoff)
    last = nw.col("until_day").is_null() | (nw.col("until_day") >= cutoff)
    return profiles.filter(begun, last).with_columns(cutoff_day=nw.lit(cutoff, dtype=nw.Int64))
