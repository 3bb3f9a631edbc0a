"""The contact list: who of those who permit it is worth contacting, within the budget."""

import numpy as np
import pandas as pd

from src.activation.export import CONTACT, LISTED
from src.config import Contact
from src.modeling.profit import chosen
from src.modeling.ranking import Ranking, ranking
from src.modeling.stakes import expected, told_of

PROFIT = "expected_profit"


def contact_first(table: pd.DataFrame, terms: Contact | None) -> tuple[pd.DataFrame, Ranking]:
    """Add what contacting each customer is expected to earn, most first, and who is listed.

    Parameters
    ----------
    table : as `src.activation.export.scores_table` returns it

    Returns
    -------
    the table with ``expected_profit`` (currency, after cost; null where the value is not known)
    beside the value at risk, and ``listed``: who permits it, earns more than they cost, and is
    within the budget; as it was where nothing says what a contact costs or a customer is worth.
    And what it is ranked by.
    """
    told = told_of(table)
    ranked = ranking(terms, told)
    if terms is None or not ranked.by_profit:
        return table, ranked
    profit = expected(terms, told)
    permitted = table[CONTACT].to_numpy(np.bool_)
    listed = np.zeros(len(table), dtype=np.bool_)
    listed[permitted] = chosen(terms, profit[permitted])
    place = table.columns.get_loc("churn_prob" if told.value_at_risk is None else "value_at_risk")
    found = table.assign(**{LISTED: listed})
    found.insert(int(str(place)) + 1, PROFIT, profit)
    order = [PROFIT, "customer_id"]
    return found.sort_values(order, ascending=[False, True], ignore_index=True), ranked
