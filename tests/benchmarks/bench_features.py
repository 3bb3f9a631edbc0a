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
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.benchmarks.events import cutoffs, made

CUSTOMERS = 1_000_000
CHUNK_CUSTOMERS = 125_000
RUNS_SMALL, RUNS, SMALL = 3, 2, 200_000  # runs up to so many customers, and above
TOLERANCE = 1e-6
MODULE = "tests.benchmarks.features_"


@dataclass(frozen=True)
class Contender:
    """A process to time; ``same`` tells whether it computes the 49 features."""

    name: str
    engine: str
    what: str = ""
    cutoffs: int = 1
    chunked: bool = False
    memory: str = "8GB"
    same: bool = True

    def command(self, folder, out, customers):
        """Return how it is started."""
        days = [str(day) for day in cutoffs(self.cutoffs)]
        chunks = max(2, customers // CHUNK_CUSTOMERS) if self.chunked else 1
        own = [str(chunks), self.memory] if self.engine == "engine" else []
        what = [self.what] if self.what else []
        return [sys.executable, "-m", MODULE + self.engine, *what, str(folder), str(out), *own, *days]


CONTENDERS = (
    Contender("floor: scan of the columns", "engine", "floor", same=False),
    Contender("SQL by hand", "engine", "sql"),
    Contender("ours", "engine", "ours"),
    Contender("SQL by hand, chunks", "engine", "sql", chunked=True),
    Contender("ours, chunks", "engine", "ours", chunked=True),
    Contender("ours, chunks, 1 GB", "engine", "ours", chunked=True, memory="1GB"),
    Contender("ours, whole catalogue, chunks", "engine", "whole", chunked=True, same=False),
    Contender("pandas", "pandas"),
    Contender("polars", "polars"),
    Contender("SQL by hand, chunks", "engine", "sql", 6, chunked=True),
    Contender("ours, chunks", "engine", "ours", 6, chunked=True),
    Contender("ours, chunks, 1 GB", "engine", "ours", 6, chunked=True, memory="1GB"),
    Contender("ours, whole catalogue, chunks", "engine", "whole", 6, chunked=True, same=False),
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


def differences(found, expected):
    """Return the columns of two sets of files that disagree, and how many rows they have."""
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW f AS FROM '{found}/*.parquet'")
        con.execute(f"CREATE VIEW e AS FROM '{expected}/*.parquet'")
        names = [n for n in con.table("e").columns if n not in {"cutoff_day", "customer_id"}]
        apart = ", ".join(
            f'count(*) FILTER ((f."{n}" IS NULL) <> (e."{n}" IS NULL)'
            f' OR abs(f."{n}" - e."{n}") > {TOLERANCE} * greatest(1, abs(e."{n}"))) AS "{n}"'
            for n in names
        )
        rows = con.execute(
            f"SELECT count(f.customer_id) = count(*) AND count(e.customer_id) = count(*), {apart}"
            " FROM e FULL JOIN f USING (cutoff_day, customer_id)"
        ).fetchone()
        return [n for n, bad in zip(["rows", *names], [not rows[0], *rows[1:]], strict=True) if bad]


def main(customers, place):
    """Print the table: medians, and ratios to the query by hand of as many cutoffs."""
    folder = made(place, customers)
    runs = RUNS_SMALL if customers <= SMALL else RUNS
    present = [c for c in CONTENDERS if c.engine == "engine" or importlib.util.find_spec(c.engine)]
    times, outs = {c: [] for c in present}, {}
    for turn in range(runs):
        for contender in present:
            out = folder / "out" / f"{present.index(contender)}"
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir(parents=True)
            times[contender].append(run(contender.command(folder, out, customers), out / "log"))
            first = outs.setdefault(contender.cutoffs, out) if contender.same else out
            if contender.same and times[contender][-1] and turn == 0:
                apart = differences(out, first)
                if apart:
                    sys.exit(f"{contender.name}, {contender.cutoffs} cutoffs: {apart} differ")
    by_hand = {c.cutoffs: c for c in reversed(present) if c.what == "sql"}
    print(f"{customers:,} customers, {runs} runs\n")
    print("| cutoffs | | CPU seconds | to SQL by hand | peak GB |\n|---|---|---|---|---|")
    for contender, found in times.items():
        line = f"| {contender.cutoffs} | {contender.name}"
        if None in found:
            print(f"{line} | failed | | |")
            continue
        seconds, peak = (statistics.median(column) for column in zip(*found, strict=True))
        hand = statistics.median(s for s, _ in times[by_hand[contender.cutoffs]])
        print(f"{line} | {seconds:.1f} | {seconds / hand:.2f} | {peak:.2f} |")


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS
    if len(sys.argv) > 2:
        main(size, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as name:
            main(size, Path(name))
