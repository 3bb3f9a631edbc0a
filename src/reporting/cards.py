"""Persona cards: size, value, danger, and what sets each group apart, every line with its n."""

from dataclasses import dataclass
from itertools import cycle

import numpy as np
import pandas as pd

from src.personas.evidence import Evidence
from src.reporting.answer import likeliest_to_leave, most_at_stake, most_revenue
from src.reporting.findings import Findings
from src.reporting.formats import TIMES, money, number, percent, signed
from src.reporting.persona_figures import Outcome, in_logs, mean_effects
from src.reporting.words import feature_words, in_unit, strength, strongest

LINES = 5  # contrasts on the front of a card
PUSHES = 3  # feature groups named as reasons
MIN_PUSH = 0.05  # log units: less moves odds or money by under 5%
TONES = ("blue", "orange", "green", "purple", "pink", "slate")


@dataclass(frozen=True)
class Contrast:
    """One feature of the persona against everyone else, in words."""

    what: str
    own: str
    others: str
    effect: str
    strength: str
    n: str


@dataclass(frozen=True)
class Push:
    """A feature group that moves a prediction about the persona, on average."""

    group: str
    raises: bool
    size: str


@dataclass(frozen=True)
class Card:
    """All that one card shows; ``shares`` are of customers and revenue, in percent for drawing."""

    name: str
    tone: str
    tags: tuple[str, ...]
    size: str
    bars: tuple[tuple[str, str, float], ...]
    figures: tuple[tuple[str, str], ...]
    apart: tuple[Contrast, ...]
    contrasts: tuple[Contrast, ...]
    churn_pushes: tuple[Push, ...]
    clv_pushes: tuple[Push, ...]
    churn_n: str
    clv_n: str


def cards(findings: Findings) -> tuple[Card, ...]:
    """Make a card per persona, in the order of the table."""
    evidence = {named.name: named.contrasts for named in findings.contrasts}
    rows = (row for _, row in findings.personas.iterrows())
    return tuple(
        _card(findings, row, tone, evidence.get(row["persona"], ()))
        for row, tone in zip(rows, cycle(TONES), strict=False)
    )


def _card(findings: Findings, row: pd.Series, tone: str, rows: tuple[Evidence, ...]) -> Card:
    name = str(row["persona"])
    return Card(
        name=name,
        tone=tone,
        tags=_tags(findings.personas, name),
        size=f"{number(row['customers_count'])} customers",
        bars=tuple(
            (words, percent(row[column]), round(100 * max(0.0, min(1.0, row[column])), 1))
            for words, column in (
                ("of customers", "customers_share"),
                ("of revenue", "revenue_share"),
            )
            if pd.notna(row[column])
        ),
        figures=_figures(findings, row),
        apart=tuple(_contrast(line, findings.currency) for line in strongest(rows, LINES)),
        contrasts=tuple(_contrast(line, findings.currency) for line in rows),
        churn_pushes=_pushes(findings, "churn", name),
        clv_pushes=_pushes(findings, "clv", name),
        churn_n=number((findings.churn_effects["persona"] == name).sum()),
        clv_n=number((findings.clv_effects["persona"] == name).sum()),
    )


def _tags(table: pd.DataFrame, name: str) -> tuple[str, ...]:
    holders = {
        "Most revenue": most_revenue(table)["persona"],
        "Most at stake per customer": most_at_stake(table)["persona"],
        "Likeliest to go quiet": likeliest_to_leave(table)["persona"],
    }
    return tuple(tag for tag, holder in holders.items() if holder == name)


def _figures(findings: Findings, row: pd.Series) -> tuple[tuple[str, str], ...]:
    currency, ahead = findings.currency, f"next {findings.horizon_days} days"
    return (
        ("Revenue per customer", money(row["revenue_per_customer"], currency)),
        ("Orders per customer", number(row["orders_per_customer"], 1)),
        ("New / returning", f"{number(row['new_count'])} / {number(row['returning_count'])}"),
        ("Risk of going quiet", percent(row["churn_prob_mean"])),
        (f"Expected spend each, {ahead}", money(row["clv_mean"], currency)),
        (f"Value at risk in all, {ahead}", money(row["value_at_risk_sum"], currency)),
    )


def _contrast(row: Evidence, currency: str) -> Contrast:
    return Contrast(
        what=feature_words(row.feature),
        own=in_unit(row.feature, row.mean, currency),
        others=in_unit(row.feature, row.others_mean, currency),
        effect=signed(row.effect_size),
        strength=strength(row.effect_size),
        n=f"n = {number(row.n)} / {number(row.others_n)}",
    )


def _pushes(findings: Findings, outcome: Outcome, name: str) -> tuple[Push, ...]:
    means = mean_effects(findings, outcome)
    if name not in means.columns:
        return ()
    own = means[name].sort_values(key=np.abs, ascending=False, kind="stable").head(PUSHES)
    logs = in_logs(findings, outcome)
    return tuple(
        Push(str(group), bool(value > 0), _push_size(value, findings.currency, logs=logs))
        for group, value in own.items()
        if abs(value) >= (MIN_PUSH if logs else 0.5)
    )


def _push_size(value: float, currency: str, *, logs: bool) -> str:
    if logs:
        factor = float(np.exp(value))
        return f"{TIMES}{number(factor, 1 if factor >= 2 else 2)}"  # noqa: PLR2004 - two figures
    return f"{'+' if value > 0 else ''}{money(value, currency)}"
