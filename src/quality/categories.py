"""What is to be a category may be what people wrote: then their names stand in it.

Categories go on into tables, features and reports, so none may hold an e-mail address or telephone
number: such a value cannot be, and becomes null; a column with more than a few of them stops the
run. One of which hardly two values agree may be text that people wrote, or postcodes and the like,
of which nothing can be learnt: all of it becomes null and is counted, and the run goes on.
"""

from collections.abc import Iterable

from src.engine import Engine, literal, quoted
from src.errors import DataError
from src.schemas.column import Column

VALUES_MIN = 20  # fewer may all differ by chance
DIFFERENT_MAX = 0.5  # share of the values: a category of which most rows have another is none
ADDRESSES_MAX = 0.01  # share of the values: more are no slip
EMAIL = r"[^\s@]@[\w-]+(\.[\w-]+)+"
ABROAD = r"\+\d[\d ()/.-]{6,}\d"
AT_HOME = r"\(?0[1-9]\d{0,4}[ )/-][\d ()/-]{4,}\d|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4}"
DIGITS_MIN = 9  # a date has eight
INSTEAD = (
    "Leave it out of the manifest, map what people wrote as text of feedback or tickets, of which"
    " only words go on that many say, or make categories of it with an expression such as"
    " CASE WHEN \"column\" = 'late' THEN 'late' END."
)


def is_category(column: Column) -> bool:
    """Tell whether a column holds texts that go on as they are written."""
    return column.type == "text" and column.personal in ("none", "attribute") and not column.codes


def holds_address(column: Column) -> str:
    """Return SQL that is true of a text in which somebody's e-mail address or telephone stands.

    Items, visits and pages are numbered in all ways: there only what begins with a plus is a
    telephone.
    """
    name = quoted(column.name)
    likely = f"contains({name}, '+')" if column.many else f"length({name}) > {DIGITS_MIN}"
    number = literal(
        rf"(?:^|[^\w.,/-])(?:{ABROAD if column.many else f'{ABROAD}|{AT_HOME}'})(?:$|\W)"
    )
    digits = rf"length(regexp_replace(regexp_extract({name}, {number}), '\D', '', 'g'))"
    return (  # of AND and OR both sides are computed, of CASE only what is asked for
        f"CASE WHEN contains({name}, '@') AND regexp_matches({name}, {literal(EMAIL)}) THEN true"
        f" WHEN {likely} THEN {digits} >= {DIGITS_MIN} ELSE false END"
    )


def refuse_addresses(engine: Engine, staged: str, columns: Iterable[Column], where: str) -> None:
    """Refuse a source of which a category holds more than a few addresses or telephone numbers.

    Raises
    ------
    DataError
        Which columns, what was found in them, and what to do; no value is told.
    """
    asked = filter(is_category, columns)
    breaches = [
        f"{where}: {column.name} is to hold categories, but e-mail addresses or telephone numbers"
        f" stand in {addresses:,} of {filled + addresses:,} values. People may be named in it."
        for column, (filled, addresses) in _counted(
            engine, staged, asked, "count({0})", "count({1})"
        )
        if addresses > ADDRESSES_MAX * (filled + addresses)
    ]
    if breaches:
        raise DataError("\n".join([*breaches, INSTEAD]))


def drop_free_text(engine: Engine, staged: str, columns: Iterable[Column]) -> dict[str, int]:
    """Make null what stands in a category of which hardly two values agree.

    Returns
    -------
    which column, why and what to do -> values that became null; no value is told
    """
    noted = {}
    asked = [column for column in columns if is_category(column) and not column.many]
    values = "count({0})", "count(DISTINCT {0})"
    for column, (filled, different) in _counted(engine, staged, asked, *values):
        if filled < VALUES_MIN or different <= DIFFERENT_MAX * filled:
            continue
        name, found = quoted(column.name), quoted(f"{column.name}__found")
        engine.con.execute(
            f"UPDATE {staged} SET {found} = {name}, {name} = NULL"  # noqa: S608  names of ours
            f" WHERE {name} IS NOT NULL"
        )
        noted[
            f"{column.name}: hardly two values agree, so none is used; leave it out, or group it"
            f' with an expression such as left("{column.name}", 2):'
        ] = filled
    return noted


def _counted(
    engine: Engine, staged: str, columns: Iterable[Column], *counts: str
) -> list[tuple[Column, tuple[int, ...]]]:
    """Return columns, each with counts; ``{0}`` stands for a value, ``{1}`` for one that fell."""
    asked = list(columns)
    if not asked:
        return []
    wanted = [
        count.format(quoted(c.name), quoted(f"{c.name}__found")) for c in asked for count in counts
    ]
    found, width = engine.row(f"FROM {staged} SELECT {', '.join(wanted)}"), len(counts)
    return [(column, found[at * width : (at + 1) * width]) for at, column in enumerate(asked)]
