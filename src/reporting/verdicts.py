"""What the numbers allow to be said: whether the predictions beat what anybody could do without."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from src.modeling.gains import Gain, auc_gain, gini_gain
from src.reporting.findings import OURS, Findings
from src.reporting.formats import number, signed
from src.reporting.leaving import ChurnFindings

SPEND_RULE = "highest past spend first"
SEED = 20
CHURN_MEASURES: Mapping[str, tuple[str, int, int]] = {  # words, decimals, 1 if more is better
    "auc": ("AUC", 3, 1),
    "log_loss": ("log loss", 3, -1),
    "brier": ("Brier score", 3, -1),
    "calibration_error": ("calibration error", 3, -1),
}
CLV_MEASURES: Mapping[str, tuple[str, int, int]] = {
    "gini": ("Gini", 3, 1),
    "mae": ("mean absolute error", 2, -1),
    "rmse": ("root mean squared error", 2, -1),
    "spearman": ("rank correlation", 3, 1),
}


@dataclass(frozen=True)
class Verdict:
    """Ours against the simple rule on the same customers.

    Parameters
    ----------
    sentence
        What the gain says, in words and with its interval.
    shortfalls
        Every baseline that is better than ours on some measure, in words.
    """

    sentence: str
    gain: Gain
    shortfalls: tuple[str, ...]

    @property
    def outcome(self) -> str:
        """``better``, ``worse`` or ``level``, as the gain's interval says."""
        return self.gain.outcome


def churn_verdict(findings: ChurnFindings) -> Verdict:
    """Compare the ranking by churn probability with that of the simple rule."""
    words = findings.leaving
    rows = {name: findings.judged[name].to_numpy(dtype=float) for name in findings.judged}
    gain = auc_gain(rows["churned"], rows["churn_prob"], rows[words.rule_column], SEED)
    shortfalls = tuple(_shortfalls(findings.churn_table, CHURN_MEASURES))
    return Verdict(_sentence(gain, words.rule, "AUC"), gain, shortfalls)


def clv_verdict(findings: Findings) -> Verdict:
    """Compare the ranking by predicted spend with ranking by past spend."""
    rows = {name: findings.judged[name].to_numpy(dtype=float) for name in findings.judged}
    gain = gini_gain(rows["net_ahead"], rows["clv"], rows["net_past"], SEED)
    shortfalls = tuple(_shortfalls(findings.clv_table, CLV_MEASURES))
    return Verdict(_sentence(gain, SPEND_RULE, "Gini"), gain, shortfalls)


def _sentence(gain: Gain, rule: str, measure: str) -> str:
    size = number(abs(gain.difference), 3)
    bounds = f"95% interval of the difference {signed(gain.low, 3)} to {signed(gain.high, 3)}"
    scores = f"{number(gain.ours, 3)} against {number(gain.rival, 3)}"
    match gain.outcome:
        case "better":
            return f"Beats the simple rule “{rule}” by {size} {measure} ({scores}; {bounds})."
        case "worse":
            return (
                f"Worse than the simple rule “{rule}” by {size} {measure} ({scores}; {bounds}):"
                " use the rule."
            )
        case _:
            return (
                f"Does not clearly beat the simple rule “{rule}”: {scores} {measure} ({bounds}"
                " includes zero)."
            )


def _shortfalls(table: pd.DataFrame, measures: Mapping[str, tuple[str, int, int]]) -> Iterator[str]:
    ours, others = table.iloc[0], table.iloc[1:]
    for column, (words, decimals, sign) in measures.items():
        own = float(ours[column])
        better = others[(sign * (others[column] - own) > 0) & ~_trivial(others, column)]
        for name, value in zip(better["model"], better[column], strict=True):
            values = f"{number(value, decimals)} against {number(own, decimals)}"
            yield f"{name} has the better {words} ({values} of {OURS})."


def _trivial(others: pd.DataFrame, column: str) -> "pd.Series[bool]":
    """Mark the base rate's calibration: one probability for all is right on average only."""
    return (others["model"] == "base rate") & (column == "calibration_error")
