"""Every source staged and checked: what its rows are worth, before anybody is named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from src.engine import Engine
from src.ingest.rows import has_texts
from src.quality.categories import drop_free_text
from src.quality.checks import check
from src.quality.drift import Load, load_of
from src.quality.orphans import orphans
from src.quality.quarantine import Account, kept_rows, mended, set_aside
from src.quality.repeats import noted_repeats, remove_repeats
from src.schemas import TABLES
from src.sources.mapping import UNIQUE_KEY, Mapped, row_counts
from src.unify.customers import secret
from src.unify.erasure import NOBODY, Marks, leave_out
from src.unify.unheard import unheeded
from src.unify.words import note_names

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Staged:
    """Sources with what is wrong with every row: staged tables, accounts and loads, by source."""

    staged: Mapping[str, str]
    accounts: tuple[Account, ...]
    loads: tuple[Load, ...]


def check_sources(
    engine: Engine,
    mapped: Mapping[str, Mapped],
    taken_on: date | None,
    out: Path,
    progress: Progress,
    forgotten: Marks = NOBODY,
) -> Staged:
    """Stage and check every source; rows that cannot be used go to ``out / "quarantine"``.

    Rows of those who were forgotten go nowhere.
    """
    staged: dict[str, str] = {}
    counts, loads = {}, []
    for done, (name, source) in enumerate(mapped.items()):
        progress(f"reading {name}", 0.05 + 0.5 * done / len(mapped))
        counts[name] = row_counts(engine, source)
        rules = TABLES[source.table].rules
        staged[name] = check(engine, source.view, source.columns, rules, taken_on, source.raw.where)
    if has_texts(mapped):
        note_names(engine, [staged[n] for n, one in mapped.items() if one.table == "profiles"])
    left_out = leave_out(engine, staged, forgotten, secret())
    accounts = []
    for name, source in mapped.items():
        rows = (*counts[name], left_out.get(name, 0))
        accounts.append(_account(engine, source, staged[name], rows, out))
        loads.append(load_of(engine, staged[name], name, source.columns))
    return Staged(staged, tuple(accounts), tuple(loads))


def _account(
    engine: Engine, mapped: Mapped, staged: str, counts: tuple[int, int, int], out: Path
) -> Account:
    dropped = drop_free_text(engine, staged, mapped.columns)
    unique = UNIQUE_KEY.name if UNIQUE_KEY in mapped.columns else None
    repeated = remove_repeats(engine, staged, unique)
    rows, reasons = set_aside(engine, staged, out / "quarantine" / f"{mapped.source}.parquet")
    nulled, rewritten = mended(engine, staged, mapped.columns)
    return Account(
        source=mapped.source,
        table=mapped.table,
        where=mapped.raw.where,
        read_rows=counts[0],
        filtered_rows=counts[1],
        kept_rows=kept_rows(engine, staged),
        quarantined_rows=rows,
        repeated_rows=repeated,
        forgotten_rows=counts[2],
        reasons=reasons,
        nulled=nulled,
        rewritten=rewritten,
        noted={**mapped.noted, **dropped, **noted_repeats(engine, staged, mapped.columns)},
        unheeded_rows=unheeded(engine, staged) if mapped.table == "consents" else 0,
    )


def with_orphans(
    engine: Engine, checked: Staged, sorts: Mapping[str, str | None]
) -> tuple[Account, ...]:
    """Note in each account the rows whose customer no profile with keys of that sort tells of.

    ``sorts`` is what a source's keys number.
    """
    staged, accounts = checked.staged, checked.accounts
    found = []
    for account in accounts:
        profiles = [
            staged[other.source]
            for other in accounts
            if other.table == "profiles" and sorts[other.source] == sorts[account.source]
        ]
        found.append(orphans(engine, staged[account.source], profiles))
    return tuple(replace(a, noted={**a.noted, **f}) for a, f in zip(accounts, found, strict=True))
