"""Source records of people: all that profiles say of one key, as identity needs it."""

from collections.abc import Collection, Mapping

import pyarrow as pa

from src.engine import Engine, literal
from src.unify.instants import day, local
from src.unify.union import ROW, SOURCE

TEXTS = (
    *("given_name", "family_name", "full_name", "email", "phone", "street", "postal_code"),
    *("city", "region", "country", "gender", "national_id"),
)
BIRTH = "coalesce(strftime(birth_at, '%Y-%m-%d'), birth_at__found)"
TELLING = frozenset(TEXTS) - {"city", "region", "country", "gender"}


def records(
    engine: Engine, profiles: str, spaces: Mapping[str, str], mapped: Collection[str]
) -> pa.Table | None:
    """Return one row per key that profiles know.

    Parameters
    ----------
    profiles : checked rows of all sources of profiles
    spaces : source of profiles -> what its keys number
    mapped : columns that any of them has

    Returns
    -------
    ``key``, ``source`` (the space), and what `src.unify.standardise` takes; where several rows tell
    of one key, the first that says something counts. None where nothing could tell people apart
    """
    told = [column for column in TEXTS if column in mapped]
    if not TELLING & set(told):
        return None
    cases = " ".join(f"WHEN {literal(s)} THEN {literal(space)}" for s, space in spaces.items())
    values = [f"{_first(column)} AS {column}" for column in told]
    if "birth_at" in mapped:  # a day that cannot be is still a clue
        values.append(f"{_first(BIRTH)} AS birth")
    query = (
        f"FROM {profiles} SELECT customer_key AS key,"
        f" min(CASE {SOURCE} {cases} END) AS source, {', '.join(values)}"
        " WHERE reasons = '' GROUP BY customer_key ORDER BY customer_key"
    )
    found = engine.con.sql(query).to_arrow_table()
    names = ["birth_date" if name == "birth" else name for name in found.column_names]
    return found.rename_columns(names)


def _first(value: str) -> str:
    return f"first({value} ORDER BY {ROW}) FILTER (WHERE {value} IS NOT NULL)"


def known_days(engine: Engine, times: Mapping[str, str], calendar_timezone: str) -> str:
    """Make the table ``known``: customer_key and the first day on which anything tells of it.

    Parameters
    ----------
    times : checked rows of a canonical table -> the column that dates them
    """
    parts = ["SELECT NULL::VARCHAR AS customer_key, NULL::TIMESTAMP AS seen_at"] + [
        f"FROM {rows} SELECT customer_key, min({time}) AS seen_at WHERE reasons = '' GROUP BY ALL"
        for rows, time in times.items()
    ]
    first = day(local("min(seen_at)", calendar_timezone))
    engine.con.execute(
        f"CREATE OR REPLACE TABLE known AS FROM ({' UNION ALL '.join(parts)})"
        f" SELECT customer_key, {first} AS known_day WHERE seen_at IS NOT NULL"
        " GROUP BY customer_key"
    )
    return "known"
