"""The manifest and the settings: what ``dataset.toml`` may say, frozen and strict.

The line under a field is its documentation; the reference in ``data/README.md`` is printed from it.
Nothing here touches the disk; `src.manifest` reads the file and knows the canonical tables.
"""

import codecs
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator

from src.errors import ManifestError
from src.settings import Count, HorizonDays, Settings
from src.strict import Strict, breaches_in

FILE = "dataset.toml"
LABELS = "labels"  # the table that a label becomes: customer_id, bucket, churned (1, 0, null)


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name) and name
    except LookupError:
        raise ValueError(f"{name!r} is no encoding; write one such as latin-1") from None


def _no_alias_of_the_store(name: str) -> str:
    if re.fullmatch(r"latest|champion|v\d+", name):
        raise ValueError(f"{name!r} means something to the model store; choose another name")
    return name


def _free_segment(name: str) -> str:
    if name in {"not known", "none of these"} or not name.strip():
        raise ValueError(f"{name!r} is no name for a segment of yours; choose another")
    return name


Party = Literal["zero", "first", "second", "third"]
PARTIES: tuple[Party, ...] = get_args(Party)


class Source(Strict):
    """Where a table's rows are: exactly one of ``path``, ``files`` or ``url``."""

    path: str | None = None
    """A file or glob (CSV, Parquet, JSON, Excel), relative to the folder of the manifest."""
    files: dict[str, str] | None = None
    """Several files or globs by name, joined by `query`."""
    package: str | None = None
    """An installed Python package that `path` or `files` are relative to."""
    url: SecretStr | None = None
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
    encoding: Annotated[str, AfterValidator(_known_encoding)] = "utf-8"
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
    """How many days after its line, by the calendar's wall clock, a cancellation may come."""


class TableMap(Strict):
    """How one source becomes one canonical table, or a part of one."""

    table: str | None = None
    """Canonical table, where several sources give it; the name under `tables` if not given."""
    source: Source
    """Where the rows are."""
    grain: tuple[str, ...] = Field(default=(), strict=False)
    """Orders only: the columns that tell one order of a customer from another."""
    columns: dict[str, str]
    """Canonical name = column of the source, or a scalar expression in DuckDB SQL."""
    attributes: dict[str, str] = Field(default={})
    """Profiles only: numbers known of a customer; `_years`, `_count`, `_size` are 0 or more."""
    categories: dict[str, str] = Field(default={})
    """Profiles only: texts known of a customer, such as a tariff; common values are features."""
    behaviour: tuple[str, ...] = Field(default=(), strict=False)
    """Profiles only: attributes of what a customer does or pays; personas may be made of them."""
    unique: tuple[str, ...] = Field(default=(), strict=False)
    """Columns that no two rows share: exact repeats are removed, others are quarantined."""
    codes: dict[str, dict[str, list[str]]] = Field(default={})
    """Canonical name = { code = [other ways to write it] }, beside those that are known."""
    cancellations: Cancellations | None = None
    """Orders only: match cancellation lines to the lines they cancel."""
    keys: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    """What `customer_key` numbers, such as `account`: keys of one sort mean the same person."""
    one_per_person: bool = False
    """Profiles only: nobody stands in this source twice."""
    day_first: bool | None = None
    """Whether 03/04/2020 is the third of April; if not given, the column's other values tell."""
    party: Party = "first"
    """Who collected it: stated by the customer, observed by us, a partner's, bought."""


class Identity(Strict):
    """How source records become customers."""

    wrong_merge_cost: Annotated[float, Field(gt=0)] = 1.0
    """How many links missed are as bad as one wrong link; more makes fewer, surer links."""


