"""Where a run works, and how its results take their place: aside first, then moved, file by file.

A run killed at any moment leaves the last good files as they were; its own folder is removed by the
next run.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import psutil

PREFIX = ".run-"


@contextmanager
def run_folder(built: Path) -> Iterator[Path]:
    """Give a run a folder of its own inside ``built``, and remove those whose process is gone."""
    built.mkdir(parents=True, exist_ok=True)
    for left in built.glob(f"{PREFIX}*"):
        if not psutil.pid_exists(int(left.name.removeprefix(PREFIX))):
            rmtree(left, ignore_errors=True)
    own = built / f"{PREFIX}{os.getpid()}"
    own.mkdir(exist_ok=True)
    try:
        yield own
    finally:
        rmtree(own, ignore_errors=True)


def publish(finished: Path, built: Path) -> None:
    """Move every finished file to its place in ``built``; each is replaced whole or not at all."""
    for file in sorted(path for path in finished.rglob("*") if path.is_file()):
        place = built / file.relative_to(finished)
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)
