"""What a reader asks first where churn is declared: who the customers are, who is in danger."""

from src.reporting.declared import DeclaredFindings
from src.reporting.formats import money, number, percent

GROUPS_TOLD = 4


def answer_sentences(findings: DeclaredFindings) -> tuple[str, ...]:
    """Say who the customers are, how many will leave, and of which group; none without groups."""
    if findings.personas.empty:
        return ()
    groups = findings.personas.sort_values("customers_count", ascending=False).to_dict("records")
    words, leavers = findings.leaving, sum(row["leavers"] for row in groups)
    told = [
        f"“{row['persona']}” ({percent(row['customers_share'])})" for row in groups[:GROUPS_TOLD]
    ]
    more = f" and {len(groups) - GROUPS_TOLD} smaller ones" if len(groups) > GROUPS_TOLD else ""
    who = f"{number(findings.customers)}, in {len(groups)} groups: {', '.join(told)}{more}"
    ahead, share = findings.ahead, percent(leavers / findings.customers)
    worst = max(groups, key=lambda row: row["churn_prob_mean"])
    risk, customers = percent(worst["churn_prob_mean"]), number(worst["customers_count"])
    answers = [
        f"Who are the customers? {who}.",
        f"How many will {words.leave}? {number(leavers)} ({share}) are expected to, {ahead}.",
        f"Which group is in danger? “{worst['persona']}”: {risk} of {customers}.",
    ]
    if findings.valued:
        dearest = max(groups, key=lambda row: row["value_at_risk_sum"])
        money_at_stake = money(dearest["value_at_risk_sum"], findings.currency)
        answers.append(
            f"Where is most money at stake? With “{dearest['persona']}”: {money_at_stake}."
        )
    return tuple(answers)
