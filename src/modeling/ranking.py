"""What a contact list goes by, in words: one place, for the list, the terminal and the report."""

from dataclasses import dataclass

from src.config import Contact
from src.modeling.stakes import Told, valued

PROFIT = "most expected profit"
BY_UPLIFT = (
    "The contact list ranks by uplift times margin times value, less cost: what a contact changes"
    " was learnt from messages with a control arm, and takes the place of success_rate."
)
BY_RISK = (
    "The contact list ranks by churn probability times success_rate times margin times value, less"
    " cost: uplift is not usable here."
)
NO_VALUE = (
    "Whom it pays to contact is not computed, as nothing says what a customer is worth: write one"
    " value for all, [contact] value = 100.0, or map what customers pay (amount and period of"
    " subscriptions; [churn] value, where churn is a label). Until then scores.csv holds all who"
    " permit it, the likeliest to leave first."
)


@dataclass(frozen=True)
class Ranking:
    """Who comes ``first``, and why in a sentence; empty where nothing was asked for."""

    first: str
    why: str = ""

    @property
    def by_profit(self) -> bool:
        """Whether the list goes by expected profit."""
        return self.first == PROFIT


def ranking(terms: Contact | None, told: Told) -> Ranking:
    """Return what a list goes by.

    >>> import numpy as np
    >>> told = Told(np.array([0.5]))
    >>> ranking(None, told)
    Ranking(first='likeliest to leave', why='')
    >>> ranking(Contact(cost=1.0, success_rate=0.1), told).first
    'likeliest to leave'
    >>> ranking(Contact(cost=1.0, success_rate=0.1, value=9.0), told).by_profit
    True
    """
    if terms is not None and valued(terms, told):
        return Ranking(PROFIT, BY_RISK if told.uplift is None else BY_UPLIFT)
    first = "likeliest to leave" if told.value_at_risk is None else "most value at risk"
    return Ranking(first, "" if terms is None else NO_VALUE)
