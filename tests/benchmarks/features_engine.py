"""The features on DuckDB: ours, and what they are held against.

``python -m tests.benchmarks.features_engine WHAT FOLDER OUT CHUNKS MEMORY DAY...``, where WHAT is a
function below: one whole process per contender, started by `bench_features`.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from src.asof import Asof
from src.engine import BUCKETS, Engine, in_chunks, open_engine, read, write
from src.features.build import Recipe, build
from src.features.norms import Norms

THREADS = 2
SQL = Path(__file__).with_name("features_by_hand.sql").read_text(encoding="utf-8")
NAMES = """
recency_days orders_count orders_30d orders_90d orders_365d net_sum net_30d net_90d net_365d
net_mean net_max net_min net_median net_cv_ratio net_90d_mean net_trend_ratio t_x_days T_days
gap_mean_days gap_median_days gap_sd_days gap_max_days gap_last_days overdue_ratio weekend_share
evening_share night_share discount_share discount_share_90d discounted_order_share coupon_share
lines_mean quantity_mean refund_rate refund_order_share interactions_count interactions_30d
interactions_90d visit_recency_days active_days_count activity_weekend_share logins_30d
downloads_90d interaction_types_count activity_channel_web_share device_mobile_share sessions_count
session_events_mean cart_abandoned_share cart_recency_days
"""
NEEDED = {  # the columns that they are made of
    "orders": "customer_id ordered_day ordered_hour net refund discount coupon quantity lines",
    "interactions": "customer_id happened_day type channel device session",
}
VALUES = {  # common ones, as `fit_norms` finds them
    "type": "visit view cart checkout download login",
    "channel": "web app",
    "device": "mobile desktop tablet",
    "os": "ios android windows mac",
    "referrer": "search mail friend",
}
COMMON = {f"interactions.{name}": {v: v for v in all_.split()} for name, all_ in VALUES.items()}
ALL = Recipe(Norms(COMMON))
ONLY = Recipe(Norms(COMMON), only=frozenset(NAMES.split()))


@dataclass(frozen=True)
class Task:
    """What to describe, and where the answer goes."""

    engine: Engine
    folder: Path
    out: Path
    chunks: int
    days: tuple[int, ...]


def floor(task):
    """Read every value of the needed columns; a plain max is answered by the file's statistics."""
    for name, columns in NEEDED.items():
        most = ", ".join(f"max(hash({column}))" for column in columns.split())
        task.engine.row(f"FROM '{task.folder}/{name}.parquet' SELECT {most}")


def sql(task):
    """Run the query written by hand."""
    one = len(task.days) == 1
    moments = ", ".join(f"({day}::BIGINT)" for day in task.days)
    query = SQL.format(
        key="customer_id" if one else "cutoff_day, customer_id",
        cutoff=task.days[0] if one else "cutoff_day",
        crossed="" if one else f", (VALUES {moments}) AS moment(cutoff_day)",
        last=task.days[-1],
    )
    for chunk in range(task.chunks):
        first, end = (BUCKETS * part // task.chunks for part in (chunk, chunk + 1))
        own = f"WHERE bucket >= {first} AND bucket < {end}" if task.chunks > 1 else ""
        for name in NEEDED:
            task.engine.con.execute(
                f"CREATE OR REPLACE VIEW {name} AS FROM '{task.folder}/{name}.parquet' {own}"
            )
        write(task.engine.con.sql(query), task.out / f"{chunk}.parquet")


def ours(task):
    """Build the catalogue, and keep the features that all contenders compute."""
    for number, rows in enumerate(_built(task, task.days, ONLY)):
        write(rows, task.out / f"{number}.parquet")


def loop(task):
    """Do that at one cutoff after the other."""
    for day in task.days:
        for number, rows in enumerate(_built(task, (day,), ONLY)):
            write(rows, task.out / f"{day}-{number}.parquet")


def whole(task):
    """Build the whole catalogue."""
    for number, rows in enumerate(_built(task, task.days, ALL)):
        write(rows, task.out / f"{number}.parquet")


def _built(task, days, recipe):
    tables = {name: read(task.engine, task.folder / f"{name}.parquet") for name in NEEDED}
    for own in in_chunks(tables, task.chunks, 1):
        yield build(own, Asof(days), recipe)


if __name__ == "__main__":
    what, folder, out, chunks, memory, *days = sys.argv[1:]
    with open_engine(memory, THREADS, Path(out)) as opened:
        {"floor": floor, "sql": sql, "ours": ours, "loop": loop, "whole": whole}[what](
            Task(opened, Path(folder), Path(out), int(chunks), tuple(map(int, days)))
        )
