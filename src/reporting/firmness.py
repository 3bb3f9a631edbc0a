"""How firm personas are, in sentences: what they say about later spend and churn, what changed."""

from src.personas.usefulness import Usefulness
from src.reporting.findings import Findings
from src.reporting.formats import number

ABOUT = {"spend": "what customers spent (its logarithm)", "churn": "who placed no order"}


def firmness(findings: Findings) -> tuple[str, ...]:
    """Say what knowing the persona explains of what then happened, and what became of personas."""
    told = [useful_sentence(one, findings.horizon_days) for one in findings.useful]
    ids = ", ".join(f"{one.id} “{one.name}”" for one in findings.contrasts if one.id)
    called = [f"To call them otherwise, write personas.toml; their ids: {ids}."] if ids else []
    return (*told, *findings.persona_changes, *called)


def useful_sentence(one: Usefulness, horizon_days: int) -> str:
    """Say what groups found before say about the time after, and whether RFM says it as well."""
    added = (
        f"{_share(one.gain)} more together with them ({_share(one.gain_low)} to"
        f" {_share(one.gain_high)})"
    )
    verdict = "" if one.beyond_rfm else ": no more than chance, so RFM segments say as much"
    return (
        f"Of {ABOUT[one.about]} in the {horizon_days} days after, groups found before explain"
        f" {_share(one.explained)} (95 %: {_share(one.low)} to {_share(one.high)}), RFM segments"
        f" {_share(one.rfm)}, and the groups {added}{verdict}; {number(one.n)} customers."
    )


def _share(share: float) -> str:
    """Return a share of variance in percent; it may be below zero, which is worse than the mean.

    >>> _share(0.2315), _share(-0.002)
    ('23.2 %', '-0.2 %')
    """
    return f"{100 * share:.1f} %"
