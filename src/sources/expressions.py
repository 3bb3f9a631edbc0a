"""What a manifest may write where a column is wanted: its name, or a scalar SQL expression.

One row in, one value out, the same tomorrow as today: aggregates, window functions, subqueries,
several statements and functions that ask the clock or chance are refused before any row is read.
"""

import json
import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

from src.engine import Engine, quoted
from src.sources.raw import known_columns

NAME_LIKE = re.compile(r"[^\W\d][\w -]*")  # such as Customer ID, or the keyword at
COMPUTING = re.compile(r"[<>=+*/()]")  # no name has these, so no other was meant
REFUSED = {
    "SUBQUERY": "a subquery",
    "WINDOW": "a window function",
    "STAR": "a star",
    "PARAMETER": "a parameter",
}


def as_sql(value: str, columns: Collection[str]) -> str:
    """Return what the manifest wrote as SQL: a column of that very name, else an expression."""
    return quoted(value) if value in columns else f"(\n{value}\n)"


def breaches_of(engine: Engine, value: str, columns: Collection[str]) -> list[str]:
    """Say why ``value`` is neither a column nor a scalar expression; empty if it is."""
    if value in columns:
        return []
    if not value.strip():
        return ["is empty; write a column or an expression"]
    parsed = _parsed(engine, value)
    if isinstance(parsed, str):
        is_name = NAME_LIKE.fullmatch(value.strip())
        near = [] if COMPUTING.search(value) else get_close_matches(value, columns, n=1)
        meant = f". Did you mean the column '{near[0]}'?" if near else ""
        problem = f"is no scalar expression: {parsed}{meant}"
        return [_lacking(value, value.strip(), columns) if is_name else problem]
    refused = sorted({what for node in _nodes(parsed) if (what := _refusal(engine, node))})
    if refused:
        return [f"must be scalar, one value from one row; it has {', '.join(refused)}"]
    if any(node.get("class") == "LAMBDA" for node in _nodes(parsed)):
        return []  # its parameters look like columns; binding will tell
    return _unknown_columns(value, parsed, columns)


def _parsed(engine: Engine, value: str) -> dict[str, Any] | str:
    """Return the syntax tree, or what is wrong."""
    (text,) = engine.row("SELECT json_serialize_sql(?)", [f"SELECT (\n{value}\n)"])
    tree: dict[str, Any] = json.loads(text)
    if tree.get("error"):
        return str(tree["error_message"])
    node = tree["statements"][0]["node"]
    if len(tree["statements"]) > 1 or len(node.get("select_list", [])) != 1:
        return "it is more than one"
    if node["from_table"]["type"] != "EMPTY":
        return "it is a whole query"
    selected: dict[str, Any] = node["select_list"][0]
    return selected


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for inner in (
        tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    ):
        yield from _nodes(inner)


def _refusal(engine: Engine, node: dict[str, Any]) -> str | None:
    kind = node.get("class")
    if kind == "FUNCTION":
        return _function_refusal(engine, str(node["function_name"]))
    if kind == "COLUMN_REF" and node["column_names"][-1].lower() in (
        "current_date",
        "current_timestamp",
    ):
        return "the clock"
    return REFUSED.get(str(kind))


def _function_refusal(engine: Engine, name: str) -> str | None:
    aggregate, changing = engine.row(
        "SELECT bool_or(function_type = 'aggregate'), bool_or(stability <> 'CONSISTENT')"
        " FROM duckdb_functions() WHERE function_name = ?",
        [name.lower()],
    )
    if aggregate:
        return f"the aggregate {name}()"
    return f"{name}(), which changes between runs" if changing else None


def _unknown_columns(value: str, parsed: dict[str, Any], columns: Collection[str]) -> list[str]:
    """Name every column of an expression that the source lacks; ``{where}`` is filled in later."""
    lower = {column.lower() for column in columns}
    named = [n["column_names"] for n in _nodes(parsed) if n.get("class") == "COLUMN_REF"]
    unknown = [".".join(path) for path in named if lower.isdisjoint(p.lower() for p in path)]
    return [_lacking(value, name, columns) for name in dict.fromkeys(unknown)]


def _lacking(value: str, name: str, columns: Collection[str]) -> str:
    inside = "" if name == value.strip() else f" in {value!r}"
    return (
        f"names the column {name!r}{inside}, which {{where}} lacks. {known_columns(name, columns)}"
    )
