"""The answer on top of the report: three sentences for somebody with one minute."""

from dataclasses import dataclass

import pandas as pd

from src.reporting.findings import Findings
from src.reporting.formats import DASH, money, number, percent
from src.reporting.verdicts import SILENCE_RULE, Verdict


@dataclass(frozen=True)
class Answer:
    """One question, the number that answers it, and the sentence around it."""

    question: str
    figure: str
    unit: str
    sentence: str


def answers(findings: Findings, churn: Verdict) -> tuple[Answer, Answer, Answer]:
    """Say who the customers are, which group is in danger, and how far to trust it."""
    return (_who(findings), _danger(findings), _trust(findings, churn))


def most_revenue(personas: pd.DataFrame) -> pd.Series:
    """Return the persona that brought the most revenue."""
    return personas.nlargest(1, "revenue_sum").iloc[0]


def most_at_stake(personas: pd.DataFrame) -> pd.Series:
    """Return the persona with the largest value at risk per customer.

    Not the largest sum, which is a large group's however loyal it is.
    """
    each = personas["value_at_risk_sum"] / personas["customers_count"]
    return personas.loc[each.nlargest(1).index].iloc[0]


def likeliest_to_leave(personas: pd.DataFrame) -> pd.Series:
    """Return the persona with the highest mean churn probability."""
    return personas.nlargest(1, "churn_prob_mean").iloc[0]


NO_PERSONAS = (
    "No personas were found that stay when customers are resampled and are more than chance; the"
    " groups shown are RFM segments, made by rule."
)


def _who(findings: Findings) -> Answer:
    table = findings.personas
    top = most_revenue(table)
    groups = f"{len(table)} groups" if len(table) > 1 else "one group"
    steady = "" if findings.stable else f" {NO_PERSONAS}"
    return Answer(
        question="Who are the customers?",
        figure=percent(top["revenue_share"]),
        unit="of revenue from one group",
        sentence=(
            f"{number(findings.customers)} customers fall into {groups}; “{top['persona']}” are"
            f" {percent(top['customers_share'])} of them and brought"
            f" {percent(top['revenue_share'])} of revenue.{steady}"
        ),
    )


def _danger(findings: Findings) -> Answer:
    table, currency = findings.personas, findings.currency
    stake, leaver = most_at_stake(table), likeliest_to_leave(table)
    total = float(table["value_at_risk_sum"].sum())
    share = percent(stake["value_at_risk_sum"] / total) if total > 0 else DASH
    risk = f"{percent(stake['churn_prob_mean'])} of them are expected to place no order"
    size = f"{percent(stake['customers_share'])} of customers, {share} of all value at risk"
    other = (
        f". Likeliest to go quiet are “{leaver['persona']}”:"
        f" {percent(leaver['churn_prob_mean'])} of them,"
        f" {money(leaver['value_at_risk_sum'], currency)} at risk"
        if leaver["persona"] != stake["persona"]
        else ", more than of any other group"
    )
    return Answer(
        question="Which group is in danger?",
        figure=money(stake["value_at_risk_sum"], currency),
        unit=f"at risk in {findings.horizon_days} days, in one group",
        sentence=f"Most is at stake per customer with “{stake['persona']}” ({size}):"
        f" {risk}{other}.",
    )


def _trust(findings: Findings, churn: Verdict) -> Answer:
    ours, rule = (_of_hundred(value) for value in (churn.gain.ours, churn.gain.rival))
    close = {
        "better": "a difference beyond chance",
        "level": "no clear difference, so the rule may do",
        "worse": "so use the rule",
    }
    return Answer(
        question="How far can this be trusted?",
        figure=f"{ours} in 100",
        unit="leavers told from stayers (a coin: 50)",
        sentence=(
            f"On {number(len(findings.judged))} customers and {findings.horizon_days} days the"
            f" model had not seen, it picked the one of two who would go quiet {ours} times in"
            f" 100; the simple rule “{SILENCE_RULE}” {rule} times, {close[churn.outcome]}."
        ),
    )


def _of_hundred(share: float) -> str:
    return number(100 * share)
