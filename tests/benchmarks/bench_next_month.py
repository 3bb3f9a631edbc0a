"""What describing customers costs a month after it was done: ``python -m ... FOLDER [CUSTOMERS]``.

Made-up events of a thousand days, described at the cutoffs of a training with a horizon of 91 days.
A month before, the last thirty days were not there, nor some older orders of one customer in 256.
Each way is a process of its own; CPU seconds are of all threads.
"""

import os
import shutil
import sys
from pathlib import Path
from subprocess import Popen

import narwhals.stable.v2 as nw

from src.engine import open_engine, read
from src.modeling.splits import judged_cutoff, past
from src.stages.keeping import Kept, describe_changed
from src.stages.planning import Plan, earlier_pasts
from src.stages.snapshots import describe
from src.workspace import publish
from tests.benchmarks.events import DAYS, FIRST_DAY, made
from tests.benchmarks.features_engine import ALL, THREADS

END, MONTH, HORIZON = FIRST_DAY + DAYS, 30, 91
DATED = {"orders": "ordered_day", "interactions": "happened_day"}
CHUNK = 50_000
CUSTOMERS = 200_000


def moments(end):
    """Return the cutoffs of a training at the end of the data."""
    judged = past(FIRST_DAY, judged_cutoff(None, end, HORIZON), HORIZON, MONTH, 12)
    today = past(FIRST_DAY, end, HORIZON, MONTH, 12)
    earlier = earlier_pasts(FIRST_DAY, judged, HORIZON)
    return Plan(FIRST_DAY, HORIZON, None, judged, today, earlier).moments


def known(tables, end):
    """Return the tables as they were before ``end``, when some orders had not come in."""
    before = {name: table.filter(nw.col(DATED[name]) < end) for name, table in tables.items()}
    late = (nw.col("bucket") == 3) & (nw.col("ordered_hour") == 5)
    return before | {"orders": before["orders"].filter(~late)}


def work(what, folder, customers):
    """Describe at once, or with what is kept; ``month before`` leaves it to be found."""
    with open_engine("4GB", THREADS, folder / "work") as engine:
        tables = {name: read(engine, folder / f"{name}.parquet") for name in DATED}
        asof, size = moments(END), (customers, CHUNK)
        if what == "month before":
            tables, asof = known(tables, END - MONTH), moments(END - MONTH)
        if what == "at once":
            found = describe(tables, asof, ALL, *size, lambda *_: None)
        else:
            kept = Kept(engine, folder, engine.work / "done")
            found = describe_changed(tables, asof, ALL, size, kept, lambda *_: None)
            publish(engine.work / "done", folder / "built")
    sys.stdout.write(f"{what}: {len(asof.cutoffs)} cutoffs, {len(found.cutoff_day):,} rows, ")


def main(folder, customers):
    """Print a line for each way."""
    folder = made(folder, customers)
    shutil.rmtree(folder / "built", ignore_errors=True)
    for what in ("at once", "month before", "month after", "again"):
        place = [str(folder), str(customers)]
        with Popen([sys.executable, "-m", __spec__.name, *place, what]) as child:
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        sys.stdout.write(
            f"{used.ru_utime + used.ru_stime:.1f} CPU seconds, {used.ru_maxrss / 2**20:.1f} GB\n"
        )
    kept = sum(path.stat().st_size for path in (folder / "built").rglob("*.parquet"))
    sys.stdout.write(f"{kept / 2**20:.0f} MB are kept\n")


if __name__ == "__main__":
    place, size = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CUSTOMERS
    if len(sys.argv) > 3:
        work(sys.argv[3], place, size)
    else:
        main(place, size)
