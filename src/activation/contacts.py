"""The contact list: who of those who permit it is worth contacting, within the budget."""

import numpy as np
import pandas as pd

from src.activation.export import CONTACT, LISTED
from src.config import Contact
from src.modeling.profit import chosen, expected, told_of, valued

PROFIT = "expected_profit"
BY_UPLIFT = (
    "The contact list ranks by expected profit, uplift × margin × value − cost: what a contact"
    " changes was learnt from messages with a control arm, and takes the place of success_rate."
)
BY_RISK = (
    "The contact list ranks by expected profit, churn probability × success_rate × margin × value −"
    " cost: uplift is not usable here."
)
NO_TERMS = (
    "The contact list is not ranked by profit: set cost and success_rate under [contact] in"
    " dataset.toml."
)
NO_VALUE = (
    "The contact list is not ranked by profit, as nothing says what a customer is worth: map amount"
    " and period of subscriptions, name what customers pay in [churn] value, or give one value for"
    " all, [contact] value = 100.0."
)


def contact_first(table: pd.DataFrame, terms: Contact | None) -> tuple[pd.DataFrame, str]:
    """Add what contacting each customer is expected to earn, most first, and who is listed.

    Parameters
    ----------
    table : as `src.activation.export.scores_table` returns it

    Returns
    -------
    the table with ``expected_profit`` (currency, after cost), before the churn reasons, and
    ``listed``: who permits it, earns more than they cost, and is within the budget; as it was where
    nothing says what a contact costs or a customer is worth. And in words, what it is ranked by.
    """
    if terms is None:
        return table, NO_TERMS
    told = told_of(table)
    if not valued(terms, told):
        return table, NO_VALUE
    profit = expected(terms, told)
    permitted = table[CONTACT].to_numpy(np.bool_)
    listed = np.zeros(len(table), dtype=np.bool_)
    listed[permitted] = chosen(terms, profit[permitted])
    place = table.columns.get_loc("value_at_risk" if "value_at_risk" in table else "churn_prob")
    found = table.assign(**{LISTED: listed})
    found.insert(int(str(place)) + 1, PROFIT, profit)
    by = [PROFIT, "customer_id"]
    found = found.sort_values(by, ascending=[False, True], ignore_index=True)
    return found, BY_RISK if told.uplift is None else BY_UPLIFT

