"""Whom it pays to contact, and what contacting changed: sentences and tables."""

from collections.abc import Iterator

from src.modeling.profit import Profit
from src.modeling.ranking import BY_RISK, BY_UPLIFT
from src.modeling.uplift import Ranked, Uplift
from src.reporting.findings import Findings
from src.reporting.formats import DASH, money, number, percent, signed
from src.reporting.leaving import Contacted
from src.reporting.tables import Heading, TextTable

NOT_TRIED = (
    "What contacting changes is not known: no messages with a treated and a control arm are mapped."
)
FEW = 5  # features named


def profit_sentences(findings: Contacted) -> tuple[str, ...]:
    """Say whom to contact, what that is expected to earn, and whether it would have."""
    if findings.profit is None:
        return (findings.not_ranked,)
    return tuple(_profit(findings.profit, findings))


def _profit(found: Profit, findings: Contacted) -> Iterator[str]:
    terms, currency = found.terms, findings.currency
    worth = findings.leaving.pace if terms.value == "pace" else "expected spend (CLV)"
    if isinstance(terms.value, float):
        worth = f"{money(terms.value, currency)} each"
    kept = f"{percent(terms.success_rate)} of those who would leave are kept and then spend {worth}"
    if found.by_uplift:
        kept = f"those whom it moves, and nobody else, then spend {worth}"
    yield (
        f"Whom to contact: {number(found.contacts)} of {number(findings.customers)} customers; it"
        f" costs {money(found.cost, currency)} and is expected to earn"
        f" {money(found.expected, currency)} after that, if {kept}, of which"
        f" {percent(terms.margin)} is earned."
    )
    yield BY_UPLIFT if found.by_uplift else BY_RISK
    if found.unvalued:
        yield (
            f"Of {number(found.unvalued)} customers nothing says what they pay; they are not"
            " listed."
        )
    ours, *others = found.judged
    told = ", ".join(
        f"{one.name} {money(one.profit, currency)}" for one in others if one.name != "nobody"
    )
    sure = "" if ours.low > 0 else " Not clearly more than contacting nobody."
    such = "a list by churn probability instead" if found.by_uplift else "such a list"
    yield (
        f"{findings.leaving.then} {such} ({number(ours.contacts)} customers) was expected to earn"
        f" {money(ours.predicted, currency)} and would have earned {money(ours.profit, currency)}"
        f" (95% interval {money(ours.low, currency)} to {money(ours.high, currency)}); {told}."
        f"{sure}"
    )


def profit_table(findings: Contacted) -> TextTable:
    """Print what every way to choose would have earned."""
    rows = () if findings.profit is None else findings.profit.judged
    currency = findings.currency
    return TextTable(
        "Whom to contact: what each way to choose would have earned, with 95% intervals",
        (
            Heading("Contacted"),
            Heading("Contacts"),
            Heading("Their cost"),
            Heading("Expected", "before, after cost"),
            Heading("Would have earned", "after cost; nobody 0"),
            Heading("Less than this list"),
        ),
        tuple(
            (
                one.name[:1].upper() + one.name[1:],
                number(one.contacts),
                money(one.cost, currency),
                money(one.predicted, currency),
                _range(one.profit, one.low, one.high, currency),
                _range(one.less, one.less_low, one.less_high, currency) if place else DASH,
            )
            for place, one in enumerate(rows)
        ),
    )


def _range(value: float, low: float, high: float, currency: str) -> str:
    ends = f"{money(low, currency)} to {money(high, currency)}"
    return f"{money(value, currency)} ({ends})"


def uplift_sentences(findings: Findings) -> tuple[str, ...]:
    """Say what contacting changed, and whether single customers can be ranked by that."""
    found = findings.uplift
    return (NOT_TRIED,) if found is None else tuple(_uplift(found))


def _uplift(found: Uplift) -> Iterator[str]:
    all_, verdict = found.overall, found.verdict
    yield (
        f"In {number(found.campaigns)} campaigns with a control arm {number(found.customers)}"
        f" customers took part, {number(found.rows)} times in all: {percent(all_.treated_rate)} of"
        f" those contacted ordered within {found.window_days} days,"
        f" {percent(all_.control_rate)} of the controls,"
        f" {_points(all_.effect)} points (95% interval {_points(all_.low)} to"
        f" {_points(all_.high)})."
    )
    if found.unbalanced:
        names = ", ".join(
            f"{name} by {number(size, 1)} standard errors"
            for name, size in list(found.unbalanced.items())[:FEW]
        )
        yield (
            f"The arms differed before anything was sent ({names}), more than a lot explains: who"
            " was kept as control was not drawn by lot, and nothing follows from the comparison."
        )
        return
    yield "The arms did not differ before, beyond chance."
    ranked = {one.name: one for one in verdict.rankings}
    ours, rival = ranked[verdict.learner], ranked[verdict.fallback]
    if verdict.usable:
        yield (
            f"Uplift is usable: the {verdict.learner} ranks whom a contact moves with Qini"
            f" {_qini(ours)}, “{verdict.fallback}” with {_qini(rival)}; it is ahead by"
            f" {_ahead(rival)}."
        )
    else:
        yield (
            f"Uplift is not usable here: the {verdict.learner} has Qini {_qini(ours)}, ahead of"
            f" “{verdict.fallback}” ({_qini(rival)}) by {_ahead(rival)}, not beyond chance. Use"
            f" “{verdict.fallback}”"
            + ("." if rival.low > 0 else ", or lots: no ranking is clearly better than a lottery.")
        )


def uplift_table(findings: Findings) -> TextTable:
    """Print what being contacted changed in each persona."""
    found = findings.uplift
    rows = () if found is None else (found.overall, *found.personas)
    return TextTable(
        "What a contact changed: share of customers who then order; 95% intervals that hold"
        " together",
        (
            Heading("Persona", "as of before the message"),
            Heading("n", "customers, once per campaign"),
            Heading("Contacted"),
            Heading("Control"),
            Heading("Difference", "percentage points"),
        ),
        tuple(
            (
                one.group[:1].upper() + one.group[1:],
                number(one.n),
                percent(one.treated_rate),
                percent(one.control_rate),
                f"{_points(one.effect)} ({_points(one.low)} to {_points(one.high)})",
            )
            for one in rows
        ),
    )


def rankings_table(findings: Findings) -> TextTable:
    """Print how well each ranking finds whom a contact moves."""
    found = findings.uplift
    rows = () if found is None or found.unbalanced else found.verdict.rankings
    best = found.verdict.learner if found else ""
    return TextTable(
        "Who is moved by a contact: rankings on customers not learnt from, 95% intervals",
        (
            Heading("Ranking"),
            Heading("Qini", "lottery 0"),
            Heading(f"{best} is ahead by", "above 0: for sure"),
        ),
        tuple(
            (
                one.name[:1].upper() + one.name[1:],
                _qini(one),
                DASH if one.name == best else _ahead(one),
            )
            for one in rows
        ),
    )


def _points(share: float) -> str:
    return signed(100 * share, 1)


def _qini(one: Ranked) -> str:
    return f"{number(one.qini, 1)} ({number(one.low, 1)} to {number(one.high, 1)})"


def _ahead(one: Ranked) -> str:
    return f"{number(one.beats, 1)} ({number(one.beats_low, 1)} to {number(one.beats_high, 1)})"
