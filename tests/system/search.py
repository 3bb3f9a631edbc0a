"""Search files for what must not be in them, however they are packed and however it is written."""

import gzip
import re
import sqlite3
import zipfile
from contextlib import closing
from io import BytesIO

import pandas as pd

NUMBER = re.compile(r"\+?\d[\d ()/.\-]{5,24}\d")  # as telephone numbers are written
DECIMAL = re.compile(r"\d+\.\d+")


def text_of(path):
    """Return all that a file says, lower case: of tables, databases and archives what is inside."""
    text = _unpacked(path.name, path.read_bytes())
    if path.suffix == ".db":
        with closing(sqlite3.connect(path)) as database:
            text += "\n".join(database.iterdump())
    return text.lower()


def _unpacked(name, content):
    if content.startswith(b"PAR1"):
        return name + pd.read_parquet(BytesIO(content)).to_csv()
    if content.startswith(b"\x1f\x8b"):
        return _unpacked(name, gzip.decompress(content))
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            inside = [_unpacked(entry, archive.read(entry)) for entry in archive.namelist()]
        return name + "".join(inside)
    return name + content.decode("latin-1")


def digits_of(text):
    """Return the digits alone of all that may be a telephone number, one a line."""
    written = (found for found in NUMBER.findall(text) if not DECIMAL.fullmatch(found))
    return "\n".join(re.sub(r"\D", "", found) for found in written)


def found_in(text, secrets):
    """Return which secrets a text tells; one of digits alone is found in any grouping of them."""
    text = text.lower()
    digits = digits_of(text) if any(secret.isdigit() for secret in secrets) else ""
    return sorted({s for s in secrets if s in (digits if s.isdigit() else text)})


def found_below(folder, secrets):
    """Return what is found in which file, and how many files were searched."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {str(path.relative_to(folder)): found_in(text_of(path), secrets) for path in files}
    return {name: secrets for name, secrets in found.items() if secrets}, len(files)
