"""Source records in one spelling, column by column."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from src.unify.standardise.addresses import house_number, place, postal_code, street
from src.unify.standardise.columns import Column, mapped, split, split_pairs, texts
from src.unify.standardise.countries import country
from src.unify.standardise.emails import email
from src.unify.standardise.full_names import split_full_name
from src.unify.standardise.letters import unified
from src.unify.standardise.person_names import family_name, given_name
from src.unify.standardise.phone_columns import commonest, phones
from src.unify.standardise.roots import given_root

Columns = dict[str, Column]
ALONE: dict[str, Callable[[str], str | None]] = {
    "email": email,
    "postal_code": postal_code,
    "city": place,
    "region": place,
    "country": country,
    "gender": lambda text: text,
    "national_id": lambda text: "".join(filter(str.isalnum, unified(text).upper())) or None,
}


NAMES = {"given_name": given_name, "family_name": family_name}
TAKEN = frozenset(
    {"given_name", "family_name", "full_name", "name_suffix", "phone", "street", "house_number"}
    | {"birth_date", *ALONE}
)
GIVEN = (
    *("given_name", "given_root", "family_name", "name_suffix", "email", "phone", "street"),
    *("house_number", "postal_code", "city", "region", "country", "birth_date", "gender"),
    "national_id",
)


def standardise(records: pa.Table, region: str | None = None, zone: str = "UTC") -> pa.Table:
    """Return the records' texts as they can be compared across systems.

    Parameters
    ----------
    records : one row per source record; any of ``given_name``, ``family_name``, ``full_name`` (used
        where the two are absent), ``email``, ``phone``, ``street``, ``house_number``,
        ``postal_code``, ``city``, ``region``, ``country``, ``birth_at`` (UTC), ``gender``,
        ``national_id``; other columns are left out
    region : ISO code of the country in which telephone numbers are dialled that nothing else tells
        of; if it is not given, the country that most records name
    zone : of the calendar in which ``birth_at`` is the midnight of a birthday

    Returns
    -------
    table, one row per record in the same order; texts, null where nothing is usable

    What comes in goes out under its name, but ``birth_at`` as ``birth_date`` (ISO) and
    ``full_name`` as its parts. A name adds ``given_root`` (Bob is Robert) and ``name_suffix``
    (jr), a street ``house_number``. Standardised records stay as they are.
    """
    found = {name: texts(records[name]) for name in records.column_names if name in TAKEN}
    told = {name: mapped(of, found[name]) for name, of in ALONE.items() if name in found}
    told |= _names(found) | _streets(found) | _phones(found, told.get("country"), region)
    if "birth_at" in records.column_names:
        told["birth_date"] = _dates(records["birth_at"], zone)
    elif "birth_date" in found:
        told["birth_date"] = found["birth_date"]
    return pa.table({name: told[name] for name in GIVEN if name in told})


def _names(found: Columns) -> Columns:
    names: Columns = {name: found[name] for name in NAMES if name in found}
    if "full_name" in found:
        names = _with_full(names, found["full_name"])
    told: Columns = {}
    suffixes = []
    for name, of in NAMES.items():
        if name in names:
            told[name], suffix = split(of, names[name], 2)
            suffixes.append(suffix)
    if "given_name" in told:
        told["given_root"] = mapped(given_root, told["given_name"])
    if suffixes:
        known = [found["name_suffix"]] if "name_suffix" in found else []
        told["name_suffix"] = pc.coalesce(*known, *suffixes)
    return told


def _with_full(names: Columns, full: Column) -> Columns:
    """Return given and family names, those of the full name where a record has neither."""
    nothing = pa.nulls(len(full), pa.string())
    given, family = names.get("given_name", nothing), names.get("family_name", nothing)
    neither = pc.and_(pc.is_null(given), pc.is_null(family))
    split_given, split_family = split(split_full_name, pc.if_else(neither, full, None), 2)
    return {
        "given_name": pc.coalesce(given, split_given),
        "family_name": pc.coalesce(family, split_family),
    }


def _streets(found: Columns) -> Columns:
    known = mapped(house_number, found["house_number"]) if "house_number" in found else None
    if "street" not in found:
        return {} if known is None else {"house_number": known}
    if known is None:
        name, number = split(street, found["street"], 2)
    else:
        name, number = split_pairs(street, found["street"], known, 2)
        number = pc.coalesce(known, number)
    return {"street": name, "house_number": number}


def _phones(found: Columns, codes: Column | None, region: str | None) -> Columns:
    if "phone" not in found:
        return {}
    countries = pa.nulls(len(found["phone"]), pa.string()) if codes is None else codes
    return {"phone": phones(found["phone"], countries, region or commonest(countries))}


def _dates(moments: pa.ChunkedArray, zone: str) -> Column:
    """Return the calendar days of moments in UTC, as ISO text."""
    if pa.types.is_timestamp(moments.type):
        utc = moments.cast(pa.timestamp("us", "UTC"))
        moments = pc.local_timestamp(utc.cast(pa.timestamp("us", zone)))
    return moments.cast(pa.date32()).cast(pa.string()).combine_chunks()
