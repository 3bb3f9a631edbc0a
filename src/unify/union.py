"""Several sources of one canonical table become one staged table."""

from collections.abc import Mapping

from src.engine import Engine


def united(engine: Engine, staged: Mapping[str, str], tables: Mapping[str, str]) -> dict[str, str]:
    """Put the staged sources of each canonical table together.

    Parameters
    ----------
    staged : source -> its staged table
    tables : source -> canonical table

    Returns
    -------
    canonical table -> a table with the rows of all its sources; columns that one lacks are null
    """
    return {
        name: _united(engine, name, [staged[s] for s in staged if tables[s] == name])
        for name in dict.fromkeys(tables.values())
    }


def _united(engine: Engine, name: str, parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    whole = f"united_{name}"
    rows = " UNION ALL BY NAME ".join(f"FROM {part}" for part in parts)
    engine.con.execute(f"CREATE OR REPLACE TABLE {whole} AS {rows}")
    for part in parts:
        engine.con.execute(f"DROP TABLE {part}")
    return whole
