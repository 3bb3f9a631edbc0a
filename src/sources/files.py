"""Files as tables: CSV, Parquet and JSON are read by the engine, columns set apart by blanks and Excel by Python.

Everything in a CSV or Excel file is read as text, so that identifiers keep their zeros and what cannot be read
is found row by row; `src.sources.mapping` gives types. Only headers are read here.
"""

import importlib.util
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from src.config import Source
from src.engine import Engine, EngineError, first_line
from src.errors import SourceError
from src.sources.expressions import literal, quoted
from src.sources.raw import Raw, Rows

TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".dat")
JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
ENGINE_ENCODINGS = {"utf-8": "utf-8", "latin-1": "latin-1", "utf-16": "utf-16"}
BATCH_ROWS = 50_000


def open_files(engine: Engine, name: str, source: Source, folder: Path) -> Raw:
    """Open a file source, or a join of several.

    Parameters
    ----------
    name : what to call its view
    source : with ``path`` or ``files``
    folder : that relative paths begin at

    Raises
    ------
    SourceError
        No file matches, a file is empty, or it cannot be read as what its name says.
    """
    base = _package_folder(source.package) if source.package else folder
    if source.path is not None:
        return _open_path(engine, name, source, base, source.path)
    for alias, path in (source.files or {}).items():
        part = _open_path(engine, f"{name}_{alias}", source, base, path)
        if part.batches is not None:
            raise SourceError(f"{part.where}: a join reads CSV, Parquet and JSON only.")
        engine.con.sql(f"FROM {quoted(part.view)}").create_view(alias)
    return _as_raw(
        engine, name, f"the query over {', '.join(source.files or {})}", source.query or ""
    )


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SourceError(
            f"The Python package {package!r} is not installed. Install it, or use a path."
        )
    return Path(spec.submodule_search_locations[0])


def _open_path(engine: Engine, name: str, source: Source, base: Path, pattern: str) -> Raw:
    paths = _matching(base, pattern)
    suffix = _suffix(paths[0])
    if suffix in (".xlsx", ".xlsm"):
        return _open_workbook(name, source, paths, pattern)
    if suffix in TEXT_SUFFIXES and source.delimiter == "whitespace":
        return _open_blank_separated(name, source, paths, pattern)
    return _as_raw(engine, name, pattern, f"FROM {_reader(source, paths, suffix, pattern)}")


def _matching(base: Path, pattern: str) -> list[Path]:
    paths = [Path(found) for found in sorted(glob(str(base / pattern)))]  # noqa: PTH207  a pattern may be absolute
    if not paths:
        folder = (base / pattern).parent
        holds = sorted(p.name for p in folder.iterdir())[:10] if folder.is_dir() else []
        state = f"That folder holds: {', '.join(holds) or 'nothing'}." if folder.is_dir() else ""
        raise SourceError(f"{base / pattern}: no such file. {state}".rstrip())
    for path in paths:
        if path.is_dir():
            raise SourceError(f"{path}: is a folder. Name its files, such as '{pattern}/*.csv'.")
        if path.stat().st_size == 0:
            raise SourceError(f"{path}: the file is empty.")
    return paths


def _suffix(path: Path) -> str:
    """Return the ending that tells the format.

    >>> _suffix(Path("orders.CSV.gz"))
    '.csv'
    """
    suffixes = [s.lower() for s in path.suffixes]
    return (
        suffixes[-2]
        if suffixes[-1:] in (["." + z] for z in ("gz", "zst"))
        else "".join(suffixes[-1:])
    )


def _reader(source: Source, paths: Sequence[Path], suffix: str, pattern: str) -> str:
    files = "[" + ", ".join(literal(str(path)) for path in paths) + "]"
    if suffix == ".parquet":
        return f"read_parquet({files}, union_by_name = true)"
    if suffix in JSON_SUFFIXES:
        return f"read_json({files}, union_by_name = true)"
    if suffix not in TEXT_SUFFIXES:
        known = (*TEXT_SUFFIXES, ".parquet", *JSON_SUFFIXES, ".xlsx")
        raise SourceError(
            f"{pattern}: {suffix or 'no ending'} is not known. Known: {', '.join(known)}."
        )
    options = ["all_varchar = true", f"union_by_name = {str(len(paths) > 1).lower()}"]
    options.append(f"encoding = {literal(source.encoding)}")
    if source.delimiter:
        options.append(f"delim = {literal(source.delimiter)}")
    if source.names:
        options.append("names = [" + ", ".join(map(literal, source.names)) + "], header = false")
    else:
        options.append(f"header = true, skip = {source.header_row - 1}")
    return f"read_csv({files}, {', '.join(options)})"


def _as_raw(engine: Engine, name: str, where: str, query: str) -> Raw:
    """Make a view of a query with trimmed headers; reads headers only."""
    try:
        relation = engine.con.sql(query)
        trimmed = relation.project(
            ", ".join(f"{quoted(c)} AS {quoted(c.strip())}" for c in relation.columns)
        )
        trimmed.create_view(name)
    except EngineError as error:
        raise SourceError(f"{where}: cannot be read. {first_line(error)}") from None
    return Raw(name, where, dict(zip(trimmed.columns, map(str, trimmed.types), strict=True)))


def _open_blank_separated(name: str, source: Source, paths: Sequence[Path], where: str) -> Raw:
    header = list(source.names or _blank_separated_header(source, paths[0]))

    def batches() -> Iterator[Rows]:
        for path in paths:
            skip = 0 if source.names else source.header_row
            with pd.read_csv(
                path,
                sep=r"\s+",
                names=header,
                skiprows=skip,
                dtype=str,
                keep_default_na=False,
                encoding=source.encoding,
                chunksize=BATCH_ROWS,
            ) as reader:
                for frame in reader:
                    yield frame.to_numpy().tolist()

    return Raw(name, where, dict.fromkeys(header, "VARCHAR"), batches())


def _blank_separated_header(source: Source, path: Path) -> list[str]:
    frame = pd.read_csv(
        path, sep=r"\s+", skiprows=source.header_row - 1, nrows=0, encoding=source.encoding
    )
    return list(frame.columns)


def _open_workbook(name: str, source: Source, paths: Sequence[Path], where: str) -> Raw:
    header, _ = _sheet(source, paths[0])

    def batches() -> Iterator[Rows]:
        for path in paths:
            _, rows = _sheet(source, path)
            yield rows

    return Raw(name, where, dict.fromkeys(header, "VARCHAR"), batches())


def _sheet(source: Source, path: Path) -> tuple[list[str], Rows]:
    book = load_workbook(path, read_only=True, data_only=True)
    sheet = book[source.sheet] if source.sheet else book.worksheets[0]
    rows = list(sheet.iter_rows(min_row=source.header_row, values_only=True))
    return [str(cell).strip() for cell in rows[0]], rows[1:]
