"""Findings of a training whose churn is declared: all that its report shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from matplotlib.figure import Figure

from src.modeling.grading import Grade
from src.modeling.leakage import Leak
from src.modeling.profit import Profit
from src.modeling.waits import Moment
from src.modeling.worth import Valued
from src.personas.names import PersonaName
from src.quality.readiness import Question
from src.reporting import ahead_figures, figures, persona_figures
from src.reporting.formats import money, number, percent
from src.reporting.leaving import SPOKEN, Leaving
from src.reporting.tables import Heading, TextTable
from src.unify.consent import NOTHING_SAID, Consents

WORTH = (  # heading, unit, column
    ("Value", "CLV, mean", "clv_mean"),
    ("Value at risk", "sum", "value_at_risk_sum"),
)


@dataclass(frozen=True, eq=False)
class DeclaredFindings:
    """What one training found; fields of `src.reporting.findings.Findings` mean what they do there.

    Parameters
    ----------
    kind
        ``label`` or ``subscription``.
    eligible
        Whom it was learnt from, judged on and is said of, in sentences.
    described_on, judged_on
        When the customers are described, and from when on they were judged (of a label, the same).
    judged
        One row per judged customer: ``churned``, ``churn_prob`` and ``rule``, what the best single
        column predicts.
    column
        That column.
    personas
        One row per persona: ``persona``, ``customers_count``, ``customers_share``,
        ``churn_prob_mean``, ``leavers`` (expected); with value ``clv_mean`` and
        ``value_at_risk_sum``; no rows where there are none.
    end_reasons
        One row per reason of the contracts that ended in the judged horizon: ``reason``, ``n``.
    valued
        What customers were said to be worth, and were; None where nothing says what they pay.
    profit, not_ranked
        Whom it pays to contact; None where that is not computed, and why.
    moments
        How many were expected still to be under contract some days later; none of a label.
    """

    dataset: str
    kind: str
    currency: str
    eligible: tuple[str, ...]
    described_on: date
    judged_on: date
    horizon_days: int
    churn_rate: float
    customers: int
    sources: pd.DataFrame
    churn_table: pd.DataFrame
    judged: pd.DataFrame
    column: str
    personas: pd.DataFrame
    contrasts: tuple[PersonaName, ...]
    stable: bool
    worst_jaccard: float
    adjusted_rand: float
    churn_effects: pd.DataFrame
    by_group: pd.DataFrame
    undated: tuple[str, ...]
    promoted: bool
    reason: str
    grades: tuple[Grade, ...]
    allowed_leaks: tuple[Leak, ...] = ()
    end_reasons: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"reason": [], "n": []}))
    changes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    consents: Consents = NOTHING_SAID
    people: tuple[str, ...] = ()
    sample: str = ""
    valued: Valued | None = None
    profit: Profit | None = None
    not_ranked: str = ""
    moments: tuple[Moment, ...] = ()

    @property
    def leaving(self) -> Leaving:
        """How churn is spoken of."""
        return SPOKEN[self.kind]

    @property
    def clv_effects(self) -> pd.DataFrame:
        """No rows: nothing is said of value."""
        return pd.DataFrame({"persona": []})

    @property
    def clv_effect_unit(self) -> str:
        """No unit."""
        return ""

    @property
    def ahead(self) -> str:
        """How far predictions look, in words."""
        return f"in {self.horizon_days} days" if self.horizon_days else "at any time"

    @property
    def how_judged(self) -> str:
        """On whom, and how, in a sentence."""
        n, share = number(len(self.judged)), percent(self.churn_rate)
        if self.kind == "label":
            how = "each by models that had not seen them (out of fold)"
            return f"Judged on {n} customers, {how}; {share} {self.leaving.left}."
        return (
            f"Judged on {n} customers under contract on {self.judged_on}, by what was known then;"
            f" {share} {self.leaving.left} {self.ahead}."
        )


def personas(findings: DeclaredFindings) -> TextTable:
    """Print the personas side by side."""
    worth = WORTH if findings.valued else ()
    return TextTable(
        "The personas side by side",
        (
            Heading("Persona"),
            Heading("Customers"),
            Heading(f"Risk of {findings.leaving.leaving}", "mean"),
            Heading(f"Expected to {findings.leaving.leave}", "customers"),
            *(Heading(words, unit) for words, unit, _ in worth),
        ),
        tuple(
            (
                str(row["persona"]),
                f"{number(row['customers_count'])} ({percent(row['customers_share'])})",
                percent(row["churn_prob_mean"]),
                number(row["leavers"]),
                *(money(row[name], findings.currency) for _, _, name in worth),
            )
            for _, row in findings.personas.iterrows()
        ),
    )


def end_reasons(findings: DeclaredFindings) -> TextTable:
    """Print why contracts ended in the judged horizon."""
    whole = max(float(findings.end_reasons["n"].sum()), 1.0)
    return TextTable(
        "Why contracts ended in the judged horizon",
        (Heading("Reason"), Heading("Contracts"), Heading("Share")),
        tuple(
            (str(row["reason"]), number(row["n"]), percent(row["n"] / whole))
            for _, row in findings.end_reasons.iterrows()
        ),
    )


def leak_sentence(leaks: tuple[Leak, ...]) -> str:
    """Say what was allowed although it seems to know the outcome; empty if nothing was.

    >>> leak_sentence((Leak("closed", "alone it takes away 99% of the uncertainty"),))
    'Allowed by hand (--allow-leak): closed, though alone it takes away 99% of the uncertainty.'
    """
    told = "; ".join(f"{leak.column}, though {leak.found}" for leak in leaks)
    return f"Allowed by hand (--allow-leak): {told}." if leaks else ""


def declared_figures(findings: DeclaredFindings) -> Mapping[str, Figure]:
    """Draw every figure of the report, by name."""
    drawn = {
        "churn_calibration": figures.churn_calibration(findings),
        "churn_gains": figures.churn_gains(findings),
        "churn_effects": persona_figures.overall_effects(findings, "churn"),
        **ahead_figures.profit_curve(findings),
    }
    if len(findings.personas):
        of_each = persona_figures.effects_per_persona(findings, "churn")
        drawn["churn_effects_per_persona"] = of_each
    return drawn
