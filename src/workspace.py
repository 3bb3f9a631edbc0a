"""Where a run works, and how its results take their place: aside first, then moved, file by file.

A run killed at any moment leaves the last good files as they were; its own folder is removed by the
next run.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psutil

BUILT = "built"  # all that is made for a data set, in its folder
PREFIX = ".run-"
OWNER = re.compile(r"\.run-(\d+)-(\d+)-\w+")  # number and start of its process
CLOCK_SECONDS = 5  # the system's idea of when a process started moves when the clock is set


@contextmanager
def run_folder(built: Path) -> Iterator[Path]:
    """Give a run a folder of its own inside ``built``, and remove those whose process is gone."""
    built.mkdir(parents=True, exist_ok=True)
    for left in built.glob(f"{PREFIX}*"):
        if not _is_used(left):
            rmtree(left, ignore_errors=True)
    process = psutil.Process()
    own = Path(mkdtemp(prefix=f"{PREFIX}{process.pid}-{process.create_time():.0f}-", dir=built))
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


def _is_used(folder: Path) -> bool:
    """Tell whether its process lives; another one may bear its number, in containers usually."""
    owner = OWNER.fullmatch(folder.name)
    if owner is None:
        return False
    try:
        started = psutil.Process(int(owner[1])).create_time()
    except psutil.NoSuchProcess:
        return False
    return bool(abs(started - int(owner[2])) < CLOCK_SECONDS)
