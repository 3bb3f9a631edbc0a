"""Figures of how good the predictions were: calibration and gains, for churn and for value.

Each function returns a matplotlib Figure whose label is its text for readers who cannot see it.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from src.modeling.design import FloatArray
from src.reporting.canvas import BLUE, GREY, SKY, VERMILLION, blank, drawing
from src.reporting.findings import Findings
from src.reporting.formats import money, number, percent
from src.reporting.leaving import ChurnFindings
from src.reporting.rankings import captured, tenths, wilson

Z95 = 1.96
FIFTH = 20  # position of 20% on a curve of 101 points


def churn_calibration(findings: ChurnFindings) -> Figure:
    """Predicted against actual share of churned customers, per tenth of predicted risk."""
    churned, prob = _columns(findings, "churned", "churn_prob")
    table = tenths(prob, {"predicted": prob, "actual": churned})
    low, high = wilson(table["actual"].to_numpy(), table["n"].to_numpy(dtype=np.float64))
    top = table.iloc[-1]
    alt = (
        f"In the tenth of customers at greatest risk, {percent(top['predicted'])} were predicted"
        f" to {findings.leaving.leave} and {percent(top['actual'])} did. Each point is a tenth of"
        f" the {number(len(churned))} judged customers; bars are 95% intervals."
    )
    with drawing():
        figure, axes = blank("Does a predicted 30% mean 30%?", alt)
        end = min(1.0, 1.05 * max(float(high.max()), float(table["predicted"].max())))
        axes.plot([0, end], [0, end], color=GREY, linestyle="--", label="exactly right")
        axes.errorbar(
            table["predicted"],
            table["actual"],
            yerr=_spread(table["actual"].to_numpy(), low, high),
            fmt="o",
            color=BLUE,
            capsize=3,
            label=f"tenths of {number(len(churned))} customers, 95% interval",
        )
        axes.set(xlim=(0, end))
        axes.set_xlabel(f"Predicted to {findings.leaving.leave}")
        axes.set_ylabel(f"{findings.leaving.left[:1].upper()}{findings.leaving.left[1:]}")
        axes.set_ylim(0, None)
        _percent_axes(axes)
        axes.legend(loc="lower right")
    return figure


def churn_gains(findings: ChurnFindings) -> Figure:
    """Share of churned customers found among the riskiest share of customers."""
    words = findings.leaving
    churned, prob, simple = _columns(findings, "churned", "churn_prob", words.rule_column)
    curves = {"this model": prob, words.rule: simple, "perfect": churned}
    found = {name: captured(churned, score)[1][FIFTH] for name, score in curves.items()}
    alt = (
        f"Among the riskiest fifth of {number(len(churned))} customers, the model finds"
        f" {percent(found['this model'])} of those who {words.left}; taking the {words.rule}"
        f" finds {percent(found[words.rule])}, a lottery 20%, perfect foresight"
        f" {percent(found['perfect'])}."
    )
    with drawing():
        figure, axes = blank(f"How many of those who {words.leave} are found?", alt)
        _gains(axes, churned, curves)
        axes.set_xlabel(f"Riskiest share of {number(len(churned))} customers")
        axes.set_ylabel(f"Share of those who {words.left}")
    return figure


def clv_calibration(findings: Findings) -> Figure:
    """Predicted against actual spend in the horizon, per tenth of predicted spend."""
    spent, clv = _columns(findings, "net_ahead", "clv")
    table = tenths(clv, {"predicted": clv, "actual": spent})
    currency, top = findings.currency, table.iloc[-1]
    alt = (
        f"The tenth of customers with the highest prediction was expected to spend"
        f" {money(top['predicted'], currency)} each and spent {money(top['actual'], currency)}."
        f" Each pair of bars is a tenth of {number(len(clv))} customers; whiskers are 95%"
        " intervals of the mean."
    )
    with drawing():
        figure, axes = blank(f"Spend in {findings.horizon_days} days: predicted and actual", alt)
        place = np.arange(1, len(table) + 1)
        axes.bar(place - 0.2, table["predicted"], 0.4, color=BLUE, label="predicted")
        whisker = Z95 * table["actual_se"].fillna(0.0)
        axes.bar(place + 0.2, table["actual"], 0.4, yerr=whisker, color=SKY, label="actual")
        axes.axhline(spent.mean(), color=GREY, linestyle="--", label="mean of all")
        axes.set_xlabel(f"Tenths of {number(len(clv))} customers, by predicted spend")
        axes.set_ylabel(f"Mean per customer ({findings.currency or 'money'})")
        axes.set_xticks(place)
        axes.grid(visible=False, axis="x")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        axes.legend(loc="upper left")
    return figure


def clv_gains(findings: Findings) -> Figure:
    """Share of the coming spend held by the customers ranked highest."""
    spent, clv, past = _columns(findings, "net_ahead", "clv", "net_past")
    curves = {"this model": clv, "past spend": past, "perfect": spent}
    found = {name: captured(spent, score)[1][FIFTH] for name, score in curves.items()}
    alt = (
        f"The fifth of {number(len(clv))} customers that the model ranks highest brought"
        f" {percent(found['this model'])} of the spend; the fifth with the highest past spend"
        f" {percent(found['past spend'])}, a lottery 20%, perfect foresight"
        f" {percent(found['perfect'])}."
    )
    with drawing():
        figure, axes = blank("How much of the coming spend is found?", alt)
        _gains(axes, spent, curves)
        axes.set_xlabel(f"Highest-ranked share of {number(len(clv))} customers")
        axes.set_ylabel(f"Share of spend in {findings.horizon_days} days")
    return figure


def _gains(axes: Axes, outcome: FloatArray, curves: dict[str, FloatArray]) -> None:
    """Draw ours, its rival and perfect foresight, in this order, and the diagonal of a lottery."""
    looks = ((BLUE, "-"), (VERMILLION, "--"), (GREY, ":"))
    for (name, score), (color, line) in zip(curves.items(), looks, strict=True):
        x, y = captured(outcome, score)
        axes.plot(x, y, color=color, linestyle=line, label=name)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1.2, label="lottery")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, None)
    _percent_axes(axes)
    axes.legend(loc="lower right")


def _percent_axes(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda share, _: f"{round(100 * share, 6):g}%"))


def _columns(findings: ChurnFindings, *names: str) -> list[FloatArray]:
    return [findings.judged[name].to_numpy(dtype=np.float64) for name in names]


def _spread(middle: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Lengths of error bars below and above."""
    return np.stack([np.maximum(middle - low, 0), np.maximum(high - middle, 0)])
