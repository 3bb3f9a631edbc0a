"""Days that are not written as ISO has them: 31/12/1980, 1 May 1980, 1980年5月1日.

A year of two digits is the latest one by which the day does not lie in the future of the data; a
day that may lie ahead (an end, a due date) lies less than `AHEAD_YEARS` years ahead.
"""

from dataclasses import dataclass, replace
from datetime import date

from src.engine import literal

LATEST = date(2068, 12, 31)  # as POSIX has it, where it is not known when the data were taken
AHEAD_YEARS = 50
NUMERIC = r"\d{1,2}(/\d{1,2}/|\.\d{1,2}\.|-\d{1,2}-)(\d{4}|\d\d)"
CLOCK = r"[ T]\d{1,2}:\d\d(:\d\d([.]\d+)?)?( ?[AaPp][Mm])?( ?(Z|UTC|[+-]\d\d(:?\d\d)?))?$"
DAY = f"regexp_replace(written, {literal(CLOCK)}, '')"
IS_NUMERIC = f"regexp_full_match(day, {literal(NUMERIC)})"
DAY_FIRST, MONTH_FIRST = "%d/%m/", "%m/%d/"
YEAR_FIRST = ("%Y/%m/%d", "%Y年%m月%d日")
IN_WORDS = tuple(
    f"{order} {year}" for order in ("%d %b", "%d %B", "%b %d", "%B %d") for year in ("%y", "%Y")
)
TWELVE_HOURS = ("%I:%M %p", "%I:%M%p", "%I:%M:%S %p", "%I:%M:%S%p")
WIDE, NARROW = "０１２３４５６７８９／．：－　", "0123456789/.:- "  # noqa: RUF001  as Japan types


@dataclass(frozen=True)
class Order:
    """How the days of a column are read.

    Parameters
    ----------
    day_first : whether 03/04 is the third of April; None: it is not read
    taken_on : the day after which nothing can have happened; None: it is not known
    """

    day_first: bool | None = None
    taken_on: date | None = None

    def ahead(self) -> "Order":
        """Return the order for days that may lie in the future."""
        if self.taken_on is None:
            return self
        return replace(self, taken_on=date(self.taken_on.year + AHEAD_YEARS, 12, 31))


def iso(text: str, order: Order) -> str:
    """Return SQL that writes a day, and its time of day if it has one, as ISO does; else null."""
    twelve = f"strftime({_parsed('trim(clock)', TWELVE_HOURS)}, ' %H:%M:%S')"
    time = f"CASE WHEN regexp_matches(clock, '[AaPp][Mm]$') THEN {twelve} ELSE clock END"
    read = let(
        "found", f"coalesce({_numeric(order)}, {_worded()})", _of_its_century(order.taken_on)
    )
    clock = f"regexp_extract(written, {literal(CLOCK)})"
    whole = f"strftime({read}, '%Y-%m-%d') || {let('clock', clock, time)}"
    return let("written", _narrow(text), let("day", DAY, whole))


def both_ways(value: str, text: str) -> str:
    """Return SQL of a list: a day in numbers, read day first and month first; null if it is none.

    Parameters
    ----------
    value, text : SQL of a text as the source has it, and of the same cleaned, which takes longer
        than to find that it is ISO's
    """
    ways = f"CASE WHEN {IS_NUMERIC} THEN [{_in_order(DAY_FIRST)}, {_in_order(MONTH_FIRST)}] END"
    read = let("written", _narrow(text), let("day", DAY, ways))
    known = f"coalesce(TRY_CAST({value} AS TIMESTAMP) >= TIMESTAMP '1000-01-01', false)"
    return f"CASE WHEN NOT {known} THEN {read} END"


def let(name: str, value: str, body: str) -> str:
    """Return SQL in which a value that is needed several times is written, and computed, once."""
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def _narrow(text: str) -> str:
    """Return SQL that writes digits narrow; most are, and to look is faster than to translate."""
    ours = f"translate({text}, {literal(WIDE)}, {literal(NARROW)})"
    return f"CASE WHEN strlen({text}) = length({text}) THEN {text} ELSE {ours} END"


def _parsed(text: str, forms: tuple[str, ...]) -> str:
    return f"try_strptime({text}, [{', '.join(map(literal, forms))}])"


def _in_order(form: str) -> str:
    """Return SQL that reads numbers; a form that does not suit takes long to find it out."""
    slashed = "replace(replace(day, '.', '/'), '-', '/')"
    long, short = (_parsed(slashed, (f"{form}{year}",)) for year in ("%Y", "%y"))
    return f"CASE WHEN regexp_matches(day, '\\d{{4}}$') THEN {long} ELSE {short} END"


def _numeric(order: Order) -> str:
    """Return SQL that reads the numbers of ``day`` in an order, else in the only one possible."""
    first, second = _in_order(DAY_FIRST), _in_order(MONTH_FIRST)
    if order.day_first is None:
        clear = "a IS NULL OR b IS NULL OR a = b"
        both = let("a", first, let("b", second, f"CASE WHEN {clear} THEN coalesce(a, b) END"))
    else:
        both = f"coalesce({first}, {second})" if order.day_first else f"coalesce({second}, {first})"
    return f"CASE WHEN {IS_NUMERIC} THEN {both} END"


def _of_its_century(taken_on: date | None) -> str:
    late = f"found >= TIMESTAMP '{taken_on or LATEST}' + INTERVAL 1 DAY"
    short = "NOT regexp_matches(day, '\\d{4}')"
    return f"CASE WHEN {short} AND {late} THEN found - INTERVAL 100 YEAR ELSE found END"


def _worded() -> str:
    """Return SQL that reads a ``day`` with a month's name, or one whose year comes first."""
    plain = r"regexp_replace(day, '([0-9])(st|nd|rd|th)\b', '\1')"
    plain = rf"regexp_replace({plain}, '(?i)\b(sep)t\b', '\1')"
    named = _parsed(f"translate({plain}, '-,.', '   ')", IN_WORDS)
    year_first = _parsed("translate(day, '.', '/')", YEAR_FIRST)
    return (
        f"CASE WHEN regexp_matches(day, '[A-Za-z]{{3}}') THEN {named}"
        f" WHEN regexp_matches(day, '^\\d{{4}}\\D') THEN {year_first} END"
    )
