"""The manifest and the settings: what ``dataset.toml`` may say, frozen and strict.

The line under a field is its documentation; the reference in ``data/README.md`` is printed from it.
Nothing here touches the disk but `load_manifest`, which reads one file and reports every breach in
it.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from src.errors import ManifestError, did_you_mean
from src.schemas import MAPPABLE, TABLES

FILE = "dataset.toml"
ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]*")
Count = Annotated[int, Field(gt=0)]
HorizonDays = Annotated[int, Field(ge=1, le=3650)] | Literal["auto"]


class Strict(BaseModel):
    """Frozen, and an unknown key is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )


class Source(Strict):
    """Where a table's rows are: exactly one of ``path``, ``files`` or ``url``."""

    path: str | None = None
    """A file or glob (CSV, Parquet, JSON, Excel), relative to the folder of the manifest."""
    files: dict[str, str] | None = None
    """Several files or globs by name, joined by `query`."""
    package: str | None = None
    """An installed Python package that `path` or `files` are relative to."""
    url: str | None = None
    """A database, as SQLAlchemy writes it; `${NAME}` takes a password from the environment."""
    query: str | None = None
    """The SELECT that joins `files` (DuckDB SQL), or that the database of `url` runs."""
    filter: str | None = None
    """A condition in DuckDB SQL; rows that do not meet it are left out and counted."""
    sheet: str | None = None
    """Excel: which sheet; the first one if not given."""
    header_row: Count = 1
    """CSV and Excel: which row names the columns, counted from 1."""
    names: tuple[str, ...] | None = Field(default=None, strict=False)
    """CSV: names of the columns of a file that has no header."""
    delimiter: str | None = None
    """CSV: what separates fields, or `whitespace`; found out if not given."""
    encoding: str = "utf-8"
    """CSV: how the text is encoded, such as `latin-1` or `utf-16`."""

    @model_validator(mode="after")
    def _one_origin(self) -> "Source":
        given = [name for name in ("path", "files", "url") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of path, files, url; found {given or 'none'}")
        if (given == ["path"]) == (self.query is not None):
            raise ValueError("query belongs to files or url, which need it, and not to path")
        if self.package is not None and self.url is not None:
            raise ValueError("package belongs to path or files, not to url")
        return self


class Cancellations(Strict):
    """Whole-line cancellations: a negative line that takes back an earlier one."""

    match_days: Annotated[int, Field(ge=0, le=366)]
    """How many days (of 24 hours) after the order its cancellation may come."""


class TableMap(Strict):
    """How one source becomes one canonical table."""

    source: Source
    """Where the rows are."""
    grain: tuple[str, ...] = Field(default=(), strict=False)
    """Orders only: the columns that tell one order of a customer from another."""
    columns: dict[str, str]
    """Canonical name = column of the source, or a scalar expression in DuckDB SQL."""
    attributes: dict[str, str] = {}
    """Profiles only: numbers known of a customer, each a column or an expression."""
    cancellations: Cancellations | None = None
    """Orders only: match cancellation lines to the lines they cancel."""
    party: Literal["zero", "first", "second", "third"] = "first"
    """Who collected it: stated by the customer, observed by us, a partner's, bought."""


class Churn(Strict):
    """What counts as lost."""

    kind: Literal["inactivity"] = "inactivity"
    """A customer without an order in the horizon has churned."""
    horizon_days: HorizonDays = "auto"
    """How far ahead labels read; `auto` derives it from the gaps between orders."""


class Settings(Strict):
    """How a run computes; ``[settings]`` and the command line override the defaults."""

    seed: Annotated[int, Field(ge=0)] = 7
    """Seed of everything random."""
    memory_limit: Annotated[str, Field(pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$")] = "4GB"
    """Memory of the engine; the rest spills to disk."""
    threads: Count | Literal["auto"] = "auto"
    """Threads of the engine and of training; `auto` takes every core."""
    chunk_customers: Count = 200_000
    """About how many customers are worked on at once."""
    cutoff: date | None = Field(default=None, strict=False)
    """The midnight at which models are judged; the latest possible if not given."""
    horizon_days: HorizonDays = "auto"
    """Overrides `horizon_days` of `[churn]`."""
    snapshot_step_days: Count | Literal["auto"] = "auto"
    """Days between training cutoffs; `auto` chooses 14 to 90."""
    snapshots_max: Count = 12
    """At most this many training cutoffs."""
    personas_max: Annotated[int, Field(ge=2, le=20)] = 8
    """At most this many personas."""


class Manifest(Strict):
    """All that ``dataset.toml`` says of one data set."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    """What the data set is called: lower case, digits, hyphens."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    """ISO 4217 code of every amount."""
    source_timezone: str = "UTC"
    """What the source's timestamps are in, where they do not say so themselves."""
    calendar_timezone: str = "UTC"
    """What days, weekdays and hours are counted in."""
    tables: dict[str, TableMap]
    """Canonical table = where it comes from."""
    churn: Churn = Churn()
    """What counts as lost."""
    settings: Settings = Settings()
    """How a run computes, where the defaults do not suit this data set."""


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
        breaches += _breaches(error, Manifest, given)
    if manifest is None or breaches:
        raise ManifestError("\n".join(f"{where}: {breach}" for breach in breaches))
    return manifest


def merged_settings(manifest: Manifest, overrides: Mapping[str, Any]) -> Settings:
    """Merge a run's settings: defaults, then manifest, then ``overrides`` (None: not given)."""
    chosen = {
        "horizon_days": manifest.churn.horizon_days,
        **manifest.settings.model_dump(exclude_unset=True),
        **{name: value for name, value in overrides.items() if value is not None},
    }
    try:
        return Settings.model_validate(chosen)
    except ValidationError as error:
        raise ManifestError(
            "\n".join(f"settings: {b}" for b in _breaches(error, Settings, chosen))
        ) from None


def _breaches(error: ValidationError, model: type[BaseModel], given: Any) -> list[str]:
    """One sentence per wrong place, however many types were tried there."""
    found: dict[str, list[str]] = {}
    for breach in error.errors(include_url=False):
        path = _path_within(given, breach["loc"])
        texts = found.setdefault(".".join(map(str, path)) or "the manifest", [])
        if breach["type"] == "extra_forbidden":
            known = _model_at(model, path[:-1]).model_fields
            texts.append(f"is not known. {did_you_mean(str(path[-1]), known)}")
        elif breach["type"] == "missing":
            texts[:] = ["is missing; write it."]
        else:
            texts.append(
                breach["msg"].removeprefix("Value error, ").replace("Input should", "should")
            )
    return [f"{place} {' or '.join(dict.fromkeys(texts))}" for place, texts in found.items()]


def _path_within(given: Any, loc: Iterable[int | str]) -> list[int | str]:
    """Return the keys in pydantic's location, without the types of a union that it tried."""
    path: list[int | str] = []
    for part in loc:
        if not isinstance(given, Mapping | list):
            break
        path.append(part)
        given = given.get(part) if isinstance(given, Mapping) else given[int(part)]
    return path


def _model_at(model: type[BaseModel], path: Iterable[int | str]) -> type[BaseModel]:
    """Return the model that describes the table at ``path``."""
    for part in path:
        if str(part) not in model.model_fields:
            continue  # the name of an entry, such as `orders`
        annotation = model.model_fields[str(part)].annotation
        inner = [a for a in (annotation, *get_args(annotation)) if isinstance(a, type)]
        model = next((a for a in inner if issubclass(a, BaseModel)), model)
    return model


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
    if name == "orders" and not given.get("grain"):
        yield "grain is missing; name the columns that tell one order of a customer from another."
    if "cancellations" in given and not {"item", "quantity"} <= set(columns):
        yield "cancellations need columns.item and columns.quantity to find the cancelled line."
    attributes = given.get("attributes", {})
    for attribute in attributes if isinstance(attributes, Mapping) else ():
        if not ATTRIBUTE.fullmatch(attribute) or attribute in _RESERVED:
            yield f"attributes.{attribute} is no free name of lower case, digits and _; rename it."


_RESERVED = {column.name for table in TABLES.values() for column in (*table.takes, *table.columns)}