class Churn(Strict):
    """What counts as lost."""

    kind: Literal["inactivity", "subscription", "label"] = "inactivity"
    """No order in the horizon; a contract that ends in it; what a column says, without any time."""
    horizon_days: HorizonDays = "auto"
    """How far ahead labels read; `auto` derives it from the gaps between orders."""
    label: str = "churned"
    """Kind `label`: the attribute or category of profiles that says who left."""
    left: tuple[str, ...] = Field(default=("1",), strict=False)
    """Kind `label`: its values that mean so; any other value means stayed, null not known."""
    value: str | None = None
    """Kind `label`: the attribute of profiles that says what a customer pays in a period."""
    value_periods: Annotated[float, Field(gt=0)] = 1.0
    """Kind `label`: how many such periods a customer who stays is valued at."""
    grace_days: Annotated[int, Field(ge=0, le=366)] = 14
    """Kind `subscription`: a period that begins so soon after an end renews the contract."""


Permission = Literal["granted", "withdrawn"]


class Unsaid(Strict):
    """What holds of each purpose where a customer never said anything.

    Granted by default: most data sets hold no consents because another ground than consent permits
    the use (a contract, a legitimate interest). Whether one does, only who knows the law of the
    case can say, so a report always tells what was assumed.
    """

    profile: Permission = "granted"
    """To be described by a persona."""
    train: Permission = "granted"
    """To be learnt from; it takes `profile` too."""
    score: Permission = "granted"
    """To be given predictions."""
    contact: Permission = "granted"
    """To be on the exported list of whom to contact."""


class Consent(Strict):
    """What customers permit, beside what the table `consents` says."""

    missing: Unsaid = Unsaid()
    """Purpose = `granted` or `withdrawn`, for customers who never said anything of it."""


class Contact(Strict):
    """What contacting a customer costs and achieves, which decides whom it pays to contact."""

    cost: Annotated[float, Field(ge=0)]
    """Of one contact, in the currency: the call, the letter, the discount it offers."""
    success_rate: Annotated[float, Field(gt=0, le=1)]
    """Share kept of those contacted who would leave; usable uplift takes its place."""
    margin: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of spend that is earned."""
    value: Literal["pace", "clv"] | Annotated[float, Field(gt=0)] = "pace"
    """What who stays would pay: today's `pace` kept up, the more cautious `clv`, or an amount."""
    budget: Annotated[float, Field(gt=0)] | None = None
    """Most to spend on contacts, in the currency."""
    contacts_max: Count | None = None
    """Most customers to contact."""


class Manifest(Strict):
    """All that ``dataset.toml`` says of one data set."""

    name: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$"), AfterValidator(_no_alias_of_the_store)
    ]
    """What the data set is called: lower case, digits, hyphens; its champion's alias too."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    """ISO 4217 code of every amount, such as EUR."""
    source_timezone: str = "UTC"
    """What the source's timestamps are in, where they do not say so themselves."""
    calendar_timezone: str = "UTC"
    """What days, weekdays and hours are counted in."""
    taken_on: date | None = Field(default=None, strict=False)
    """The day on which the data were taken, after which nothing can have happened; else today."""
    tables: dict[str, TableMap]
    """Source = how it becomes a canonical table, whose name it bears or says."""
    identity: Identity = Identity()
    """How source records become customers."""
    churn: Churn = Churn()
    """What counts as lost."""
    consent: Consent = Consent()
    """What holds where a customer said nothing of a purpose."""
    contact: Contact | None = None
    """What contacting costs and achieves; if not given, all who permit it are listed."""
    segments: dict[Annotated[str, AfterValidator(_free_segment)], str] = Field(default={})
    """Segments of your own, in order: name = a condition in DuckDB SQL over features."""
    settings: Settings = Settings()
    """How a run computes, where the defaults do not suit this data set."""

    @model_validator(mode="after")
    def _of_orders(self) -> "Manifest":
        given = {"settings.personas": self.settings.personas, "segments": self.segments}
        for name, asked in given.items():
            if asked and self.churn.kind != "inactivity":
                raise ValueError(f"{name} is for churn of kind inactivity; leave it out here")
        return self

    def canonical(self, source: str) -> str:
        """Return the canonical table that a source gives, or gives a part of."""
        return self.tables[source].table or source


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
            "\n".join(f"settings: {b}" for b in breaches_in(error, Settings, chosen))
        ) from None
