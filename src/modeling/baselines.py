"""Baselines: the simple rules that a model must beat to be worth its trouble."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.modeling.btyd import fit_bg_nbd, order_outlook
from src.modeling.calibration import expit
from src.modeling.design import Design, FloatArray
from src.modeling.gamma_gamma import expected_value
from src.modeling.start import Outlook, Start, history
from src.modeling.training import Training

Cells = NDArray[np.str_]
RUN_RATE_DAYS = 90
FITTED = frozenset(  # models of the literature: they need a fit; the other rules need a spreadsheet
    ("Pareto/NBD", "BG/NBD", "Pareto/NBD + Gamma-Gamma", "BG/NBD + Gamma-Gamma")
)


@dataclass(frozen=True, eq=False)
class Rules:
    """Predictions of the rules for the customers judged, by name.

    ``churn_prob`` holds probabilities, ``churn_score`` mere rankings (high is likely to leave),
    ``spend`` money.
    """

    churn_prob: Mapping[str, FloatArray]
    churn_score: Mapping[str, FloatArray]
    spend: Mapping[str, FloatArray]


def rules(
    training: Training,
    design: Design,
    start: Start,
    horizon_days: int,
    ahead: Outlook,
    cells: tuple[Cells, Cells],
) -> Rules:
    """Predict by rule; ``cells`` are the RFM cells of the training rows and of those judged.

    Where labels are shorter than the horizon, cell means are those of the shorter time: their
    ranking counts.
    """
    known = history(design)
    prob, orders = order_outlook(fit_bg_nbd(known), known, horizon_days)
    value = expected_value(start.money, design.column("orders_count"), design.column("net_mean"))
    newest = training.newest()
    learnt = pd.Series(cells[0][newest])
    rfm_churn = _cell_means(learnt, training.churned[newest], cells[1])
    rfm_spend = _cell_means(learnt, training.net_ahead[newest], cells[1])
    return Rules(
        churn_prob={
            "Pareto/NBD": expit(ahead.silent_logit_full),
            "BG/NBD": 1 - prob,
            "RFM cells": rfm_churn,
            "base rate": np.full(len(design), training.churned[newest].mean()),
        },
        churn_score={"recency rule": design.column("recency_days")},
        spend={
            "Pareto/NBD + Gamma-Gamma": ahead.spend_full,
            "BG/NBD + Gamma-Gamma": orders * value,
            "RFM cells": rfm_spend,
            "past spend rate": _at_rate_so_far(design, horizon_days),
            "last 90 days' spend": run_rate_spend(design, horizon_days),
            "zero for all": np.zeros(len(design)),
        },
    )


def run_rate_spend(design: Design, horizon_days: int) -> FloatArray:
    """Expect the horizon to go on as the last 90 days did, currency, >= 0."""
    days = np.minimum(design.column("T_days"), RUN_RATE_DAYS)
    return np.asarray(design.column("net_90d") / days * horizon_days)


def _at_rate_so_far(design: Design, horizon_days: int) -> FloatArray:
    """Expect the horizon to go on at the customer's rate so far."""
    days = np.maximum(design.column("T_days"), horizon_days)
    return np.asarray(design.column("net_sum") / days * horizon_days)


def _cell_means(learnt: "pd.Series[str]", values: FloatArray, judged: Cells) -> FloatArray:
    """Return for each customer judged the mean of their cell, or of everybody if it was empty."""
    means = pd.Series(values).groupby(learnt.to_numpy()).mean()
    found = pd.Series(judged).map(means).fillna(values.mean())
    return np.asarray(found, dtype=np.float64)
