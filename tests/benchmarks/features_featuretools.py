"""What featuretools takes for about as many features of few customers, at one cutoff.

It needs pandas < 3 and setuptools < 81, so an environment of its own; it computes what its
primitives offer, not our definitions. ``python features_featuretools.py FOLDER DAY CUSTOMERS``.
"""

import resource
import sys
from pathlib import Path
from time import process_time

import featuretools as ft
import pandas as pd

DAY_0 = pd.Timestamp("1970-01-01")


def tables(folder, customers):
    """Return the events of the first customers, with times as featuretools wants them."""
    kept = pd.read_parquet(folder / "orders.parquet", columns=["customer_id"]).drop_duplicates()
    found = {"customers": kept.head(customers)}
    for name, day in (("orders", "ordered_day"), ("interactions", "happened_day")):
        rows = pd.read_parquet(folder / f"{name}.parquet")
        rows = rows[rows["customer_id"].isin(found["customers"]["customer_id"])]
        rows = rows.assign(at=DAY_0 + pd.to_timedelta(rows[day], unit="D"))
        found[name] = rows.reset_index(drop=True).rename_axis("row").reset_index()
    return found


def main(folder, day, customers):
    """Print how many features, CPU seconds beyond reading, and peak memory."""
    found = tables(folder, customers)
    start = process_time()
    known = ft.EntitySet("shop").add_dataframe(found["customers"], "customers", "customer_id")
    for name in ("orders", "interactions"):
        known = known.add_dataframe(found[name], name, "row", time_index="at")
        known = known.add_relationship("customers", "customer_id", name, "customer_id")
    matrix, _ = ft.dfs(
        entityset=known,
        target_dataframe_name="customers",
        cutoff_time=DAY_0 + pd.Timedelta(days=day - 1),  # featuretools includes the moment itself
        agg_primitives=[
            "count",
            "sum",
            "mean",
            "median",
            "std",
            "max",
            "min",
            "num_unique",
            "mode",
        ],
        trans_primitives=[],
        ignore_columns={"orders": ["due_day", "paid_day", "bucket"], "interactions": ["bucket"]},
    )
    seconds = process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    sys.stdout.write(
        f"{len(matrix):,} customers, {matrix.shape[1]} features: {seconds:.1f} s, {peak:.2f} GB\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
