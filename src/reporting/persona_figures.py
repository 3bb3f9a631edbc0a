"""Figures of the personas, and of what moves the predictions about them."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import ArrayLike

from src.reporting.canvas import BLUE, GREY, INK, SKY, VERMILLION, WIDTH, blank, drawing, folded
from src.reporting.findings import Findings
from src.reporting.formats import number, percent, signed
from src.reporting.language import Speech, speech
from src.reporting.leaving import ChurnFindings

NAME_WIDTH, COLUMN_WIDTH = 16, 12  # characters per line
MOST_GROUPS = 14  # the weakest of more are left out of a figure
DOUBLED = float(np.log(2))  # an effect of this size doubles odds, or money
DARK = 0.55  # luminance below which letters are white
Outcome = Literal["churn", "clv"]


def persona_map(findings: Findings, said: Speech | None = None) -> Figure:
    """Share of customers, revenue and value at risk of each persona."""
    said, table = said or speech("en"), findings.personas
    at_risk = table["value_at_risk_sum"].clip(lower=0)
    bars = {
        "customers": (table["customers_share"], SKY),
        "revenue": (table["revenue_share"].fillna(0.0), BLUE),
        "at_risk": (at_risk / max(float(at_risk.sum()), 1e-9), VERMILLION),
    }
    with drawing():
        size = (WIDTH, 1.6 + 0.8 * len(table))
        figure, axes = blank(said.say("page.shares"), _shares_told(findings, bars, said), size)
        place = np.arange(len(table))
        for offset, (what, (shares, color)) in zip((-0.27, 0.0, 0.27), bars.items(), strict=True):
            label = said.say(f"page.shares_{what}")
            drawn = axes.barh(place + offset, shares, 0.25, color=color, label=label)
            axes.bar_label(drawn, [percent(share) for share in shares], padding=3, fontsize=9)
        even = said.say("page.shares_even")
        axes.axvline(
            1 / len(table), color=GREY, linestyle="--", linewidth=1.2, zorder=0, label=even
        )
        names = [folded(said.persona(str(name)), NAME_WIDTH) for name in table["persona"]]
        axes.set_yticks(place, names)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.grid(visible=False, axis="y")
        axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
        axes.set_xlabel(said.say("page.shares_x", n=number(findings.customers)))
        figure.legend(loc="outside lower center", ncols=2)
    return figure


def _shares_told(
    findings: Findings, bars: Mapping[str, tuple["pd.Series[float]", str]], said: Speech
) -> str:
    lines = []
    for row, name in enumerate(findings.personas["persona"]):
        shares = [
            f"{said.say(f'page.shares_{what}')} {percent(values.iloc[row])}"
            for what, (values, _) in bars.items()
        ]
        lines.append(f"{said.persona(str(name))}: {said.listed(shares)}")
    return said.say("page.shares_alt", n=number(findings.customers), shares="; ".join(lines))


def mean_effects(findings: ChurnFindings, outcome: Outcome) -> pd.DataFrame:
    """Mean effect: one row per feature group, strongest first, one column per persona."""
    effects = _effects(findings, outcome)
    means = effects.groupby("persona").mean().T
    order = effects.drop(columns="persona").abs().mean().sort_values(ascending=False, kind="stable")
    known = [name for name in findings.personas["persona"] if name in means.columns]
    return means.loc[order.index, known]


def overall_effects(findings: ChurnFindings, outcome: Outcome) -> Figure:
    """Average size of each feature group's effect on the prediction, over all customers."""
    effects = _effects(findings, outcome).drop(columns="persona")
    sizes = effects.abs().mean().sort_values(ascending=False, kind="stable").head(MOST_GROUPS)
    alt = (
        f"What moves {_outcome(findings, outcome)}, strongest first:"
        f" {', '.join(f'{group} {number(size, 2)}' for group, size in sizes.items())}"
        f" ({_unit(findings, outcome)}; {number(len(effects))} customers)."
    )
    with drawing():
        height = 1.9 + 0.3 * len(sizes)
        figure, axes = blank(f"What moves {_outcome(findings, outcome)}", alt, (WIDTH, height))
        drawn = axes.barh(sizes.index, sizes, color=BLUE, height=0.65)
        axes.bar_label(
            drawn, [_size(findings, outcome, size) for size in sizes], padding=3, fontsize=9
        )
        at, words = _yardstick(findings, outcome)
        axes.axvline(at, color=GREY, linestyle="--", linewidth=1.2, zorder=0, label=words)
        figure.legend(loc="outside lower right")
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(
            f"Average size of effect\n({_unit(findings, outcome)}, n = {number(len(effects))})"
        )
    return figure


