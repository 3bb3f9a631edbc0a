"""The answer on top of the report where churn is declared: three cards, as of orders."""

from collections.abc import Hashable, Mapping
from typing import Any

from src.reporting.answer import Answer, of_hundred
from src.reporting.declared import DeclaredFindings
from src.reporting.formats import money, number, percent
from src.reporting.language import speech
from src.reporting.verdicts import Verdict

GROUPS_TOLD = 4
Group = Mapping[Hashable, Any]


def declared_answers(findings: DeclaredFindings, churn: Verdict) -> tuple[Answer, ...]:
    """Say who the customers are, which group is in danger, and how far to trust it.

    Where no groups were found only the last is told.
    """
    found = findings.personas.sort_values("customers_count", ascending=False).to_dict("records")
    groups = [_who(findings, found), _danger(findings, found)] if found else []
    return (*groups, _trust(findings, churn))


def _who(findings: DeclaredFindings, groups: list[dict[Hashable, Any]]) -> Answer:
    told = ", ".join(
        f"“{group['persona']}” ({percent(group['customers_share'])})"
        for group in groups[:GROUPS_TOLD]
    )
    more = f" and {len(groups) - GROUPS_TOLD} smaller ones" if len(groups) > GROUPS_TOLD else ""
    figure = f"{len(groups)} groups" if len(groups) > 1 else "One group"
    unit = f"of {number(findings.customers)} customers"
    return Answer("Who are the customers?", figure, unit, f"{told}{more}.")


def _danger(findings: DeclaredFindings, groups: list[dict[Hashable, Any]]) -> Answer:
    leave, leavers = findings.leaving.leave, sum(group["leavers"] for group in groups)
    worst = max(groups, key=lambda group: group["churn_prob_mean"])
    sentence = (
        f"Likeliest to {leave} are the {number(worst['customers_count'])} of “{worst['persona']}”."
        f" Of all, {number(leavers)} ({percent(leavers / findings.customers)}) are expected to,"
        f" {findings.ahead}."
    )
    if findings.valued:
        dearest = max(groups, key=lambda group: group["value_at_risk_sum"])
        at_stake = money(dearest["value_at_risk_sum"], findings.currency)
        sentence += f" Most money is at stake with “{dearest['persona']}”: {at_stake}."
    return Answer(
        question="Which group is in danger?",
        figure=percent(worst["churn_prob_mean"]),
        unit=f"are expected to {leave}, in one group",
        sentence=sentence,
    )


def _trust(findings: DeclaredFindings, churn: Verdict) -> Answer:
    said = speech("en")
    ours, rule = (of_hundred(value) for value in (churn.gain.ours, churn.gain.rival))
    sentence = (
        f"Of two of {number(len(findings.judged))} judged customers it had not seen, one of whom"
        f" {findings.leaving.left}, it picked that one {ours} times in 100; the"
        f" {findings.leaving.rule} {rule} times, {said.say(f'answer.{churn.outcome}')}."
    )
    return Answer(
        question=said.say("answer.trust"),
        figure=said.say("answer.trust_figure", count=ours),
        unit=said.say("answer.trust_unit"),
        sentence=sentence,
    )
