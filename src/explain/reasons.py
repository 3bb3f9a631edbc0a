"""Reasons: the few groups of features that moved one prediction most, in words."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from src.modeling.design import FloatArray


class Reason(TypedDict):
    """A group of features that ``raises`` or ``lowers`` the probability, and by what log-odds."""

    reason: str
    direction: str
    effect: float


def strongest(effects: FloatArray, groups: Sequence[str], top: int) -> list[list[Reason]]:
    """Return the ``top`` strongest effects of each row, the strongest first.

    >>> strongest(np.array([[0.2, -0.7]]), ["coupons", "discounts"], 1)
    [[{'reason': 'discounts', 'direction': 'lowers', 'effect': -0.7}]]
    """
    order = np.argsort(-np.abs(effects), axis=1, kind="stable")[:, :top]
    return [
        [_reason(groups[column], float(row[column])) for column in chosen]
        for row, chosen in zip(effects, order, strict=True)
    ]


def _reason(group: str, effect: float) -> Reason:
    return {"reason": group, "direction": "raises" if effect > 0 else "lowers", "effect": effect}
