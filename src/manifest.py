"""Read a data set's manifest, and hold what it maps against the canonical tables.

Every breach is reported at once: unknown keys, wrong types, tables and columns that do not exist.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from src.config import FILE, Manifest, breaches_in
from src.errors import ManifestError, did_you_mean
from src.schemas import MAPPABLE, TABLES

ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = {column.name for table in TABLES.values() for column in (*table.takes, *table.columns)}


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
        raise ManifestError(f"{path}: this is not TOML: {error}.") from None
    return parse_manifest(given, str(path))


def parse_manifest(given: Mapping[str, Any], where: str) -> Manifest:
    """Check what a manifest says; ``where`` begins every line of the message."""
    breaches = list(_canonical_breaches(given))
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
    if "orders" not in tables:
        yield "tables.orders is missing; it is the one table that everything needs."
    for name, table in tables.items():
        if name not in MAPPABLE:
            yield f"tables.{name} is not a canonical table. {did_you_mean(name, MAPPABLE)}"
        elif isinstance(table, Mapping):
            yield from (f"tables.{name}.{breach}" for breach in _table_breaches(name, table))


def _table_breaches(name: str, given: Mapping[str, Any]) -> Iterator[str]:
    columns = given.get("columns")
    columns = columns if isinstance(columns, Mapping) else {}
    takes = [c.name for c in MAPPABLE[name].takes]
    for column in [c for c in columns if c not in takes]:
        yield f"columns.{column} is not a column of {name}. {did_you_mean(column, takes)}"
    for column in [c.name for c in MAPPABLE[name].takes if c.required and c.name not in columns]:
        yield f"columns.{column} is missing; {name} need it."
    for key, owner in (
        ("grain", "orders"),
        ("cancellations", "orders"),
        ("attributes", "profiles"),
    ):
        if key in given and name != owner:
            yield f"{key} belongs to tables.{owner} only; take it out."
    if name == "orders":
        yield from _orders_breaches(given, columns)
    if name == "profiles" and not given.get("attributes"):
        yield "attributes is missing; name what is known of a customer, such as age_years."
    attributes = given.get("attributes", {})
    for attribute in attributes if isinstance(attributes, Mapping) else ():
        if not ATTRIBUTE.fullmatch(attribute) or attribute in RESERVED:
            yield f"attributes.{attribute} is no free name of lower case, digits and _; rename it."


def _orders_breaches(given: Mapping[str, Any], columns: Mapping[str, Any]) -> Iterator[str]:
    if not given.get("grain"):
        yield "grain is missing; name the columns that tell one order of a customer from another."
    if "cancellations" in given and not {"item", "quantity"} <= set(columns):
        yield "cancellations need columns.item and columns.quantity to find the cancelled line."
    if "coupon" in columns and "discount" not in columns:
        yield "columns.coupon needs columns.discount, of which it is a part."
