"""The MLflow store of a project folder: ``mlruns/mlflow.db``, with files in ``mlruns/artifacts/``.

MLflow alone breaks in three ways that happen here: two first runs at once crash each other, a
process killed while the tables are made leaves a database that never opens again, and absolute
paths inside the database go stale when the folder is moved. So the store is opened under a lock,
a new database is made aside and moved into place whole, and paths of a former place are rewritten.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import mlflow
from filelock import FileLock, Timeout
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
from sqlalchemy import URL

from src.errors import StoreError
from src.tracking.killed import close_killed_runs

DATABASE = "mlflow.db"
ASIDE = "new-"  # a database being made; who holds the lock deletes what an earlier holder left
LOCK_SECONDS = 120  # making a database takes 3 s, 30 s on a crowded machine
BUSY_SECONDS = 20  # how long one writer waits for another, as in MLflow itself
ARTIFACTS = "/mlruns/artifacts/"  # every path in the database is <project folder> + this + ...
PATHS = (  # where MLflow 3.17 keeps absolute paths
    ("experiments", "artifact_location"),
    ("runs", "artifact_uri"),
    ("logged_models", "artifact_location"),
    ("model_versions", "source"),
    ("model_versions", "storage_location"),
)


@dataclass(frozen=True)
class Store:
    """An open store: the project folder (absolute), and the client that reads and writes it."""

    root: Path
    client: MlflowClient


def open_store(root: Path) -> Store:
    """Open the store of a project folder, making it on first use.

    MLflow's own functions (``mlflow.log_...``) write to this store from here on.

    Parameters
    ----------
    root
        The project folder, which holds ``mlruns/``; it need not be the working directory.

    Raises
    ------
    StoreError
        The database is not one, belongs to another version of MLflow, or stays locked.
    """
    root = root.resolve()
    database = root / "mlruns" / DATABASE
    database.parent.mkdir(parents=True, exist_ok=True)
    with locked(root):
        for left in database.parent.glob(f"{ASIDE}*"):
            left.unlink()
        if not database.exists() or not database.stat().st_size:
            _create(database)
        _check_readable(database)
        client = _connected(_uri(database))
        _rewrite_paths(database, root.as_uri())
        close_killed_runs(client)
    return Store(root, client)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the store alone; the operating system frees the lock of a process that dies."""
    try:
        with FileLock(root / "mlruns" / ".lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise StoreError(
            f"mlruns/.lock has been held by another process for {LOCK_SECONDS} s. "
            "Wait for that training to end, or end it, and run again."
        ) from error


def experiment_of(store: Store, dataset: str) -> str:
    """Return the id of the data set's experiment; it is made, or brought back, when need be."""
    with locked(store.root):
        found = store.client.get_experiment_by_name(dataset)
        if found is None:
            location = f"{store.root.as_uri()}{ARTIFACTS}{dataset}"
            return store.client.create_experiment(dataset, artifact_location=location)
        if found.lifecycle_stage == "deleted":
            store.client.restore_experiment(found.experiment_id)
        return found.experiment_id


def _uri(database: Path) -> str:
    return URL.create("sqlite", database=str(database)).render_as_string()


def _create(database: Path) -> None:
    aside = database.with_name(f"{ASIDE}{os.getpid()}.db")
    artifacts = database.parents[1].as_uri() + ARTIFACTS
    made = SqlAlchemyStore(_uri(aside), artifacts)  # type: ignore[no-untyped-call]
    made.engine.dispose()
    with closing(sqlite3.connect(aside)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")  # stays on: a writer no longer stops readers
    aside.replace(database)


def _check_readable(database: Path) -> None:
    """Find out in a moment what MLflow finds out by trying again for two minutes."""
    try:
        with closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"mlruns/{DATABASE} cannot be read as a SQLite database: {error}. Restore it from a "
            "backup, or move it away: the next training then makes a new one, which does not know "
            "the runs and models so far."
        ) from error


def _connected(uri: str) -> MlflowClient:
    try:
        client = MlflowClient(tracking_uri=uri, registry_uri=uri)
    except MlflowException as error:
        if "out-of-date database schema" not in error.message:
            raise
        raise StoreError(
            f"mlruns/{DATABASE} was written by another version of MLflow than the one installed, "
            f"{mlflow.__version__}. If that was an older one: copy the file as a backup, then run, "
            f"in the project folder, `mlflow db upgrade sqlite:///mlruns/{DATABASE}`. "
            "If it was a newer one, install that one again (`make setup`)."
        ) from error
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    return client


def _rewrite_paths(database: Path, here: str) -> None:
    """Point every stored path to where the project folder is today, in one transaction."""
    with closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as connection, connection:
        stored = connection.execute("SELECT DISTINCT artifact_location FROM experiments")
        places = {path.rpartition(ARTIFACTS)[0] for (path,) in stored.fetchall()}
        for there in places - {here, ""}:
            for table, column in PATHS:
                connection.execute(
                    f"UPDATE {table} SET {column} = :here || substr({column}, length(:there) + 1)"  # noqa: S608 - the names are ours
                    f" WHERE substr({column}, 1, length(:home)) = :home",
                    {"here": here, "there": there, "home": there + ARTIFACTS},
                )
