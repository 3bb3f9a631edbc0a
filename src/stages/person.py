"""One person in a data set: who is meant by a key, all their records, and how they are reached."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from src.config import Manifest
from src.engine import Engine, quoted
from src.errors import ManifestError, UnknownCustomerError, did_you_mean
from src.ingest.naming import LINKS
from src.stages.keeping import SNAPSHOTS
from src.unify.customers import pseudonym
from src.unify.erasure import CONTACTS, contact, mailbox_of, mark, texts
from src.unify.keyless import KEY, traces_of
from src.unify.keyless import NAMES as NAMED

NAMES = ("customer_id", "alone_id", "record_id", "owner_id")  # columns with pseudonyms
PLAIN = "customer"  # what keys number where the manifest does not say


@dataclass(frozen=True)
class Person:
    """All records of one person.

    Parameters
    ----------
    names : pseudonyms, of the person and of every record by itself
    keys : of the records that the sources still hold, as they write them
    marks : hashes by which records, mailboxes and telephones are known again, and rows without a
        key by name or street
    shared : e-mail addresses and telephone numbers that are others' too, and not marked
    """

    names: frozenset[str]
    keys: frozenset[str]
    marks: frozenset[str]
    shared: int


def built_tables(built: Path) -> list[Path]:
    """Return every table that was built, snapshots that are kept, scores, segments, personas."""
    tables = sorted((built / "tables").glob("*.parquet"))
    kept = sorted((built / SNAPSHOTS).rglob("*.parquet"))
    told = (built / name for name in ("scores.parquet", "segments.parquet", "personas.parquet"))
    return [*tables, *kept, *filter(Path.is_file, told)]


def rows_of(engine: Engine, path: Path) -> str | None:
    """Return SQL that is true of a row of those in the table ``wanted``; None: it names nobody."""
    columns = engine.con.read_parquet(str(path)).columns
    tests = [f"coalesce({n} IN (FROM wanted), false)" for n in NAMES if n in columns]
    return f"({' OR '.join(tests)})" if tests else None


def wanted(engine: Engine, names: Collection[str]) -> None:
    """Make the table ``wanted``, of pseudonyms."""
    engine.con.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT unnest(?::VARCHAR[]) AS name",
        [sorted(names)],
    )


def find(
    engine: Engine,
    manifest: Manifest,
    built: Path,
    staged: Mapping[str, str],
    who: tuple[str, str | None],
    secret: bytes,
) -> Person:
    """Find the person who is meant by a key.

    Parameters
    ----------
    staged : source or file of rows set aside -> table with ``customer_key``
    who : the key as a source writes it, and what it numbers; None: whatever it is known to number

    Raises
    ------
    UnknownCustomerError
        Nobody is known by it, or several sorts of keys know it.
    """
    sorts = _sorts(manifest, who[1])
    known = {
        sort: written
        for sort, written in ((s, who[0] if s == PLAIN else f"{s}:{who[0]}") for s in sorts)
        if _is_known(engine, built, staged, written, secret)
    }
    if not known:
        raise UnknownCustomerError(
            f"{built.parent}: nobody is known by this key, as {' or '.join(sorts)}. It is what the"
            " manifest maps to customer_key, upper and lower case as there."
        )
    if len(known) > 1:
        raise UnknownCustomerError(
            f"{built.parent}: this key is known as {' and as '.join(sorts)}, who need not be one"
            " person. Say which with --keys."
        )
    (written,) = known.values()
    names = _records(engine, built, pseudonym(written, secret))
    keys = frozenset(
        key
        for table in staged.values()
        for key in texts(engine, table, KEY)
        if pseudonym(key, secret) in names
    )
    told, others = _contacts(engine, staged, keys)
    mailboxes = _keyed_by(engine, staged, told - others)
    keys, names = keys | mailboxes, names | {pseudonym(key, secret) for key in mailboxes}
    marks = {mark("record", name, secret) for name in names}
    traces = traces_of(engine, staged, keys)
    marks |= {mark(kind, value, secret) for kind, value in (told - others) | traces}
    return Person(names, keys, frozenset(marks), len(told & others))


def _sorts(manifest: Manifest, given: str | None) -> list[str]:
    sorts = sorted({table.keys or PLAIN for table in manifest.tables.values()})
    if given is not None and given not in sorts:
        raise ManifestError(f"--keys {given!r} is no sort of key. {did_you_mean(given, sorts)}")
    return sorts if given is None else [given]


def _is_known(
    engine: Engine, built: Path, staged: Mapping[str, str], written: str, secret: bytes
) -> bool:
    wanted(engine, [pseudonym(written, secret)])
    in_tables = (
        engine.row(f"SELECT EXISTS (FROM read_parquet(?) WHERE {test})", [str(path)])[0]
        for path in built_tables(built)
        if (test := rows_of(engine, path))
    )
    in_rows = (
        engine.row(f"SELECT EXISTS (FROM {table} WHERE {KEY} = ?)", [written])[0]
        for table in staged.values()
    )
    return any(in_tables) or any(in_rows)


def _records(engine: Engine, built: Path, record: str) -> frozenset[str]:
    """Return the pseudonyms of all records that are known to be the same person's."""
    links = built / "tables" / f"{LINKS}.parquet"
    if not links.is_file():
        return frozenset({record})
    found = engine.con.execute(
        "FROM read_parquet($links) SELECT record_id, customer_id WHERE customer_id IN"
        " (FROM read_parquet($links) SELECT customer_id WHERE record_id = $record)",
        {"links": str(links), "record": record},
    ).fetchall()
    return frozenset({record, *(name for pair in found for name in pair)})


