"""Read a data set's manifest, and hold what it maps against the canonical tables.

Every breach is reported at once: unknown keys, wrong types, tables and columns that do not exist.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from src.config import FILE, Churn, Manifest
from src.errors import ManifestError, did_you_mean
from src.schemas import MAPPABLE, TABLES
from src.strict import breaches_in

NAME = re.compile(r"[a-z][a-z0-9_]*")
ON_THE_WAY = {  # columns that rows have beside those of the canonical tables
    *("reasons", "grain", "unique", "rowid", "staged_source", "staged_row", "alone_id", "id"),
    *("since", "until", "rank", "said_at", "cutoff_day"),
}
OWNERS = {  # what only one table has
    "grain": "orders",
    "cancellations": "orders",
    "attributes": "profiles",
    "categories": "profiles",
    "behaviour": "profiles",
}
ATTRIBUTES = ("attributes", "categories")
RESERVED = ON_THE_WAY | {
    column.name for table in TABLES.values() for column in (*table.takes, *table.columns)
}

QUOTES = 'A text stands in quotes: currency = "EUR". A table begins with its name: [tables.orders].'


def load_manifest(folder: Path) -> Manifest:
    """Read ``folder / "dataset.toml"``.

    Raises
    ------
    ManifestError
        The file is missing or not TOML, or it lists every key, table and column that cannot be.
    """
    path = folder / FILE
    if not path.is_file():
        raise ManifestError(f"{path}: there is no such file. A data set is a folder with a {FILE}.")
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: this is not TOML: {error}. {QUOTES}") from None
    return parse_manifest(given, str(path))


def parse_manifest(given: Mapping[str, Any], where: str) -> Manifest:
    """Check what a manifest says; ``where`` begins every line of the message."""
    breaches = [*_canonical_breaches(given), *_churn_breaches(given)]
    manifest = None
    try:
        manifest = Manifest.model_validate(given)
    except ValidationError as error:
        breaches += breaches_in(error, Manifest, given)
    if manifest is None or breaches:
        raise ManifestError("\n".join(f"{where}: {breach}" for breach in breaches))
    return manifest


def _canonical_breaches(given: Mapping[str, Any]) -> Iterator[str]:
    """Hold what the manifest maps against the canonical tables."""
    tables = given.get("tables")
    if not isinstance(tables, Mapping):
        return
    if not tables:
        yield "tables is empty; map at least one, best of all orders."
    for name, table in tables.items():
        named = table.get("table", name) if isinstance(table, Mapping) else name
        if not NAME.fullmatch(name):
            yield f"tables.{name} is no name of lower case, digits and _; rename it."
        elif named not in MAPPABLE:
            said = f"tables.{name}" + (f".table {named!r}" if named != name else "")
            yield f"{said} is not a canonical table. {did_you_mean(str(named), MAPPABLE)}"
        elif isinstance(table, Mapping):
            yield from (f"tables.{name}.{breach}" for breach in _table_breaches(named, table))


def _churn_breaches(given: Mapping[str, Any]) -> Iterator[str]:
    """Hold what counts as lost against what is mapped."""
    churn, tables = given.get("churn"), given.get("tables")
    if not isinstance(churn, Mapping) or not isinstance(tables, Mapping):
        return
    maps = [table for table in tables.values() if isinstance(table, Mapping)]
    if churn.get("kind") == "label":
        label = churn.get("label", Churn().label)
        known = {k for table in maps for n in ATTRIBUTES for k in _keys(table, n)}
        if label not in known:
            yield (
                f"churn.label is {label!r}, which no profiles map: say who left as an attribute (a "
                f"number) or a category (a text) of profiles. {did_you_mean(str(label), known)}"
            )
    yield from _value_breaches(churn, maps)
    named = {table.get("table", name) for name, table in tables.items() if table in maps}
    if churn.get("kind") == "subscription" and "subscriptions" not in named:
        yield "churn.kind is 'subscription', but no source maps subscriptions."


def _value_breaches(churn: Mapping[str, Any], maps: list[Mapping[str, Any]]) -> Iterator[str]:
    """Hold what says what customers pay against what is mapped."""
    value, label = churn.get("value"), churn.get("label", Churn().label)
    known = {name for table in maps for name in _keys(table, "attributes")} - {label}
    if value is not None and churn.get("kind") != "label":
        yield "churn.value belongs to churn.kind 'label' only; take it out."
    elif value is not None and value not in known:
        yield (
            f"churn.value is {value!r}, which is no attribute (a number) of profiles, but for the"
            f" label. {did_you_mean(str(value), known)}"
        )


def _table_breaches(name: str, given: Mapping[str, Any]) -> Iterator[str]:
    columns = set(_keys(given, "columns"))
    takes = [c.name for c in MAPPABLE[name].takes]
    for column in sorted(columns - set(takes)):
        yield f"columns.{column} is not a column of {name}. {did_you_mean(column, takes)}"
    for column in [c.name for c in MAPPABLE[name].takes if c.required and c.name not in columns]:
        yield f"columns.{column} is missing; {name} need it."
    for key, owner in OWNERS.items():
        if key in given and name != owner:
            yield f"{key} belongs to tables.{owner} only; take it out."
    yield from _orders_breaches(given, columns) if name == "orders" else ()
    for coded in _keys(given, "codes"):
        if coded not in columns:
            yield f"codes.{coded} is for a column that is not mapped. Map it, or take it out."
    yield from _profile_breaches(name, given, columns)


def _profile_breaches(name: str, given: Mapping[str, Any], columns: set[str]) -> Iterator[str]:
    """Hold against each other what a table says of customers by names of its own."""
    named = [(kind, own) for kind in ATTRIBUTES for own in _keys(given, kind)]
    names = [own for _, own in named]
    if name == "profiles" and not named and len(columns) < 2:  # noqa: PLR2004
        yield "maps nothing of a customer; name attributes, such as age_years, or columns."
    for kind, own in named:
        if not NAME.fullmatch(own) or own in RESERVED or "__" in own:
            yield f"{kind}.{own} is no free name of lower case, digits and _; rename it."
    for own in sorted({own for own in names if names.count(own) > 1}):
        yield f"categories.{own} is among the attributes too; give it another name."
    for own in (own for own in _listed(given, "behaviour") if own not in names):
        yield f"behaviour names {own!r}. {did_you_mean(str(own), names)}"


def _listed(given: Mapping[str, Any], name: str) -> Iterable[Any]:
    inner = given.get(name)
    return inner if isinstance(inner, list) else ()


def _keys(given: Mapping[str, Any], name: str) -> Iterable[str]:
    inner = given.get(name)
    return inner if isinstance(inner, Mapping) else ()


def _orders_breaches(given: Mapping[str, Any], columns: set[str]) -> Iterator[str]:
    if not given.get("grain"):
        yield (
            "grain is missing; name the columns that tell one order of a customer from another,"
            ' such as ["receipt"]; where nothing numbers orders, the column of ordered_at.'
        )
    if "cancellations" in given and not {"item", "quantity"} <= columns:
        yield "cancellations need columns.item and columns.quantity to find the cancelled line."
    if "coupon" in columns and "discount" not in columns:
        yield "columns.coupon needs columns.discount, of which it is a part."
