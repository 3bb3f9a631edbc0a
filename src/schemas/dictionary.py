"""The data dictionary: what the canonical tables are, printed."""

from collections.abc import Iterable

from src.schemas import TABLES
from src.schemas.column import Column, Table


def dictionary(tables: Iterable[Table] = TABLES.values()) -> str:
    """Return the data dictionary as Markdown, one section per table; see ``data/README.md``."""
    return "\n\n".join(_section(table) for table in tables)


def _section(table: Table) -> str:
    required = [f"`{c.name}`" for c in table.takes if c.required]
    optional = [f"`{c.name}`" for c in table.takes if not c.required]
    intro = f"One row per {table.grain}."
    if table.kind:
        intro += f" Kind of data: {table.kind}."
    if required:
        intro += f" Map {', '.join(required)}"
        intro += f"; optionally {', '.join(optional)}." if optional else "."
    if table.rules:
        intro += f" Impossible: {', '.join(f'{r.column} {r.breach}' for r in table.rules)}."
    return "\n".join(
        [
            f"### `{table.name}`",
            "",
            intro,
            "",
            "| column | type | unit | meaning | personal |",
            "|---|---|---|---|---|",
            *(_row(column) for column in table.columns),
        ]
    )


def _row(c: Column) -> str:
    meaning = f"{c.meaning}: {', '.join(c.codes)}" if c.codes else c.meaning
    return f"| `{c.name}` | {c.type} | {c.unit} | {meaning} | {c.personal} |"
