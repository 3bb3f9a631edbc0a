"""Join the families to one feature row per (cutoff, customer)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.errors import ManifestError
from src.features.catalogue import CATALOGUE, FITTED
from src.features.family import Family, Grain, Rows
from src.features.grains import ORDER_DAYS
from src.features.measures import measured
from src.features.norms import Norms
from src.features.profile import attributes, profile
from src.order_days import KEY


@dataclass(frozen=True)
class Recipe:
    """What customers are described with, beside the catalogue.

    ``norms`` are population statistics, fitted before; ``own`` the families of the data set;
    ``only`` the features that are wanted, of all there are if None. ``eligible`` says who is
    described, one row per (cutoff, customer); whoever has an order day before it if None.
    """

    norms: Norms = field(default_factory=Norms)
    own: tuple[Family, ...] = ()
    only: frozenset[str] | None = None
    eligible: Rows | None = None


PLAIN = Recipe()  # the catalogue alone


def build(tables: Mapping[str, Frame], asof: Asof, recipe: Recipe = PLAIN) -> Frame:
    """Describe every customer at every cutoff.

    Parameters
    ----------
    tables
        Canonical tables by name, narwhals or native frames of one engine; families of a table that
        is missing are left out. ``orders`` are needed unless the recipe says who is described.
    recipe
        What to describe them with; without one, no feature needs population statistics.

    Returns
    -------
    one row per (cutoff, customer) who is to be described: ``cutoff_day``, ``customer_id`` and the
    features of `names`, float64. Null means not known.
    """
    present = families(tables, recipe)
    grains = dict.fromkeys(family.grain for family in present if family.features)
    if recipe.eligible is None:
        rows = described(ORDER_DAYS, present, tables, asof)  # of whoever bought
        grains.pop(ORDER_DAYS, None)
    else:
        rows = recipe.eligible(tables, asof)
    for grain in grains:
        rows = rows.join(described(grain, present, tables, asof), on=list(KEY), how="left")
    absent = {f.name: f.absent for family in present for f in family.features}
    rows = rows.with_columns(
        nw.col(name).fill_null(value) for name, value in absent.items() if value is not None
    )
    return rows.select(*KEY, *(nw.col(n).cast(nw.Float64) for n in names(tables, recipe)))


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


def names(tables: Mapping[str, Frame], recipe: Recipe = PLAIN) -> tuple[str, ...]:
    """Return the feature columns that these tables yield, in order."""
    return tuple(name for members in groups(tables, recipe).values() for name in members)


def groups(tables: Mapping[str, Frame], recipe: Recipe = PLAIN) -> dict[str, tuple[str, ...]]:
    """Return features by the group they are explained under; every feature stands in one group."""
    found: dict[str, tuple[str, ...]] = {}
    for family in families(tables, recipe):
        for group, members in family.groups.items():
            found[group] = found.get(group, ()) + tuple(feature.name for feature in members)
    return found


def families(tables: Mapping[str, Frame], recipe: Recipe = PLAIN) -> list[Family]:
    """Return the families of these tables.

    Raises
    ------
    ManifestError
        An attribute bears the name of a feature.
    """
    fitted = (family for family in (make(recipe.norms) for make in FITTED) if family)
    known = (*CATALOGUE, *fitted, *recipe.own)
    present = [family for family in known if set(family.grain.tables) <= tables.keys()]
    if "profiles" in tables:
        present.append(_profile(tables["profiles"]))
    present = [family.without(recipe.norms.never) for family in present]
    present = [family.with_values(recipe.norms.common) for family in present]
    if recipe.only is not None:
        present = [family.of_names(recipe.only) for family in present]
    return present


def _profile(profiles: Frame) -> Family:
    taken = {feature.name for family in CATALOGUE for feature in family.features}
    taken |= {mix.stem for family in CATALOGUE for mix in family.mixes}
    clashes = [name for name in attributes(profiles) if name in taken]
    if clashes:
        raise ManifestError(
            f"tables.profiles.attributes names {', '.join(clashes)}, as features are called. "
            "Give them other names; data/FEATURES.md lists those that are taken."
        )
    return profile(profiles)
