# ruff: noqa: RUF001, RUF002 - print has a minus, a dash and a times sign that are not on keyboards
"""Numbers in words a manager reads: no false precision, and a dash for what is not known."""

import math
import re
from datetime import date

DASH = "–"
TIMES = "×"
SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥"}
WHOLE_UNITS = ("JPY",)  # currencies without cents
MILLIONS_FROM = 10_000_000
CENTS_BELOW = 20
TENTHS_BELOW = 0.0995  # a share below it shows one decimal


def number(value: float, decimals: int = 0) -> str:
    """Format a number with thousands separators.

    >>> number(1469307), number(-0.04, 2), number(float("nan"))
    ('1,469,307', '−0.04', '–')
    """
    if not _known(value):
        return DASH
    return _minus(f"{round(value, decimals) + 0.0:,.{decimals}f}")


def money(value: float, currency: str) -> str:
    """Format an amount; cents only where they matter.

    >>> money(12345.6, "USD"), money(9.05, "GBP"), money(-310, "CHF"), money(4.39e7, "EUR")
    ('$12,346', '£9.05', '−CHF 310', '€43.9 million')
    """
    if not _known(value):
        return DASH
    sign = "−" if value < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} " if currency else "")
    size = abs(value)
    if size >= MILLIONS_FROM:
        return f"{sign}{symbol}{size / 1e6:,.1f} million"
    cents = 0 < size < CENTS_BELOW and currency not in WHOLE_UNITS
    return f"{sign}{symbol}{size:,.2f}" if cents else f"{sign}{symbol}{size:,.0f}"


def percent(share: float) -> str:
    """Format a share: whole percent, one decimal below ten.

    >>> [percent(share) for share in (0.314, 0.0543, 0.0004, 0.0, -0.19, 0.9999)]
    ['31%', '5.4%', '<0.1%', '0%', '−19%', '>99%']
    """
    if not _known(share):
        return DASH
    if 0 < abs(share) < 0.0005:  # noqa: PLR2004 - rounds to zero at one decimal
        return "<0.1%" if share > 0 else ">−0.1%"
    if 0.995 <= share < 1:  # noqa: PLR2004 - rounds to all
        return ">99%"
    decimals = 1 if 0 < abs(share) < TENTHS_BELOW else 0
    return _minus(f"{100 * share:.{decimals}f}%")


def signed(value: float, decimals: int = 2) -> str:
    """Format a difference with its sign.

    >>> signed(0.033, 3), signed(-0.5), signed(0.0)
    ('+0.033', '−0.50', '0.00')
    """
    text = number(value, decimals)
    return f"+{text}" if _known(value) and round(value, decimals) > 0 else text


def interval(value: float, low: float, high: float, decimals: int = 3) -> str:
    """Format an estimate with its interval, if it has one.

    >>> interval(0.898, 0.872, 0.92), interval(0.5, float("nan"), float("nan"))
    ('0.898 (0.872 to 0.920)', '0.500')
    """
    shown = number(value, decimals)
    if not (_known(value) and _known(low) and _known(high)):
        return shown
    return f"{shown} ({number(low, decimals)} to {number(high, decimals)})"


def day(value: date) -> str:
    """Format a calendar day.

    >>> day(date(2017, 10, 2))
    '2 October 2017'
    """
    return f"{value.day} {value:%B %Y}"


def heading(name: str) -> str:
    """Spell out a name made for a folder; leave any other as it is.

    >>> heading("complete-journey"), heading("My GmbH-Shop")
    ('Complete Journey', 'My GmbH-Shop')
    """
    made_for_folder = re.fullmatch(r"[a-z0-9_-]+", name)
    return re.sub(r"[_-]+", " ", name).strip().title() if made_for_folder else name


def days(count: float) -> str:
    """Format a number of days.

    >>> days(1), days(91), days(32.4), days(4.25)
    ('1 day', '91 days', '32 days', '4.2 days')
    """
    if not _known(count):
        return DASH
    whole = abs(count) >= 10 or float(count).is_integer()  # noqa: PLR2004 - two figures are enough
    text = number(count, 0 if whole else 1)
    return f"{text} day" if text == "1" else f"{text} days"


def _known(value: float) -> bool:
    return value is not None and math.isfinite(value)


def _minus(text: str) -> str:
    return text.replace("-", "−")
