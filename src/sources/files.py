"""Files as tables: CSV, Parquet and JSON are read by the engine, others by `src.sources.sheets`.

Everything in a text file is read as text, so that identifiers keep their zeros and what cannot be
read is found row by row; `src.sources.mapping` gives types. Only headers are read here.
"""

import importlib.util
import re
from collections.abc import Sequence
from glob import glob
from pathlib import Path

from src.causes import cause
from src.config import Source
from src.engine import Engine, EngineError, literal, quoted
from src.errors import SourceError, did_you_mean
from src.sources.raw import Raw, spool, text_columns
from src.sources.sheets import open_blank_separated, open_workbook, transcoded

TEXT = (".csv", ".tsv", ".txt", ".dat")
JSON = (".json", ".jsonl", ".ndjson")
EXCEL = (".xlsx", ".xlsm")
COMPRESSED = ".gz"
ENGINE_ENCODINGS = ("utf-8", "latin-1", "utf-16")
LISTED_FILES = 10
AGAIN = re.compile(r"_\d+$")
UNEVEN = "Its lines do not split alike; check delimiter, header_row and encoding."


def open_files(engine: Engine, view: str, source: Source, folder: Path) -> Raw:
    """Open a file source, or a join of several.

    Parameters
    ----------
    view : what to call it
    source : with ``path`` or ``files``
    folder : where relative paths begin

    Raises
    ------
    SourceError
        No file matches, a file is empty, or it cannot be read as what its name says.
    """
    base = _package_folder(source.package) if source.package else folder
    if source.path is not None:
        return _open_path(engine, view, source, base, source.path)
    files = source.files or {}
    named = []  # in this query only: another source may call another file the same
    for alias, pattern in files.items():
        part = _open_path(engine, f"{view}_{alias}", source, base, pattern)
        spool(engine, part)
        named.append(f"{quoted(alias)} AS NOT MATERIALIZED (FROM {quoted(part.view)})")
    query = (source.query or "").strip().removesuffix(";")
    where = f"the query over {', '.join(files)}"
    return _as_raw(engine, view, where, f"WITH {', '.join(named)} FROM (\n{query}\n)")


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package) if package.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        raise SourceError(f"the Python package {package!r} is not installed. Install it.")
    return Path(spec.submodule_search_locations[0])


def _open_path(engine: Engine, view: str, source: Source, base: Path, pattern: str) -> Raw:
    paths = _matching(base, pattern)
    suffix = _suffix(paths[0])
    if suffix in EXCEL:
        return open_workbook(view, source, paths, pattern)
    if suffix in TEXT and source.delimiter == "whitespace":
        return open_blank_separated(view, source, paths, pattern)
    if suffix == ".parquet":
        return _as_raw(engine, view, pattern, f"FROM read_parquet({_listed(paths)})")
    if suffix in JSON:
        return _as_raw(engine, view, pattern, f"FROM read_json({_listed(paths)})")
    if suffix in TEXT:
        reader = _csv_reader(engine, source, paths)
        raw = _as_raw(engine, view, pattern, f"FROM {reader}")
        _refuse_doubled(engine, reader, raw)
        return raw
    known = ", ".join((*TEXT, ".parquet", *JSON, *EXCEL))
    raise SourceError(f"{pattern}: files ending in {suffix!r} cannot be read. Known: {known}.")


def _matching(base: Path, pattern: str) -> list[Path]:
    """Return the files that a pattern names, sorted."""
    paths = [Path(found) for found in sorted(glob(str(base / pattern)))]  # noqa: PTH207  absolute
    if not paths:
        raise SourceError(f"{pattern}: there is no such file. {_neighbours(base / pattern)}")
    for path in paths:
        if path.is_dir():
            raise SourceError(f"{pattern}: is a folder. Name its files: '{pattern}/*.csv'.")
        if path.stat().st_size == 0:
            raise SourceError(f"{path.name}: the file is empty.")
    return paths


def _neighbours(path: Path) -> str:
    """Say what there is instead of a missing file."""
    folder = path.parent
    if not folder.is_dir():
        return f"There is no folder {folder} either."
    names = [inner.name for inner in folder.iterdir() if not inner.name.startswith(".")]
    told = did_you_mean(path.name, names)
    if len(names) > LISTED_FILES:
        told = f"{told.partition('Known:')[0]}Its folder holds {len(names)} others."
    return told if names else f"The folder {folder} is empty."


def _suffix(path: Path) -> str:
    """Return the ending that tells the format.

    >>> _suffix(Path("orders.v2.CSV.gz")), _suffix(Path("orders"))
    ('.csv', '')
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == COMPRESSED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _listed(paths: Sequence[Path]) -> str:
    files = ", ".join(literal(str(path)) for path in paths)
    return f"[{files}], union_by_name = {str(len(paths) > 1).lower()}"


def _csv_reader(engine: Engine, source: Source, paths: Sequence[Path]) -> str:
    """Return a reader that guesses the delimiter at most: no types, comments or other quotes."""
    encoding = source.encoding.lower()
    if encoding not in ENGINE_ENCODINGS:
        paths = [transcoded(path, source.encoding, engine.work) for path in paths]
        encoding = "utf-8"
    options = ["all_varchar = true", "quote = '\"'", "escape = '\"'", "comment = ''"]
    options.append(f"encoding = {literal(encoding)}")
    if source.delimiter:
        options.append(f"delim = {literal(source.delimiter)}")
    if source.names:
        options.append(f"names = [{', '.join(map(literal, source.names))}], header = false")
    else:
        options.append(f"header = true, skip = {source.header_row - 1}")
    return f"read_csv({_listed(paths)}, {', '.join(options)})"


def _refuse_doubled(engine: Engine, reader: str, raw: Raw) -> None:
    """Refuse two columns of one name: the engine calls the second ``net`` of a header ``net_1``."""
    again = [name for name in raw.columns if AGAIN.sub("", name) in raw.columns.keys() - {name}]
    if again and "header = true" in reader:
        headless = reader.replace("header = true", "header = false")
        text_columns(engine.row(f"FROM {headless} LIMIT 1"), raw.where)


def _as_raw(engine: Engine, view: str, where: str, query: str) -> Raw:
    """Make a view of a query with trimmed headers; reads headers only."""
    try:
        relation = engine.con.sql(query)
        names = list(text_columns(relation.columns, where))
        renamed = zip(relation.columns, names, strict=True)
        columns = ", ".join(f"{quoted(old)} AS {quoted(new)}" for old, new in renamed)
        relation.project(columns).create_view(view)
    except EngineError as error:
        problem = UNEVEN if "sniffing" in str(error) else cause(error)
        raise SourceError(f"{where}: cannot be read. {problem}") from None
    return Raw(view, where, dict(zip(names, map(str, relation.types), strict=True)))
