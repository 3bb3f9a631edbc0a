"""What an engine's message may tell of what went wrong: nothing of the data."""

import re

import duckdb

ABOUT_NAMES = ("Binder Error", "Catalog Error", "IO Error", "Parser Error")  # no row was read yet
TEXT = re.compile("'[^']*'")
TELLING = re.compile(  # what may be told of a value that broke something, and of where it stands
    r"CSV Error on Line: \d+|Expected Number of Columns: \d+ Found: \d+"
    r"|Invalid unicode|This file is not utf-8 encoded"
    r"|Value with unterminated quote found|Malformed JSON|JSON transform error|Malformed UTF-8"
    r"|at byte \d+ in [a-z/]+ \d+|in line \d+|No magic bytes found|Overflow in [a-z]+ of \w+"
    r"|Could not (?:convert|parse) string|invalid [a-z]+ field format|out of range"
    r"|when casting from source column \w+"
)


def cause(error: Exception) -> str:
    r"""Return the part of an engine's message that says what is wrong, without quoting data.

    Once rows are read a message may hold a value anywhere, so only known phrases are kept.

    Raises
    ------
    duckdb.OutOfMemoryException
        That is no mistake of what was read: `open_engine` tells it.

    >>> cause(ValueError("Conversion Error: Could not convert string 'Ann O'Hara' to INT32"))
    'Conversion Error: Could not convert string'
    >>> cause(ValueError("Invalid Input Error: CSV Error on Line: 7\nOriginal Line: Ann,1"))
    'Invalid Input Error: CSV Error on Line: 7'
    """
    if isinstance(error, duckdb.OutOfMemoryException):
        raise error
    kind, _, text = str(error).strip().partition(": ")
    if kind in ABOUT_NAMES:
        return TEXT.sub("'...'", f"{kind}: {text.partition(chr(10))[0]}")
    told = [match.group() for match in TELLING.finditer(text)]
    return f"{kind}: {', '.join(told)}" if told else kind
