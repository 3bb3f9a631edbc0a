"""What features cost: 1 M customers and 50 M events, at one and at six cutoffs.

``make bench``, or ``python -m tests.benchmarks.bench_features [CUSTOMERS [FOLDER]]``. Every
contender is a whole process (imports, reading, computing, writing Parquet) with two threads; they
take turns, so that what else the machine does meets all of them. CPU seconds are of all threads.
All but the floor and the whole catalogue must come to the same features, or the bench fails.
"""

import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import duckdb

from tests.benchmarks.events import cutoffs, made

CUSTOMERS = 1_000_000
RUNS_SMALL, RUNS, SMALL = 3, 2, 200_000  # runs up to so many customers, and above
TOLERANCE = 1e-6  # relative, or absolute below 1
KEY = ("cutoff_day", "customer_id")
MODULE = "tests.benchmarks.features_"


@dataclass(frozen=True)
class Contender:
    """A process to time; ``same`` tells whether it computes the 50 features."""

    name: str
    engine: str
    what: str = ""
    cutoffs: int = 1
    chunks: int = 1
    memory: str = "8GB"
    same: bool = True

    def command(self, folder, out):
        """Return how it is started."""
        places, days = [str(folder), str(out)], [str(day) for day in cutoffs(self.cutoffs)]
        asked = [*places, *days]
        if self.engine == "engine":
            asked = [self.what, *places, str(self.chunks), self.memory, *days]
        return [sys.executable, "-m", MODULE + self.engine, *asked]


CONTENDERS = (
    Contender("floor: scan of the columns", "engine", "floor", same=False),
    Contender("SQL by hand", "engine", "sql"),
    Contender("ours", "engine", "ours"),
    Contender("SQL by hand, 4 chunks", "engine", "sql", chunks=4),
    Contender("ours, 4 chunks", "engine", "ours", chunks=4),
    Contender("ours, 16 chunks, 1 GB", "engine", "ours", chunks=16, memory="1GB"),
    Contender("ours, whole catalogue, 4 chunks", "engine", "whole", chunks=4, same=False),
    Contender("pandas", "pandas"),
    Contender("polars", "polars"),
    Contender("SQL by hand, 12 chunks", "engine", "sql", 6, chunks=12),
    Contender("ours, 12 chunks", "engine", "ours", 6, chunks=12),
    Contender("ours, 16 chunks, 1 GB", "engine", "ours", 6, chunks=16, memory="1GB"),
    Contender("ours, whole catalogue, 12 chunks", "engine", "whole", 6, chunks=12, same=False),
    Contender("ours, a loop", "engine", "loop", 6),
    Contender("pandas, a loop", "pandas", cutoffs=6),
    Contender("polars, a loop", "polars", cutoffs=6),
)


def run(command, log):
    """Return the CPU seconds and the peak memory in GB of a process; None where it failed."""
    with log.open("w") as lines:
        child = subprocess.Popen(command, stdout=lines, stderr=lines)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return (used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20) if status == 0 else None


def aside(function, *values):
    """Call a function in a process of its own: a child's peak memory begins with its parent's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(function, *values).result()


def differences(found, expected):
    """Return the columns of two sets of files that disagree, and "rows" where those differ."""
    files = [
        str(next(folder.glob("*.parquet")).parent / "*.parquet") for folder in (found, expected)
    ]
    with duckdb.connect() as con:
        f, e = (con.read_parquet(name) for name in files)
        names = [name for name in e.columns if name not in KEY]
        rows = f.set_alias("f").join(e.set_alias("e"), ", ".join(KEY), "outer")
        apart = ", ".join(
            f'count(*) FILTER ((f."{n}" IS NULL) <> (e."{n}" IS NULL)'
            f' OR abs(f."{n}" - e."{n}") > {TOLERANCE} * greatest(1, abs(e."{n}")))'
            for n in names
        )
        missing = "count(*) - count(f.recency_days) + count(*) - count(e.recency_days)"
        counts = rows.aggregate(f"{missing}, {apart}").fetchall()[0]
    return [name for name, count in zip(["rows", *names], counts, strict=True) if count]


def timed(folder, runs):
    """Return what each contender that is installed took, in turns; all must agree."""
    present = [c for c in CONTENDERS if c.engine == "engine" or importlib.util.find_spec(c.engine)]
    times, expected = {contender: [] for contender in present}, {}
    for _ in range(runs):
        for number, contender in enumerate(present):
            out = folder / "out" / str(number)
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir(parents=True)
            found = run(contender.command(folder, out), out / "log")
            times[contender].append(found)
            if found and contender.same:
                apart = aside(differences, out, expected.setdefault(contender.cutoffs, out))
                if apart:
                    sys.exit(f"{contender.name}, {contender.cutoffs} cutoffs: {apart} differ")
    return times


def table(times):
    """Return medians, and ratios to the query by hand of as many cutoffs, as Markdown."""
    hand = {}
    yield "| cutoffs | | CPU seconds | to SQL by hand | peak GB |"
    yield "|---|---|---|---|---|"
    for contender, found in times.items():
        line = f"| {contender.cutoffs} | {contender.name}"
        if None in found:
            yield f"{line} | failed | | |"
            continue
        seconds, peak = (statistics.median(column) for column in zip(*found, strict=True))
        if contender.what == "sql":
            hand.setdefault(contender.cutoffs, seconds)
        ratio = f"{seconds / hand[contender.cutoffs]:.2f}" if contender.cutoffs in hand else ""
        yield f"{line} | {seconds:.1f} | {ratio} | {peak:.2f} |"


def main(customers, place):
    """Print the table."""
    times = timed(aside(made, place, customers), RUNS_SMALL if customers <= SMALL else RUNS)
    sys.stdout.write("\n".join([f"{customers:,} customers", "", *table(times), ""]))


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS
    if len(sys.argv) > 2:
        main(size, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as name:
            main(size, Path(name))
