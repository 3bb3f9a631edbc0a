"""Rows without a key that tell of somebody all the same, by a name or by where they live.

No such row can be used, so nobody is harmed if a namesake's goes with those of who was forgotten.
A row that has a name is known by it; one without, by its street and number.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from src.engine import Engine, quoted
from src.unify.standardise.addresses import street
from src.unify.standardise.letters import words

KEY = "customer_key"
NAMES, STREET = ("given_name", "family_name", "full_name"), "street"
TELLING = (*NAMES, STREET)  # columns
Trace = tuple[str, str]  # its kind, and what is said


def trace(kind: str, written: str) -> Trace | None:
    """Return what is said in one spelling; None if it tells too little, such as half a name.

    >>> trace("name", "LEE, Ann"), trace("name", "Ann"), trace("street", "Haupt-Str. 7b")
    (('name', 'ann lee'), None, ('street', 'haupt strasse 7b'))
    """
    if kind == "name":
        told = sorted(set(words(written)))
        return (kind, " ".join(told)) if len(told) > 1 else None
    name, number = street(written)
    return (kind, f"{name} {number}") if name and number else None


def traces_of(engine: Engine, staged: Mapping[str, str], keys: Collection[str]) -> set[Trace]:
    """Return names and streets beside some keys, in tables with ``customer_key``."""
    found = set()
    for table in staged.values():
        for kind, said in _said(engine.con.table(table).columns):
            rows = engine.con.execute(
                f"FROM {table} SELECT DISTINCT {said} WHERE {KEY} IN (SELECT unnest(?::VARCHAR[]))",
                [sorted(keys)],
            ).fetchall()
            found |= {one for (written,) in rows if written and (one := trace(kind, written))}
    return found


def delete_keyless(engine: Engine, table: str, marked: Callable[[Trace], bool]) -> int:
    """Delete the rows without a key whose name, or else whose street, is marked; count them."""
    deleted, nameless = 0, "true"
    for kind, said in _said(engine.con.table(table).columns):
        of_kind = f"{KEY} IS NULL AND {nameless}"
        rows = engine.con.execute(f"FROM {table} SELECT DISTINCT {said} WHERE {of_kind}").fetchall()
        theirs = [w for (w,) in rows if w and (one := trace(kind, w)) and marked(one)]
        ((count,),) = engine.con.execute(
            f"DELETE FROM {table} WHERE {of_kind}"  # noqa: S608  names of ours
            f" AND {said} IN (SELECT unnest(?::VARCHAR[]))",
            [theirs],
        ).fetchall()
        deleted += int(count)
        nameless = f"{said} IS NULL"
    return deleted


def _said(columns: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what kinds of trace a table may hold, and SQL for each: names first."""
    names = [quoted(column) for column in NAMES if column in columns]
    if names:
        yield "name", f"nullif(concat_ws(' ', {', '.join(names)}), '')"
    if STREET in columns:
        yield "street", quoted(STREET)
