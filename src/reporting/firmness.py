"""How firm personas are, in sentences: what they say about later spend and churn, what changed."""

from src.personas.usefulness import Usefulness
from src.reporting.findings import Findings
from src.reporting.formats import number

ABOUT = {"spend": "what customers spent (its logarithm)", "churn": "who placed no order"}


def firmness(findings: Findings) -> tuple[str, ...]:
    """Say what knowing the persona explains of what then happened, and what became of personas."""
    told = [useful_sentence(one, findings) for one in findings.useful]
    ids = ", ".join(f"{one.id} “{one.name}”" for one in findings.contrasts if one.id)
    called = [f"To call them otherwise, write personas.toml; their ids: {ids}."] if ids else []
    return (*told, *findings.persona_changes, *called)


def useful_sentence(one: Usefulness, findings: Findings) -> str:
    """Say what earlier groups told of the time after them, and whether RFM tells it as well."""
    verdict = "" if one.beyond_rfm else ": no more than chance, so RFM segments say as much"
    return (
        f"Personas found on {findings.judged_on} explain {_share(one.explained)} (95 %:"
        f" {_share(one.low)} to {_share(one.high)}) of {ABOUT[one.about]} in the"
        f" {findings.horizon_days} days after, RFM segments {_share(one.rfm)}. Beyond RFM personas"
        f" add {_share(one.gain)} ({_share(one.gain_low)} to {_share(one.gain_high)}){verdict};"
        f" {number(one.n)} customers."
    )


def _share(share: float) -> str:
    """Return a share of variance in percent; it may be below zero, which is worse than the mean.

    >>> _share(0.2315), _share(-0.002)
    ('23.2 %', '-0.2 %')
    """
    return f"{100 * share:.1f} %"