def effects_per_persona(findings: ChurnFindings, outcome: Outcome) -> Figure:
    """Mean effect of each feature group within each persona, as a map of colours and numbers."""
    means = mean_effects(findings, outcome).head(MOST_GROUPS)
    n = len(_effects(findings, outcome))
    reach = max(float(means.abs().to_numpy().max(initial=0.0)), 1e-9)
    alt = (
        f"Mean effect on {_outcome(findings, outcome)} per persona ({_unit(findings, outcome)};"
        f" {number(n)} customers). Strongest of each: {'; '.join(_strongest(means))}."
    )
    with drawing():
        size = (max(WIDTH, 2.6 + 1.05 * means.shape[1]), 2.2 + 0.34 * len(means))
        title = f"What moves {_outcome(findings, outcome)}, by persona"
        figure, axes = blank(title, alt, size)
        # orange raises, purple lowers: told apart with every kind of colour vision
        mesh = axes.pcolormesh(means, cmap="PuOr_r", norm=Normalize(-reach, reach))
        for (row, column), value in np.ndenumerate(means.to_numpy()):
            text = _signed_size(findings, outcome, value)
            ink = _ink(mesh.to_rgba(value))
            axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", color=ink)
        columns = [folded(name, COLUMN_WIDTH) for name in means.columns]
        axes.set_xticks(np.arange(means.shape[1]) + 0.5, columns)
        axes.set_yticks(np.arange(len(means)) + 0.5, list(means.index))
        axes.invert_yaxis()
        axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
        axes.grid(visible=False)
        axes.set_ylabel("Feature group")
        axes.set_xlabel(
            f"Against the average customer\n({_unit(findings, outcome)}, n = {number(n)})"
        )
    return figure


def in_logs(findings: ChurnFindings, outcome: Outcome) -> bool:
    """Whether effects multiply rather than add money."""
    return outcome == "churn" or findings.clv_effect_unit == "log"


def _effects(findings: ChurnFindings, outcome: Outcome) -> pd.DataFrame:
    return findings.churn_effects if outcome == "churn" else findings.clv_effects


def _outcome(findings: ChurnFindings, outcome: Outcome) -> str:
    return f"the risk of {findings.leaving.leaving}" if outcome == "churn" else "expected spend"


def _unit(findings: ChurnFindings, outcome: Outcome) -> str:
    if outcome == "churn":
        return "log-odds"
    return "log of money" if findings.clv_effect_unit == "log" else findings.clv_effect_unit


def _yardstick(findings: ChurnFindings, outcome: Outcome) -> tuple[float, str]:
    """Return a size of effect that a reader can feel, and its name."""
    if in_logs(findings, outcome):
        what = "odds" if outcome == "churn" else "spend"
        return DOUBLED, f"{DOUBLED:.2f} doubles the {what}"
    mean = float(findings.personas["clv_sum"].sum() / findings.personas["customers_count"].sum())
    return mean / 10, "a tenth of the average CLV"


def _ink(rgba: ArrayLike) -> str:
    """Return the colour of letters that can be read on the given one."""
    return "white" if np.dot(np.asarray(rgba)[:3], (0.299, 0.587, 0.114)) < DARK else INK


def _size(findings: ChurnFindings, outcome: Outcome, value: float) -> str:
    return number(value, 2 if in_logs(findings, outcome) else 0)


def _signed_size(findings: ChurnFindings, outcome: Outcome, value: float) -> str:
    return signed(value, 2 if in_logs(findings, outcome) else 0)


def _strongest(means: pd.DataFrame) -> list[str]:
    tops = {name: column.reindex(column.abs().nlargest(1).index) for name, column in means.items()}
    return [
        f"{name}: {group} {signed(value)}"
        for name, top in tops.items()
        for group, value in top.items()
    ]
