"""The answer on top of the report: three sentences for somebody with one minute."""

from dataclasses import dataclass

import pandas as pd

from src.reporting.findings import Findings
from src.reporting.formats import DASH, number, percent
from src.reporting.language import Speech, speech
from src.reporting.verdicts import Verdict


@dataclass(frozen=True)
class Answer:
    """One question, the number that answers it, and the sentence around it."""

    question: str
    figure: str
    unit: str
    sentence: str


def answers(
    findings: Findings, churn: Verdict, said: Speech | None = None
) -> tuple[Answer, Answer, Answer]:
    """Say who the customers are, which group is in danger, and how far to trust it."""
    said = said or speech("en")
    return (_who(findings, said), _danger(findings, said), _trust(findings, churn, said))


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


def _who(findings: Findings, said: Speech) -> Answer:
    table = findings.personas
    top = most_revenue(table)
    several = said.say("answer.groups", count=str(len(table)))
    sentence = said.say(
        "answer.who_sentence",
        customers=number(findings.customers),
        groups=several if len(table) > 1 else said.say("answer.one_group"),
        persona=said.persona(str(top["persona"])),
        share=percent(top["customers_share"]),
        revenue=percent(top["revenue_share"]),
    )
    others = [
        said.say("answer.who_other", persona=said.persona(str(name)), share=percent(share))
        for name, share in zip(table["persona"], table["customers_share"], strict=True)
        if name != top["persona"]
    ]
    if others:
        sentence += said.say("answer.who_others", others=said.listed(others))
    return Answer(
        question=said.say("answer.who"),
        figure=percent(top["revenue_share"]),
        unit=said.say("answer.who_unit"),
        sentence=sentence if findings.stable else sentence + said.say("answer.sketch"),
    )


def _danger(findings: Findings, said: Speech) -> Answer:
    table, currency = findings.personas, findings.currency
    stake, leaver = most_at_stake(table), likeliest_to_leave(table)
    total = float(table["value_at_risk_sum"].sum())
    other = said.say("answer.danger_same")
    if leaver["persona"] != stake["persona"]:
        other = said.say(
            "answer.danger_other",
            persona=said.persona(str(leaver["persona"])),
            risk=percent(leaver["churn_prob_mean"]),
            money=said.money(leaver["value_at_risk_sum"], currency),
        )
    return Answer(
        question=said.say("answer.danger"),
        figure=said.money(stake["value_at_risk_sum"], currency),
        unit=said.say("answer.danger_unit", days=str(findings.horizon_days)),
        sentence=said.say(
            "answer.danger_sentence",
            persona=said.persona(str(stake["persona"])),
            share=percent(stake["customers_share"]),
            value=percent(stake["value_at_risk_sum"] / total) if total > 0 else DASH,
            risk=percent(stake["churn_prob_mean"]),
            other=other,
        ),
    )


def _trust(findings: Findings, churn: Verdict, said: Speech) -> Answer:
    ours, rule = (of_hundred(value) for value in (churn.gain.ours, churn.gain.rival))
    return Answer(
        question=said.say("answer.trust"),
        figure=said.say("answer.trust_figure", count=ours),
        unit=said.say("answer.trust_unit"),
        sentence=said.say(
            "answer.trust_sentence",
            customers=number(len(findings.judged)),
            days=str(findings.horizon_days),
            ours=ours,
            rule=rule,
            close=said.say(f"answer.{churn.outcome}"),
        ),
    )


def of_hundred(share: float) -> str:
    """Return a share as so many in a hundred."""
    return number(100 * share)
