"""How each kind of churn is spoken of, and the simple rule that stands beside it."""

from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from src.modeling.profit import Profit
from src.quality.readiness import Question
from src.unify.consent import Consents


@dataclass(frozen=True)
class Leaving:
    """Words for churn: "to ``leave``", "they ``left``", "the risk of ``leaving``".

    ``rule`` is what anybody could do instead, and ``rule_column`` of the judged customers what it
    ranks by; ``pace`` is what a customer who stays is taken to pay, and ``then`` when or how
    predictions were judged.
    """

    leave: str
    left: str
    leaving: str
    rule: str
    rule_column: str
    pace: str = "what they pay now"
    then: str = "At the judged cutoff"


QUIET = Leaving(
    *("go quiet", "went quiet", "going quiet", "longest silence first", "recency_days"),
    pace="the pace of the last 90 days",
)
ALONE = "best single column"
LABEL = Leaving("leave", "left", "leaving", ALONE, "rule", then="Out of fold")
CONTRACT = Leaving("end the contract", "ended the contract", "ending the contract", ALONE, "rule")
SPOKEN = {"inactivity": QUIET, "label": LABEL, "subscription": CONTRACT}


class ChurnFindings(Protocol):
    """What figures of churn are drawn of: judged customers, and effects on their predictions."""

    @property
    def leaving(self) -> Leaving:
        """How churn is spoken of."""

    @property
    def judged(self) -> pd.DataFrame:
        """One row per judged customer: ``churned``, ``churn_prob`` and what the rule ranks by."""

    @property
    def churn_table(self) -> pd.DataFrame:
        """One row per model, ours first."""

    @property
    def personas(self) -> pd.DataFrame:
        """One row per persona."""

    @property
    def churn_effects(self) -> pd.DataFrame:
        """One row per explained customer: ``persona`` and a column per group."""

    @property
    def clv_effects(self) -> pd.DataFrame:
        """The same of value; no rows where nothing is said of it."""

    @property
    def clv_effect_unit(self) -> str:
        """``log`` or the currency."""

    @property
    def by_group(self) -> pd.DataFrame:
        """One row per group of people."""

    @property
    def currency(self) -> str:
        """Of amounts."""


class Contacted(Protocol):
    """What is told of whom to contact."""

    @property
    def leaving(self) -> Leaving:
        """How churn is spoken of."""

    @property
    def currency(self) -> str:
        """Of amounts."""

    @property
    def customers(self) -> int:
        """How many there are today."""

    @property
    def profit(self) -> Profit | None:
        """Whom it pays to contact."""

    @property
    def not_ranked(self) -> str:
        """Why there is no such list, where there is none."""


class Loaded(Protocol):
    """What is told of the data: sources, questions, permissions."""

    @property
    def sources(self) -> pd.DataFrame:
        """One row per source."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """What may be asked of the data."""

    @property
    def consents(self) -> Consents:
        """Whom each use left out."""
