"""What a reader asks first where churn is declared: who the customers are, who is in danger."""

from src.reporting.declared import DeclaredFindings
from src.reporting.formats import money, number, percent

GROUPS_TOLD = 4


def answer_sentences(findings: DeclaredFindings) -> tuple[str, ...]:
    """Say who the customers are, how many will leave, and of which group; none without groups."""
    groups = findings.personas
    if groups.empty:
        return ()
    words, leavers = findings.leaving, groups["leavers"].sum()
    largest = groups.sort_values("customers_count", ascending=False)
    told = [
        f"“{row['persona']}” ({percent(row['customers_share'])})"
        for row in largest.head(GROUPS_TOLD).to_dict("records")
    ]
    more = f" and {len(groups) - GROUPS_TOLD} smaller ones" if len(groups) > GROUPS_TOLD else ""
    riskiest = groups.loc[groups["churn_prob_mean"].idxmax()]
    risk, customers = riskiest["churn_prob_mean"], number(riskiest["customers_count"])
    who = f"{number(findings.customers)}, in {len(groups)} groups: {', '.join(told)}{more}"
    ahead, share = findings.ahead, percent(leavers / findings.customers)
    answers = [
        f"Who are the customers? {who}.",
        f"How many will {words.leave}? {number(leavers)} ({share}) are expected to, {ahead}.",
        f"Which group is in danger? “{riskiest['persona']}”: {percent(risk)} of {customers}.",
    ]
    if findings.valued:
        dearest = groups.loc[groups["value_at_risk_sum"].idxmax()]
        answers.append(
            f"Where is most money at stake? With “{dearest['persona']}”:"
            f" {money(dearest['value_at_risk_sum'], findings.currency)}."
        )
    return tuple(answers)
