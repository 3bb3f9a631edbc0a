"""Which pairs of records are looked at: those that share a key, where few enough share it.

A key is a text made of standardised columns; it exists where all of its columns do. A value that
too many records share tells nobody apart, so as a key it is left out.
"""

from collections.abc import Collection

from src.engine import Engine, literal, quoted
from src.unify.identity.evidence import NAMES

RECORDS_MAX = 40  # that share a key: 780 pairs
NAMES_MAX = 5  # different names behind one mailbox or telephone: a shop's own, not a person's
SHARED = ("email", "phone", "national_id")  # what a person has for themselves, or a household
FIRST, LAST = "least(given_name, family_name)", "greatest(given_name, family_name)"
KEYS = {  # name -> (columns it needs, SQL); names in either order, since forms mix them up
    "mailbox": (("email",), "email"),
    "mailbox_name": (("email",), "split_part(email, '@', 1)"),
    "telephone": (("phone",), "phone"),
    "number": (("national_id",), "national_id"),
    "name": (("given_name", "family_name"), f"{FIRST} || '|' || {LAST}"),
    "name_start": (("given_name", "family_name"), f"{FIRST}[1:4] || '|' || {LAST}[1:4]"),
    "name_town": (
        ("given_name", "family_name", "city"),
        f"{FIRST}[1:4] || {LAST}[1:4] || city[1:4]",
    ),
    "initials_year": (
        ("given_name", "family_name", "birth_date"),
        f"{FIRST}[1:2] || {LAST}[1:2] || birth_date[1:4]",
    ),
    "birth": (("birth_date",), "birth_date"),
    "family_birth": (("family_name", "birth_date"), "family_name || birth_date"),
    "given_birth": (("given_name", "birth_date"), "given_name || birth_date"),
    "family_year": (("family_name", "birth_date"), "family_name[1:3] || birth_date[1:4]"),
    "given_year": (("given_name", "birth_date"), "given_name[1:3] || birth_date[1:4]"),
    "birth_postal": (("birth_date", "postal_code"), "birth_date || postal_code"),
    "birth_town": (("birth_date", "city"), "birth_date[3:] || city[1:4]"),
    "family_postal": (("family_name", "postal_code"), "family_name || postal_code"),
    "given_postal": (("given_name", "postal_code"), "given_name || postal_code"),
    "family_town": (("family_name", "city"), "family_name || city[1:5]"),
    "given_town": (("given_name", "city"), "given_name || city[1:5]"),
    "family_street": (("family_name", "street"), "family_name || street"),
    "given_street": (("given_name", "street"), "given_name || street"),
    "house": (("street", "house_number"), "house_number || street"),
    "family_house": (("family_name", "house_number"), "family_name[1:4] || house_number"),
    "given_house": (("given_name", "house_number"), "given_name[1:4] || house_number"),
    "postal_house": (("postal_code", "house_number"), "postal_code || house_number"),
    "town_house": (("city", "house_number"), "city[1:5] || house_number"),
}


def keys_of(columns: Collection[str]) -> dict[str, str]:
    """Return the keys that these columns allow: name -> SQL.

    >>> list(keys_of(["email", "city"]))
    ['mailbox', 'mailbox_name']
    """
    return {name: sql for name, (needs, sql) in KEYS.items() if set(needs) <= set(columns)}


def without_shared(engine: Engine, records: str, columns: Collection[str]) -> dict[str, int]:
    """Null each mailbox, telephone or number that stands beside too many names.

    Returns
    -------
    column -> different values that were no evidence
    """
    found = {}
    for column in SHARED:
        if column not in columns:
            continue
        names = [part for part in NAMES if part in columns]
        name = f"concat_ws(' ', {', '.join(names)})" if names else "NULL"
        engine.con.execute(
            f"CREATE OR REPLACE TABLE shared AS FROM {records} SELECT {column} AS value"
            f" WHERE {column} IS NOT NULL GROUP BY {column}"
            f" HAVING count(DISTINCT nullif({name}, '')) > {NAMES_MAX}"
        )
        engine.con.execute(
            f"UPDATE {records} SET {column} = NULL"  # noqa: S608  names of ours
            f" FROM shared WHERE {column} = shared.value"
        )
        (found[column],) = engine.row("FROM shared SELECT count(*)")
    return {column: values for column, values in found.items() if values}


def pairs_sharing(engine: Engine, records: str, keys: dict[str, str], once: Collection[str]) -> str:
    """Make a table of the pairs that share a key, each once, but not two of a source of ``once``.

    Keys are compared by their hashes: texts would be three times as much to hold and to sort.
    """
    hashed = ", ".join(
        f"if({sql} IS NULL, NULL, hash({sql})) AS {quoted(name)}" for name, sql in keys.items()
    )
    engine.con.execute(
        f"CREATE OR REPLACE TABLE keyed AS FROM {records} SELECT id, source, {hashed}"
    )
    sources = ", ".join(literal(source) for source in once) or "NULL"
    allowed = f"l.source <> r.source OR coalesce(l.source NOT IN ({sources}), true)"
    sharing = " UNION ".join(
        f"FROM ({_few(key)}) l JOIN ({_few(key)}) r ON l.key = r.key AND l.id < r.id"
        f" SELECT l.id AS join_key_l, r.id AS join_key_r WHERE {allowed}"
        for key in map(quoted, keys)
    )
    engine.con.execute(f"CREATE OR REPLACE TABLE sharing AS {sharing}")
    engine.con.execute("DROP TABLE keyed")
    return "sharing"


def _few(key: str) -> str:
    """Return SQL for the records whose key is shared, but not by too many."""
    return (
        f"FROM keyed SELECT id, source, {key} AS key WHERE {key} IN (FROM keyed SELECT {key}"
        f" WHERE {key} IS NOT NULL GROUP BY {key} HAVING count(*) BETWEEN 2 AND {RECORDS_MAX})"
    )
