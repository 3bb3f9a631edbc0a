"""Who was forgotten: keyed hashes that keep a person from being imported again.

``forgotten.txt`` in the folder of a data set has one hash a line, HMAC-SHA256 with ``CUSTOMER_KEY``
of a record's pseudonym, of a mailbox, of the digits of a telephone, or of a name or street, by
which only rows without a key are known. Nobody without the secret can tell whose they are. The
first line is of the secret itself: with another one, nobody would be known again.
"""

import hmac
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from src.engine import Engine, quoted
from src.errors import DataError
from src.unify.customers import pseudonym
from src.unify.keyless import KEY, delete_keyless
from src.unify.standardise.emails import email
from src.unify.standardise.letters import unified

FORGOTTEN = "forgotten.txt"
CONTACTS = ("email", "phone")
SORT = re.compile(r"^[a-z][a-z0-9_]*:")  # what a key numbers stands before it
SUBSCRIBER_DIGITS, DIGITS_MIN = 9, 7  # the country before them is often not written
Marks = frozenset[str]
NOBODY: Marks = frozenset()


def mark(kind: str, value: str, secret: bytes) -> str:
    """Return the hash that stands for a value of a kind, such as ``record`` or ``email``."""
    return hmac.digest(secret, f"forgotten {kind}: {value}".encode(), "sha256").hex()


def mark_of_key(customer_key: str, secret: bytes) -> str:
    """Return the hash of a record, from its key."""
    return mark("record", pseudonym(customer_key, secret), secret)


def contact(kind: str, written: str) -> str | None:
    """Return an e-mail address or a telephone number in one spelling, null if it is none.

    >>> contact("email", "Ann.Lee+Shop@Example.COM"), contact("email", "n/a")
    ('ann.lee@example.com', None)
    >>> contact("phone", "+49 (0)30 5510-001"), contact("phone", "030 5510 001")
    ('305510001', '305510001')
    """
    if kind == "email":
        return email(written)
    digits = "".join(filter(str.isdigit, unified(written)))[-SUBSCRIBER_DIGITS:].lstrip("0")
    return digits if len(digits) >= DIGITS_MIN else None


def mailbox_of(customer_key: str) -> str | None:
    """Return the mailbox that a key is, null if it is none.

    >>> mailbox_of("mailbox:Ann.Lee@Example.COM"), mailbox_of("account:A17")
    ('ann.lee@example.com', None)
    """
    return contact("email", SORT.sub("", customer_key)) if "@" in customer_key else None


def read_marks(folder: Path, secret: bytes) -> Marks:
    """Read who was forgotten; nobody where there is no such file.

    Raises
    ------
    DataError
        It was written with another secret.
    """
    path = folder / FORGOTTEN
    if not path.is_file():
        return NOBODY
    first, *marks = path.read_text("utf-8").split()
    if first != _of_secret(secret):
        raise DataError(
            f"{path} was written with another CUSTOMER_KEY, so that everybody in it would be"
            " imported again. Set the one with which they were forgotten."
        )
    return frozenset(marks)


def add_marks(folder: Path, marks: Collection[str], secret: bytes) -> None:
    """Add to who was forgotten; the file is replaced whole."""
    known = read_marks(folder, secret)
    aside = folder / f"{FORGOTTEN}.partial"
    lines = [_of_secret(secret), *sorted(known | frozenset(marks))]
    aside.write_text("\n".join(lines) + "\n", "utf-8")
    aside.replace(folder / FORGOTTEN)


def leave_out(
    engine: Engine, staged: Mapping[str, str], marks: Marks, secret: bytes
) -> dict[str, int]:
    """Delete the rows of forgotten records from tables, those that were set aside too.

    A record is known by its key, which may be an e-mail address, or by an address or telephone
    number beside it; then its rows in all tables go. A row without a key goes for its name or
    street, too.

    Parameters
    ----------
    staged : source -> table with ``customer_key``, and where it has them contacts and names

    Returns
    -------
    source -> rows deleted
    """
    if not marks:
        return {}
    columns = {source: engine.con.table(table).columns for source, table in staged.items()}
    keys: set[str] = set()
    told: dict[str, set[str]] = {kind: set() for kind in CONTACTS}
    for source, table in staged.items():
        keys.update(k for k in texts(engine, table, KEY) if _is_marked(k, marks, secret))
        for kind in set(CONTACTS) & set(columns[source]):
            found = told[kind] | set(_marked(engine, table, kind, marks, secret))
            keys.update(_keys_with(engine, table, kind, found))
            told[kind] = found
    _store(engine, "forgotten_keys", keys)
    for kind in CONTACTS:
        _store(engine, f"forgotten_{kind}", told[kind])
    return {
        source: _delete(engine, table, columns[source])
        + delete_keyless(engine, table, lambda trace: mark(*trace, secret) in marks)
        for source, table in staged.items()
    }


def _is_marked(customer_key: str, marks: Marks, secret: bytes) -> bool:
    mailbox = mailbox_of(customer_key)
    of_mailbox = mailbox is not None and mark("email", mailbox, secret) in marks
    return of_mailbox or mark_of_key(customer_key, secret) in marks


def texts(engine: Engine, table: str, column: str) -> Iterator[str]:
    """Yield the different values of a column."""
    rows = engine.con.sql(f"FROM {table} SELECT DISTINCT {_written(column)} AS value")
    for batch in rows.filter("value IS NOT NULL").to_arrow_reader(100_000):
        yield from batch.column(0).to_pylist()


def _marked(engine: Engine, table: str, kind: str, marks: Marks, secret: bytes) -> Iterator[str]:
    for written in texts(engine, table, kind):
        value = contact(kind, written)
        if value and mark(kind, value, secret) in marks:
            yield written


def _keys_with(engine: Engine, table: str, kind: str, values: Iterable[str]) -> list[str]:
    rows = engine.con.execute(
        f"FROM {table} SELECT DISTINCT {KEY}"
        f" WHERE {_written(kind)} IN (SELECT unnest(?)) AND {KEY} IS NOT NULL",
        [list(values)],
    ).fetchall()
    return [key for (key,) in rows]


def _written(column: str) -> str:
    """Return SQL for a text as it was written; of a contact also one that could not be."""
    if column not in CONTACTS:
        return quoted(column)
    return f"coalesce({quoted(column)}, {quoted(f'{column}__found')})"


def _store(engine: Engine, name: str, values: Iterable[str]) -> None:
    engine.con.register(
        "values_of_ours", pa.table({"value": pa.array(sorted(values), pa.string())})
    )
    engine.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM values_of_ours")
    engine.con.unregister("values_of_ours")


def _delete(engine: Engine, table: str, columns: Collection[str]) -> int:
    tests = [f"{KEY} IN (FROM forgotten_keys)"]
    tests += [f"{_written(k)} IN (FROM forgotten_{k})" for k in CONTACTS if k in columns]
    ((rows,),) = engine.con.execute(
        f"DELETE FROM {table} WHERE {' OR '.join(tests)}"  # noqa: S608  names of ours
    ).fetchall()
    return int(rows)


def _of_secret(secret: bytes) -> str:
    return mark("secret", "", secret)
