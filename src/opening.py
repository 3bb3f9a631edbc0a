"""A data set opened for a run: canonical tables, the engine they are on, who permits what."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from src.asof import Frame
from src.config import Manifest, merged_settings
from src.engine import Engine, open_engine, read
from src.ingest import Ingested, ingest
from src.manifest import load_manifest
from src.quality.contract import hold
from src.settings import Settings
from src.stages.permission import Permission, permission
from src.stages.snapshots import Progress
from src.unify.consent import Consents, Use
from src.unify.unheard import unreached
from src.workspace import BUILT, run_folder


@dataclass(frozen=True, eq=False)
class Opened:
    """A data set read into canonical tables, in the folder of this run."""

    folder: Path
    manifest: Manifest
    settings: Settings
    engine: Engine
    work: Path
    ingested: Ingested
    tables: Mapping[str, Frame]
    undecided: Mapping[str, Frame] = field(default_factory=dict)


@contextmanager
def opened(folder: Path, overrides: Mapping[str, Any], progress: Progress) -> Iterator[Opened]:
    """Read a data set; everything is computed in a folder of the run's own.

    A notebook holds it open over its cells with `contextlib.ExitStack`.
    """
    manifest = load_manifest(folder)
    settings = merged_settings(manifest, overrides)
    limits = settings.memory_limit, settings.thread_count
    with (
        threadpool_limits(1, "blas"),  # its threads wait for each other more than they compute
        run_folder(folder / BUILT) as work,
        open_engine(*limits, work, settings.on_spark) as engine,
    ):
        out = work / "done" / "tables"
        ingested = ingest(manifest, folder, engine, out, progress, settings.today)
        tables = {name: read(engine, path) for name, path in ingested.tables.items()}
        undecided = {name: read(engine, path) for name, path in ingested.undecided.items()}
        hold(tables)
        yield Opened(folder, manifest, settings, engine, work, ingested, tables, undecided)


def permitted(data: Opened, use: Use) -> Permission:
    """Return what is left of a data set where only those remain who permit a use of them."""
    customers, unsaid = data.ingested.customers, data.manifest.consent.missing
    return permission(data.engine, data.tables, use, unsaid, customers)


def consents_of(data: Opened, uses: Iterable[Use]) -> Consents:
    """Return what customers permit, and how many each use leaves out."""
    found = tuple(permitted(data, use).left_out for use in uses)
    unsaid = data.manifest.consent.missing.model_dump()
    unheeded = sum(account.unheeded_rows for account in data.ingested.accounts)
    silent = unreached(data.tables)
    return Consents("consents" in data.tables, unsaid, found, unheeded, silent)
