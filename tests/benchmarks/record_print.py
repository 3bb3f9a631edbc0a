"""The record book as tables: each model beside the bar, and who is best on average."""

import numpy as np
import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

from src.modeling.judging import OURS

Z95 = 1.96
WITHIN = 0.5  # standard errors by which a bar may be missed and still counts as met
CHURN = {"auc": "AUC", "log_loss": "log loss", "brier": "Brier", "calibration_error": "cal."}
VALUE = {"gini": "Gini", "mae": "MAE", "rmse": "RMSE", "spearman": "Spearman", "bias_share": "bias"}
SAME = {  # a model of churn -> the one of value that stands in its line
    "this model": "this model",
    "default LightGBM": "default LightGBM",
    "Pareto/NBD": "Pareto/NBD + Gamma-Gamma",
    "BG/NBD": "BG/NBD + Gamma-Gamma",
    "RFM cells": "RFM cells",
    "recency rule": "past spend rate",
    "base rate": "zero for all",
}
RANKED = {"auc": 1, "log_loss": -1, "gini": 1}  # 1: more is better


def show(found, console):
    """Print all records."""
    console.print(_table(found))
    console.print(_certainty(found))
    for line in _verdict(found):
        console.print(line)


def error_of(table, metric):
    """Return our bootstrap standard error of a metric."""
    ours = table.set_index("model").loc[OURS]
    return (ours[f"{metric}_high"] - ours[f"{metric}_low"]) / (2 * Z95)


def met(record):
    """Return metric -> whether ours is at the bar, give or take half a standard error."""
    bar, churn, value = record.row.bar, *(t.set_index("model").loc[OURS] for t in tables(record))
    return {
        "auc": churn["auc"] >= bar.auc - WITHIN * bar.auc_se,
        "log_loss": churn["log_loss"] <= bar.log_loss + WITHIN * error_of(record.churn, "log_loss"),
        "gini": value["gini"] >= bar.gini - WITHIN * bar.gini_se,
    }


def tables(record):
    """Return the table of churn and that of value."""
    return record.churn, record.value


def mean_ranks(found):
    """Return for each metric the mean place of every model over the rows, 1 is best."""
    ranks = {metric: [] for metric in RANKED}
    for record in found:
        for metric, sign in RANKED.items():
            table = record.value if metric == "gini" else record.churn
            values = table.set_index("model")[metric].rename(index={v: k for k, v in SAME.items()})
            ranks[metric].append((-sign * values.dropna()).rank())
    return pd.DataFrame(
        {metric: pd.concat(one, axis=1).mean(axis=1) for metric, one in ranks.items()}
    )


def _table(found):
    table = Table("data", "model", *CHURN.values(), *VALUE.values(), box=SIMPLE_HEAD)
    for column in table.columns[2:]:
        column.justify = "right"
    for record in found:
        churn, value = (t.set_index("model") for t in tables(record))
        lines = [_line(name, churn.loc[name], value.loc[other]) for name, other in SAME.items()]
        if record.row.bar:
            lines.insert(1, _bar(record))
        for first, line in zip(_padded(record, churn, len(lines)), lines, strict=True):
            table.add_row(first, *line, style="bold" if line[0] == OURS else None)
        table.add_section()
    return table


def _padded(record, churn, count):
    row = record.row
    told = [row.name, str(row.cutoff), f"{row.horizon_days} days", f"n = {churn['n'].iloc[0]:,}"]
    return told + [""] * (count - len(told))


def _line(name, churn, value):
    money = [f"{value[m]:,.1f}" for m in ("mae", "rmse")]
    rest = [
        f"{value['gini']:.3f}",
        *money,
        _digits(value["spearman"]),
        f"{value['bias_share']:+.0%}",
    ]
    return [name, *(_digits(churn[m]) for m in CHURN), *rest]


def _digits(value):
    return "" if np.isnan(value) else f"{value:.3f}"


def _bar(record):
    bar, reached = record.row.bar, met(record)
    told = {m: f"{getattr(bar, m):.3f} {'✓' if ok else '✗'}" for m, ok in reached.items()}
    return ["the bar", told["auc"], told["log_loss"], "", "", told["gini"], "", "", "", ""]


def _certainty(found):
    columns = ("data", "inside 80 %", "of the top fifth", "expected", "95 % interval", "earned")
    table = Table(*columns, "bias", "covered", "season", box=SIMPLE_HEAD)
    for record in found:
        total, row = record.total, record.row
        table.add_row(
            f"{row.name} {row.cutoff}, {row.horizon_days}",
            f"{record.inside.share:.3f}",
            f"{record.inside_top.share:.3f}",
            f"{total.predicted:,.0f}",
            f"{total.low:,.0f} to {total.high:,.0f}",
            f"{total.earned:,.0f}",
            f"{total.predicted / total.earned - 1:+.1%}",
            "yes" if total.covered else "no",
            "known" if total.season_known else "warned",
        )
    return table


def _verdict(found):
    barred = [record for record in found if record.row.bar]
    reached = [ok for record in barred for ok in met(record).values()]
    yield f"bars met: {sum(reached)} of {len(reached)}"
    biases = [abs(one.total.predicted / one.total.earned - 1) for one in found]
    covered = sum(one.total.covered for one in found)
    yield f"bias of the total: {np.mean(biases):.1%} on average"
    yield f"the interval of the total held {covered} of {len(found)}"
    behind = [
        f"{one.row.name} {one.row.cutoff} {metric}"
        for one in found
        for metric, sign in RANKED.items()
        if _behind(one, metric, sign) > 1
    ]
    yield f"more than a standard error behind Pareto/NBD: {', '.join(behind) or 'nowhere'}"
    ranks = mean_ranks(found)
    for name in ranks.mean(axis=1).sort_values().index:
        places = " ".join(f"{metric} {ranks.loc[name, metric]:.1f}" for metric in RANKED)
        yield f"mean rank {ranks.loc[name].mean():.2f}  {name}: {places}"


def _behind(record, metric, sign):
    """Return by how many standard errors Pareto/NBD is ahead."""
    table, name = (
        (record.value, SAME["Pareto/NBD"]) if metric == "gini" else (record.churn, "Pareto/NBD")
    )
    own = table.set_index("model")[metric]
    return sign * (own[name] - own[OURS]) / error_of(table, metric)
