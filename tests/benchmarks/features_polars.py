"""The 50 features by hand in polars, lazy and streaming."""

import sys
from pathlib import Path

import polars as pl

C = pl.col
AGE, NET, GAP = C("age"), C("net"), C("gap")
CUSTOMER = "customer_id"


def features(folder, cutoff):
    """Return the features of customers with an order day before the cutoff, not computed yet."""
    orders = _seen(folder / "orders.parquet", cutoff, "ordered_day")
    events = _seen(folder / "interactions.parquet", cutoff, "happened_day")
    active = events.select(CUSTOMER, "happened_day").unique().group_by(CUSTOMER)
    tables = [
        _of_orders(orders),
        _of_events(events),
        active.agg(active_days_count=pl.len()),
        _of_visits(events),
    ]
    found = _of_days(orders, cutoff)
    for table in tables:
        found = found.join(table, on=CUSTOMER, how="left")
    counts = pl.selectors.ends_with("_count", "_30d", "_90d") - pl.selectors.by_name(
        "discount_share_90d"
    )
    return found.with_columns(counts.fill_null(0), cutoff_day=pl.lit(cutoff))


def _seen(path, cutoff, day):
    age = cutoff - C(day)
    return pl.scan_parquet(path).filter(C(day) < cutoff).with_columns(age=age)


def _over(above, below):
    return above / pl.when(below > 0).then(below)


def _count(where):
    return where.sum().cast(pl.Int64)


def _of_days(orders, cutoff):
    days = orders.group_by(CUSTOMER, "ordered_day").agg(C("net").sum(), C("refund").sum())
    days = days.with_columns(C("net").round(6)).filter((C("net") > 0) | (C("refund") == 0))
    days = days.sort(CUSTOMER, "ordered_day").with_columns(age=cutoff - C("ordered_day"))
    same = C(CUSTOMER) == C(CUSTOMER).shift(1)
    days = days.with_columns(gap=pl.when(same).then(C("ordered_day").diff()))
    windows = (30, 90, 365)
    found = days.group_by(CUSTOMER).agg(
        *(_count(AGE <= d).alias(f"orders_{d}d") for d in windows),
        *(NET.filter(AGE <= d).sum().alias(f"net_{d}d") for d in windows),
        recency_days=AGE.min(),
        T_days=AGE.max(),
        orders_count=pl.len().cast(pl.Int64),
        net_sum=NET.sum(),
        net_max=NET.max(),
        net_min=NET.min(),
        net_median=NET.median(),
        net_sd=NET.std(),
        gap_median_days=GAP.median(),
        gap_sd_days=GAP.std(),
        gap_max_days=GAP.max(),
        gap_last_days=GAP.sort_by("ordered_day").last(),
        weekend=_count((C("ordered_day") + 3) % 7 >= 5),
    )
    n, first = C("orders_count"), C("T_days")
    found = found.with_columns(
        t_x_days=first - C("recency_days"),
        net_mean=C("net_sum") / n,
        net_90d_mean=_over(C("net_90d"), C("orders_90d")),
        net_trend_ratio=_over(
            C("net_90d") / pl.min_horizontal(first, pl.lit(90)) * first, C("net_sum")
        ),
        weekend_share=C("weekend") / n,
    )
    found = found.with_columns(
        net_cv_ratio=_over(C("net_sd"), C("net_mean")), gap_mean_days=_over(C("t_x_days"), n - 1)
    )
    return found.with_columns(overdue_ratio=C("recency_days") / C("gap_mean_days")).drop(
        "net_sd", "weekend"
    )


def _of_orders(orders):
    bought, recent, hour = C("net") > 0, AGE <= 90, C("ordered_hour")
    listed, n = C("net") + C("refund") + C("discount"), pl.len()
    return orders.group_by(CUSTOMER).agg(
        evening_share=_over((bought & (hour >= 17)).sum(), bought.sum()),
        night_share=_over((bought & (hour < 6)).sum(), bought.sum()),
        discount_share=_over(C("discount").sum(), listed.sum()),
        discount_share_90d=_over(C("discount").filter(recent).sum(), listed.filter(recent).sum()),
        discounted_order_share=(C("discount") > 0).sum() / n,
        coupon_share=_over(C("coupon").sum(), listed.sum()),
        lines_mean=C("lines").sum() / n,
        quantity_mean=C("quantity").sum() / n,
        refund_rate=_over(C("refund").sum(), (C("net") + C("refund")).sum()),
        refund_order_share=(C("refund") > 0).sum() / n,
    )


def _of_events(events):
    kind = C("type")
    return events.group_by(CUSTOMER).agg(
        interactions_count=pl.len().cast(pl.Int64),
        interactions_30d=_count(AGE <= 30),
        interactions_90d=_count(AGE <= 90),
        visit_recency_days=AGE.min(),
        activity_weekend_share=((C("happened_day") + 3) % 7 >= 5).mean(),
        logins_30d=_count((kind == "login") & (AGE <= 30)),
        downloads_90d=_count((kind == "download") & (AGE <= 90)),
        interaction_types_count=kind.drop_nulls().n_unique(),
        activity_channel_web_share=(C("channel") == "web").mean(),
        device_mobile_share=(C("device") == "mobile").mean(),
    )


def _of_visits(events):
    kind = C("type")
    visits = events.filter(C("session").is_not_null())
    visits = visits.group_by(CUSTOMER, "session", "age").agg(
        events=pl.len(),
        cart=(kind == "cart").any(),
        bought=kind.is_in(["checkout", "purchase", "order"]).any(),
    )
    cart = C("cart")
    return visits.group_by(CUSTOMER).agg(
        sessions_count=pl.len(),
        session_events_mean=C("events").sum() / pl.len(),
        cart_abandoned_share=_over((cart & ~C("bought")).sum(), cart.sum()),
        cart_recency_days=AGE.filter(cart).min(),
    )


if __name__ == "__main__":
    folder, out, *cutoffs = sys.argv[1:]
    for day in cutoffs:
        features(Path(folder), int(day)).sink_parquet(Path(out) / f"{day}.parquet")
