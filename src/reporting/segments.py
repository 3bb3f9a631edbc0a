"""Segments in the report: a table per scheme, what is lacking for others, and who moved."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from src.reporting.canvas import INK, WIDTH, blank, drawing, folded
from src.reporting.findings import Findings
from src.reporting.formats import DASH, money, number, percent
from src.reporting.tables import Heading
from src.segments.scheme import NOT_KNOWN
from src.segments.told import Told

FEWEST = 20  # customers; of fewer only the number is told
OPEN = ("RFM", "lifecycle")  # the tables that are not folded
DRAWN = "lifecycle"
PALE = 0.5  # share below which letters are dark


@dataclass(frozen=True)
class SegmentRow:
    """A segment, why a customer is in it, and its key figures as text."""

    name: str
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SchemeTable:
    """A scheme, ready to print."""

    title: str
    summary: str
    headings: tuple[Heading, ...]
    rows: tuple[SegmentRow, ...]
    is_open: bool


def scheme_tables(findings: Findings) -> tuple[SchemeTable, ...]:
    """Print every scheme that tells customers apart."""
    segments = findings.segments
    return tuple(_table(findings, one) for one in segments.told if one.tells_apart)


def lacking(findings: Findings) -> tuple[str, ...]:
    """Say which families of segments these data cannot have, and which say the same of all."""
    segments = findings.segments
    alike = [
        f"{_title(one)}: everybody is in one, {one.table['segment'].iloc[0]}"
        for one in segments.told
        if not one.tells_apart
    ]
    absent = [f"{_titled(one.name, one.family)}: needs {one.lacking}" for one in segments.absent]
    return (*absent, *alike)


def movement_figure(findings: Findings) -> Figure | None:
    """Draw who moved from which stage of the lifecycle to which; None where nobody is told of."""
    moves = next((one.moves for one in findings.segments.told if one.name == DRAWN), None)
    if moves is None or moves.empty:
        return None
    moves = moves.loc[moves.sum(axis=1) >= FEWEST]
    if moves.empty:
        return None
    whole = moves.sum(axis=1)
    shares = moves.div(whole, axis=0)
    days, n = findings.segments.days, int(whole.sum())
    told = [
        f"of {number(whole.loc[str(then)])} {then} then, "
        + ", ".join(f"{percent(share)} are {now} now" for now, share in row.items() if share)
        for then, row in shares.iterrows()
    ]
    alt = f"Lifecycle {days} days ago and today, {number(n)} customers: {'; '.join(told)}."
    with drawing():
        size = (WIDTH, 1.9 + 0.42 * len(shares))
        figure, axes = blank(f"Who moved in {days} days", alt, size)
        axes.pcolormesh(shares, cmap="Blues", norm=Normalize(0, 1), edgecolors="white", linewidth=2)
        for (row, column), share in np.ndenumerate(shares.to_numpy()):
            ink = INK if share < PALE else "white"
            text = percent(share) if share else DASH
            axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", color=ink)
        names = [f"{name} ({number(whole[name])})" for name in shares.index]
        axes.set_xticks(
            np.arange(shares.shape[1]) + 0.5, [folded(str(name), 10) for name in shares]
        )
        axes.set_yticks(np.arange(len(shares)) + 0.5, names)
        axes.invert_yaxis()
        axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
        axes.grid(visible=False)
        axes.set_ylabel(f"{days} days ago")
        axes.set_xlabel(f"Today (n = {number(n)} customers known then)")
    return figure


def _table(findings: Findings, told: Told) -> SchemeTable:
    ahead = f"next {findings.horizon_days} days"
    moved = told.moved_share
    since = (
        f", {percent(moved)} of customers moved in {findings.segments.days} days"
        if moved == moved  # noqa: PLR0124  NaN differs from itself
        else ""
    )
    own = [name for name in told.table["segment"] if name != NOT_KNOWN]
    return SchemeTable(
        title=_title(told),
        summary=f"{len(own)} segments{since}",
        headings=(
            Heading("Segment", "and why"),
            Heading("Customers"),
            Heading("New / returning", "first order in 90 days, or before"),
            Heading("Revenue", "share"),
            Heading("Revenue each", "so far"),
            Heading("Orders each", "so far"),
            Heading("Buy often", "upper 2 fifths"),
            Heading("Risk of going quiet", ahead),
            Heading("Expected spend each", ahead),
            Heading("May be contacted"),
        ),
        rows=tuple(_row(row, findings.currency) for _, row in told.table.iterrows()),
        is_open=told.name in OPEN,
    )


def _row(row: pd.Series, currency: str) -> SegmentRow:
    size = f"{number(row['customers_count'])} ({percent(row['customers_share'])})"
    cells = (
        f"{number(row['new_count'])} / {number(row['returning_count'])}",
        f"{money(row['revenue_sum'], currency)} ({percent(row['revenue_share'])})",
        money(row["revenue_per_customer"], currency),
        number(row["orders_per_customer"], 1),
        percent(row["frequent_share"]),
        percent(row["churn_prob_mean"]),
        money(row["clv_mean"], currency),
        percent(row["consented_share"]),
    )
    few = row["customers_count"] < FEWEST
    return SegmentRow(
        str(row["segment"]), str(row["reason"]), (size, *((DASH,) * len(cells) if few else cells))
    )


def _title(told: Told) -> str:
    return _titled(told.name, told.family)


def _titled(name: str, family: str) -> str:
    """Name a scheme, and its family where that says more.

    >>> _titled("RFM", "RFM"), _titled("value tier", "value tiers"), _titled("age", "demographic")
    ('RFM', 'Value tier', 'Demographic: age')
    """
    known = family.startswith(name) or name.startswith(family)
    return name[:1].upper() + name[1:] if known else f"{family[:1].upper()}{family[1:]}: {name}"
