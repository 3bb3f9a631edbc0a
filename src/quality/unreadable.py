"""A required column that cannot be read in a single row: the form is not what was expected."""

from collections.abc import Sequence

from src.engine import Engine, quoted
from src.errors import DataError
from src.schemas.column import Column

EXPECTED = {
    "timestamp": "2017-03-31 18:05:00, 2017-03-31, 31.03.2017 or 31 March 2017; where none of"
    " 03/04/2017 has a part above 12, or some say day and some month first, write day_first = true"
    " or false; for another form write strptime(\"column\", '%d|%m|%Y %H:%M') or"
    " CAST(strptime(\"column\", '%d|%m|%Y') AS DATE)",
    "float": "a number such as 1234.56; for another form write"
    " replace(replace(\"column\", '.', ''), ',', '.')",
    "text": "a text",
}


def refuse_unreadable(engine: Engine, staged: str, required: Sequence[Column], where: str) -> None:
    """Refuse a source of which a required column is empty or unreadable throughout.

    Raises
    ------
    DataError
        Which column, what its values look like, and what was expected.
    """
    counts = [
        f"count({quoted(c.name)}), count({quoted(f'{c.name}__found')}), {_shape(c)}"
        for c in required
    ]
    rows, *found = engine.row(f"FROM {staged} SELECT count(*), {', '.join(counts)}")
    breaches = []
    for c, i in zip(required, range(0, len(found), 3), strict=True):
        readable, unreadable, shape = found[i : i + 3]
        if readable:
            continue
        expected = ", ".join(c.codes) if c.codes else EXPECTED[c.type]
        breaches.append(
            f"{where}: {c.name} cannot be read in any of {rows:,} rows. They look like"
            f" {shape!r}; expected {expected}."
            if unreadable
            else f"{where}: {c.name} is empty in all of {rows:,} rows, or what is written for it"
            " fails on each of them."
        )
    if breaches:
        raise DataError("\n".join(breaches))


def _shape(column: Column) -> str:
    """Return SQL for what the unreadable texts look like: 9 for a digit, a for a letter."""
    found = quoted(f"{column.name}__found")
    digits = f"regexp_replace(min({found}), '[0-9]', '9', 'g')"
    return f"left(regexp_replace({digits}, '\\pL', 'a', 'g'), 30)"
