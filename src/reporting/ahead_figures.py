"""Figures of what comes next: when each persona orders again, and what a contact list earns."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from src.modeling.waits import Curve
from src.reporting.canvas import BLUE, GREY, VERMILLION, blank, drawing
from src.reporting.findings import Findings
from src.reporting.formats import money, number, percent
from src.reporting.leaving import Contacted

INTERVAL = "#cfe3f1"


def waiting(findings: Findings) -> dict[str, Figure]:
    """Draw for each persona the share without an order, day by day: predicted and what happened."""
    curves = () if findings.waits is None else findings.waits.curves
    return {f"waiting_{place + 1}": _waiting(findings, one) for place, one in enumerate(curves)}


def _waiting(findings: Findings, own: Curve) -> Figure:
    waits, middle = findings.waits, len(own.days) // 2
    assert waits is not None
    alt = (
        f"“{own.persona}”: of {number(own.n)} judged customers, {percent(own.predicted[middle])}"
        f" were expected to have placed no order by day {number(own.days[middle])}, and"
        f" {percent(own.happened[middle])} had not; by day {number(own.days[-1])}"
        f" {percent(own.predicted[-1])} and {percent(own.happened[-1])}."
    )
    with drawing():
        figure, axes = blank(f"No order yet: {own.persona}", alt)
        axes.fill_between(own.days, own.low, own.high, color=INTERVAL, label="95% interval of that")
        axes.plot(own.days, own.happened, "o-", markersize=4, color=BLUE, label="happened")
        axes.plot(own.days, own.predicted, color=VERMILLION, linestyle="--", label="predicted")
        axes.plot(waits.days, waits.everybody, color=GREY, linestyle=":", label="all personas")
        axes.set(xlim=(0, own.days[-1]), ylim=(0, 1.02))
        axes.set_xlabel(f"Days after {findings.judged_on}")
        axes.set_ylabel(f"Without an order yet\n(n = {number(own.n)} customers)")
        axes.yaxis.set_major_formatter(PercentFormatter(1, 0))
        figure.legend(loc="outside lower center", ncols=2)
    return figure


def profit_curve(findings: Contacted) -> dict[str, Figure]:
    """Draw what contacting more and more of the judged customers would have earned."""
    found = findings.profit
    if found is None:
        return {}
    ours, currency = found.judged[0], findings.currency
    alt = (
        f"Contacting {number(ours.contacts)} of {number(found.customers)} customers, as the list"
        f" said, would have earned {money(ours.profit, currency)}; everybody"
        f" {money(found.curve['riskiest first'][-1], currency)}."
    )
    with drawing():
        figure, axes = blank("What would contacting have earned?", alt)
        share = np.linspace(0, 1, 101)
        looks = ((BLUE, "-"), (VERMILLION, "--"))
        for (name, earned), (color, line) in zip(found.curve.items(), looks, strict=True):
            axes.plot(share, earned, color=color, linestyle=line, label=name)
        axes.axhline(0, color=GREY, linewidth=1.2, label="nobody")
        at = ours.contacts / found.customers
        axes.plot([at], [ours.profit], "o", color=BLUE, label="this list")
        axes.set(xlim=(0, 1))
        axes.set_xlabel(f"Contacted share of {number(found.customers)} customers")
        axes.set_ylabel(f"Earned after cost ({currency or 'money'})")
        axes.xaxis.set_major_formatter(PercentFormatter(1, 0))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        figure.legend(loc="outside lower center", ncols=2)
    return {"profit_curve": figure}
