"""How firm personas are, in sentences: what they say about later spend and churn, what changed."""

from src.personas.claims import supported
from src.personas.months import Changing, Monthly
from src.personas.usefulness import Usefulness
from src.reporting.findings import Findings
from src.reporting.formats import number
from src.reporting.language import Speech, speech
from src.reporting.sentences import Sentence, Teller
from src.reporting.told import tell

ABOUT = {"spend": "what customers spent (its logarithm)", "churn": "who placed no order"}


def firmness(findings: Findings, said: Speech | None = None) -> tuple[Sentence, ...]:
    """Say what knowing the persona explains of what then happened, and what became of personas.

    Each sentence with what it rests on; without that it is not said.
    """
    said, rests = said or speech("en"), findings.rests
    told = [(one.about, useful_sentence(one, findings), one.about) for one in findings.useful]
    if findings.monthly:
        told.append(("monthly", monthly_sentence(findings.monthly), "afresh"))
    held = [(name, text, rests[about]) for name, text, about in told if about in rests]
    held += [
        (f"change-{place}", one.told, one.rests)
        for place, one in enumerate(findings.persona_changes, start=1)
    ]
    teller = Teller(said, findings.currency)
    return tuple(
        Sentence(f"firm-{name}", tell(text, said), teller.evidence(support))
        for name, text, support in held
        if supported(support, least=1)
    )


def naming(findings: Findings) -> str:
    """Say how personas are given other names; nothing where they have no ids."""
    ids = ", ".join(f"{one.id} “{one.name}”" for one in findings.contrasts if one.id)
    return f"To call them otherwise, write personas.toml; their ids: {ids}." if ids else ""


def useful_sentence(one: Usefulness, findings: Findings) -> str:
    """Say what earlier groups told of the time after them, and whether RFM tells it as well."""
    verdict = "" if one.beyond_rfm else ": no more than chance, so RFM segments say as much"
    return (
        f"Personas found on {findings.judged_on} explain {_share(one.explained)} (95 %:"
        f" {_share(one.low)} to {_share(one.high)}) of {ABOUT[one.about]} in the"
        f" {findings.horizon_days} days after, RFM segments {_share(one.rfm)}. Beyond RFM, personas"
        f" add {_share(one.gain)} ({_share(one.gain_low)} to {_share(one.gain_high)}){verdict};"
        f" {number(one.n)} customers."
    )


def monthly_sentence(one: Monthly) -> str:
    """Say how many customers change persona from one month to the next, and how many change back.

    >>> afresh = Changing(0.12, 0.11, 0.13, watched=200, undone=80)
    >>> print(monthly_sentence(Monthly(afresh, Changing(0.05, 0.04, 0.06, 0, 0), 2400, 600)))
    From one month to the next, 12.0 % of customers (95 %: 11.0 % to 13.0 %) come nearest to \
another of these personas, and 80 of 200 such changes are undone a month later; kept unless \
another is clearly nearer, as scores keep it, the persona changes for 5.0 % (4.0 % to 6.0 %). \
n = 2,400 pairs of months of 600 customers.
    """
    undone = f", {_undone(one.kept)}" if one.kept.watched else ""
    watched = f", and {_undone(one.afresh)}" if one.afresh.watched else ""
    return (
        f"From one month to the next, {_share(one.afresh.share)} of customers (95 %:"
        f" {_share(one.afresh.low)} to {_share(one.afresh.high)}) come nearest to another of these"
        f" personas{watched}; kept unless another is clearly nearer, as scores keep it, the persona"
        f" changes for {_share(one.kept.share)} ({_share(one.kept.low)} to"
        f" {_share(one.kept.high)}){undone}. n = {number(one.pairs)} pairs of months of"
        f" {number(one.customers)} customers."
    )


def _undone(one: Changing) -> str:
    return f"{number(one.undone)} of {number(one.watched)} such changes are undone a month later"


def _share(share: float) -> str:
    """Return a share of variance in percent; it may be below zero, which is worse than the mean.

    >>> _share(0.2315), _share(-0.002)
    ('23.2 %', '-0.2 %')
    """
    return f"{100 * share:.1f} %"
