"""Profile: who a customer is, as coarsely as a prediction needs it.

Attributes that a manifest names, an age in bands of ten years, and the common values of place and
language. Undated attributes are known at every cutoff (``as_of`` unknown); dated ones hold from the
day on which they were known. Sex is no feature: a prediction must not hang on it.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import CUTOFF, Asof, Frame
from src.features.family import Family, Feature, Grain, Mix
from src.features.measures import most
from src.schemas import TABLES

GROUP = "profile"
NOT_ATTRIBUTES = {column.name for column in TABLES["profiles"].columns}
DAYS_PER_YEAR = 365.2425
BAND_YEARS = 10


def held(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Profiles as they were at each cutoff: one row per (cutoff, customer)."""
    rows = nw.from_native(tables["profiles"]).lazy()
    known = nw.concat([_at(rows, cutoff) for cutoff in asof.cutoffs])
    if "birth_year" not in known.collect_schema().names():
        return known
    years = (CUTOFF / DAYS_PER_YEAR + 1970).floor() - nw.col("birth_year")
    return known.with_columns(age_band=(years / BAND_YEARS).floor() * BAND_YEARS)


def _at(profiles: Frame, cutoff: int) -> Frame:
    """Keep the rows that hold at a cutoff: begun before it, and not followed by another one."""
    rows = profiles.with_columns(cutoff_day=nw.lit(cutoff, dtype=nw.Int64))
    if "from_day" not in profiles.collect_schema().names():  # a table without history
        return rows
    begun = nw.col("from_day").is_null() | (nw.col("from_day") < cutoff)
    last = nw.col("until_day").is_null() | (nw.col("until_day") >= cutoff)
    return rows.filter(begun, last)


PROFILES = Grain("profiles", ("profiles",), held)
MIXES = tuple(
    Mix(column, column, GROUP, "profiles") for column in ("country", "region", "language")
)
AGE_BAND = Feature(
    "age_band_years",
    "years, >= 0; null if not known",
    "age, rounded down to ten years",
    most(nw.col("age_band")),
)


def profile(profiles: Frame) -> Family:
    """Return the family of a table of profiles: its features are what the table has."""
    columns = nw.from_native(profiles).lazy().collect_schema()
    texts = categories(profiles)
    own = tuple(
        Feature(
            name, "as the manifest gives it; null if not known", "an attribute", most(nw.col(name))
        )
        for name in attributes(profiles)
        if name not in texts
    )
    ages = (AGE_BAND,) if "birth_year" in columns else ()
    mixes = tuple(mix for mix in MIXES if mix.column in columns)
    mixes += tuple(Mix(name, name, GROUP, "profiles") for name in texts)
    return Family("profile", PROFILES, {GROUP: (*own, *ages)}, mixes=mixes)


def attributes(profiles: Frame) -> tuple[str, ...]:
    """Return the names of the attributes that the manifest gave, numbers and texts."""
    names = nw.from_native(profiles).lazy().collect_schema().names()
    return tuple(name for name in names if name not in NOT_ATTRIBUTES)


def categories(profiles: Frame) -> tuple[str, ...]:
    """Return the names of those that are texts."""
    types = nw.from_native(profiles).lazy().collect_schema()
    return tuple(name for name in attributes(profiles) if types[name] == nw.String)


def told_by(profiles: Frame, common: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return, for each feature of profiles, the column that it is made of.

    ``common`` holds the values that are features of their own, as in `src.features.norms`.
    """
    columns = nw.from_native(profiles).lazy().collect_schema().names()
    texts = (*(mix.column for mix in MIXES), *categories(profiles))
    shares = {
        f"{name}_{word}_share": name
        for name in texts
        if name in columns
        for word in common.get(f"profiles.{name}", {})
    }
    numbers = {name: name for name in attributes(profiles) if name not in texts}
    ages = {AGE_BAND.name: "birth_year"} if "birth_year" in columns else {}
    return {**numbers, **ages, **shares}
