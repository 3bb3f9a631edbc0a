"""How real the simulated world looks beside two shops, and what it costs to make.

``bench_world.py PEOPLE PICTURE.png``: prints the figures, and draws them. Online Retail (British
customers) and Complete Journey are read from ``../shared/data``, which need not be there.
"""

import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import duckdb
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from src.sources.world.scenario import Scenario
from src.sources.world.simulation import simulate

SHARED = Path(__file__).parents[3] / "shared" / "data"
REAL = {
    "Online Retail": "FROM '{0}/online_retail/onlineretail.parquet' SELECT CustomerID AS who,"
    " InvoiceDate::DATE AS bought_on, Quantity * UnitPrice AS net"
    " WHERE CustomerID IS NOT NULL AND Country = 'United Kingdom'",
    "Complete Journey": "FROM '{0}/completejourney/transactions.parquet' SELECT"
    " household_id AS who, transaction_timestamp::DATE AS bought_on, sales_value AS net",
}
WORLD = "FROM '{0}/truth/orders.parquet' SELECT person AS who, ordered_on AS bought_on, net"
FILES = {"Online Retail": "online_retail", "Complete Journey": "completejourney"}


def purchases(query):
    """Return one row per customer and day with positive net, and the days since the last one."""
    return duckdb.sql(
        f"FROM (FROM ({query}) SELECT who, bought_on, sum(net) AS net GROUP BY ALL"
        " HAVING sum(net) > 0) SELECT who, net,"
        " bought_on - lag(bought_on) OVER (PARTITION BY who ORDER BY bought_on) AS gap_days"
    ).df()


def figures(bought):
    """Return the figures that are compared."""
    gaps, net = bought["gap_days"].dropna(), bought["net"]
    orders = bought.groupby("who").size()
    return {
        "customers": len(orders),
        "gap between orders, median days": gaps.median(),
        "gap, 90th percentile": gaps.quantile(0.9),
        "gaps over 90 days": (gaps > 90).mean(),
        "spend per order, median": net.median(),
        "spend, 90th percentile / median": net.quantile(0.9) / net.median(),
        "spend, 99th percentile / median": net.quantile(0.99) / net.median(),
        "orders per customer, mean": orders.mean(),
        "orders per customer, median": orders.median(),
        "one-time customers": (orders == 1).mean(),
    }


def draw(shops, path):
    """Draw the distributions of every shop."""
    figure, axes = plt.subplots(1, 3, figsize=(13, 4), layout="constrained")
    for name, bought in shops.items():
        gaps, net = np.sort(bought["gap_days"].dropna()), np.sort(bought["net"])
        orders = np.sort(bought.groupby("who").size())
        for axis, values in zip(axes, (gaps, net / np.median(net), orders), strict=True):
            axis.plot(values, np.linspace(1, 0, len(values)), label=name)
    titles = ("days between orders", "spend per order / median", "orders per customer")
    for axis, title in zip(axes, titles, strict=True):
        axis.set(xscale="log", xlabel=title, ylabel="share above", ylim=(0, 1))
        axis.grid(alpha=0.3)
    axes[0].set_xlim(0.9, 400)
    axes[1].set_xlim(0.05, 30)
    axes[0].legend()
    figure.savefig(path, dpi=110)


def main(people, picture):
    """Make a world, print its figures beside those of the shops, and draw them."""
    mpl.use("Agg")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = perf_counter()
        made = simulate(folder, Scenario(int(people), 7), lambda _what, _share: None)
        seconds = perf_counter() - start
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        raw = sum(path.stat().st_size for path in (folder / "raw").iterdir()) / 1e6
        rows = sum(count for name, count in made.rows.items() if name.startswith("raw/"))
        shops = {"the world": purchases(WORLD.format(folder))}
    for shop, query in REAL.items():
        if (SHARED / FILES[shop]).is_dir():
            shops[shop] = purchases(query.format(SHARED))
    sys.stdout.write(
        f"{int(people):,} people: {seconds:.1f} s, peak {peak_mb:.0f} MB,"
        f" {rows:,} rows and {raw:.0f} MB in raw/\n"
    )
    table = pd.DataFrame({shop: figures(bought) for shop, bought in shops.items()})
    sys.stdout.write(table.round(3).to_string() + "\n")
    draw(shops, picture)


if __name__ == "__main__":
    main(*sys.argv[1:])
