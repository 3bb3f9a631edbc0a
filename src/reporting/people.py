"""How many records became how many customers, in sentences; what decisions by hand change."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from src.reporting.formats import DASH, money, number, percent
from src.unify.customers import Identity
from src.unify.identity.links import ALONE

RULES = {
    "evidence": "by what they agree in",
    "mailbox": "by a mailbox",
    "number": "by a personal number",
    "equal": "since they say the same",
    "by hand": "by hand",
}
PREDICTED = ("churn_prob", "clv", "persona")
CHANGED = ("customer_id", *(f"{n}_{when}" for n in PREDICTED for when in ("before", "after")))
SHOWN = 20  # customers


def decision_sentence(changed: pd.DataFrame) -> str:
    """Say how many predictions decisions by hand change; nothing where there are none.

    >>> decision_sentence(pd.DataFrame({"customer_id": ["c1", "c2"]}))
    'Decisions by hand change the predictions for 2 customers.'
    """
    people = "1 customer" if len(changed) == 1 else f"{number(len(changed))} customers"
    return f"Decisions by hand change the predictions for {people}." if len(changed) else ""


def decision_rows(changed: pd.DataFrame, currency: str) -> tuple[tuple[str, ...], ...]:
    """Return, of those whom decisions by hand change most, id, risk, spend and persona."""
    return tuple(
        (
            row["customer_id"],
            _change(row, "churn_prob", percent),
            _change(row, "clv", lambda clv: money(clv, currency)),
            _change(row, "persona", str),
        )
        for row in changed.head(SHOWN).to_dict("records")
    )


def _change(row: Mapping[Hashable, Any], name: str, shown: Callable[[Any], str]) -> str:
    values = (row[f"{name}_before"], row[f"{name}_after"])
    return " → ".join(DASH if pd.isna(value) else shown(value) for value in values)


def who_is_who(identity: Identity) -> tuple[str, ...]:
    """Say how records were linked, and how surely; nothing where every key is a customer."""
    if not identity.resolved:
        return ()
    ways = [f"{number(identity.by_rule[rule])} {words}" for rule, words in RULES.items()
            if rule in identity.by_rule]  # fmt: skip
    told = [
        f"{number(identity.records)} records are {number(identity.customers)} customers"
        + (f": records were linked {', '.join(ways)}" if ways else "")
        + f"; {number(identity.by_rule.get(ALONE, 0))} stand alone."
    ]
    if identity.precision is not None and identity.recall is not None:
        told.append(
            f"Of linked pairs that were compared, an estimated {identity.precision:.1%} are"
            f" one person, and of pairs that are, {identity.recall:.1%} are linked."
        )
    if identity.shared:
        shared = ", ".join(f"{number(n)} of {name}" for name, n in identity.shared.items())
        told.append(f"Values that too many people share to tell anybody apart: {shared}.")
    if identity.refused:
        told.append(
            f"{number(identity.refused)} likely pairs were not linked, for that would have made one"
            " of two people."
        )
    return tuple(told)