def _contacts(
    engine: Engine, staged: Mapping[str, str], keys: Collection[str]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return mailboxes and telephones beside these keys, and those beside any other.

    A key may be a mailbox itself: another's where somebody is named beside it, else nobody's yet.
    """
    own = {("email", mailbox) for key in keys if (mailbox := mailbox_of(key))}
    named = _named_keys(engine, staged) - set(keys)
    others = {("email", mailbox) for key in named if (mailbox := mailbox_of(key))}
    for kind, key, written in _written(engine, staged):
        value = contact(kind, written)
        if value is not None:
            (own if key in keys else others).add((kind, value))
    return own, others


def _named_keys(engine: Engine, staged: Mapping[str, str]) -> set[str]:
    """Return the keys that may be mailboxes and have a name beside them."""
    found: set[str] = set()
    for table in staged.values():
        told = [quoted(c) for c in NAMED if c in engine.con.table(table).columns]
        if told:
            rows = engine.con.sql(
                f"FROM {table} SELECT DISTINCT {KEY}"
                f" WHERE contains({KEY}, '@') AND coalesce({', '.join(told)}) IS NOT NULL"
            )
            found.update(key for (key,) in rows.fetchall())
    return found


def _keyed_by(
    engine: Engine, staged: Mapping[str, str], contacts: Collection[tuple[str, str]]
) -> frozenset[str]:
    """Return the keys that are one of these mailboxes: records of which nothing else tells."""
    return frozenset(
        key
        for table in staged.values()
        for key in texts(engine, table, KEY)
        if ("email", mailbox_of(key)) in contacts
    )


def _written(engine: Engine, staged: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, key and what is written of it, for every contact beside a key."""
    for table in staged.values():
        for kind in set(CONTACTS) & set(engine.con.table(table).columns):
            rows = engine.con.sql(
                f"FROM {table} SELECT DISTINCT {KEY}, {quoted(kind)}"
                f" WHERE {KEY} IS NOT NULL AND {quoted(kind)} IS NOT NULL"
            )
            for batch in rows.to_arrow_reader(100_000):
                keys, written = (column.to_pylist() for column in batch.columns)
                yield from zip(repeat(kind), keys, written, strict=False)
