"""The contact list: who of those who permit it is worth contacting, within the budget."""

import numpy as np
import pandas as pd

from src.activation.export import CONTACT, LISTED
from src.config import Contact
from src.modeling.profit import chosen, expected_profit, stake

PROFIT = "expected_profit"


def contact_first(table: pd.DataFrame, terms: Contact) -> pd.DataFrame:
    """Add what contacting each customer is expected to earn, most first, and who is listed.

    Parameters
    ----------
    table : as `src.activation.export.scores_table` returns it

    Returns
    -------
    the table with ``expected_profit`` (currency, after cost) beside the value at risk, and
    ``listed``: who permits it, earns more than they cost, and is within the budget
    """
    told = {name: table[name].to_numpy(np.float64) for name in ("churn_prob", "clv")}
    at_risk = table["value_at_risk"].to_numpy(np.float64)
    profit = expected_profit(terms, stake(terms, at_risk, **told))
    permitted = table[CONTACT].to_numpy(np.bool_)
    listed = np.zeros(len(table), dtype=np.bool_)
    listed[permitted] = chosen(terms, profit[permitted])
    place = table.columns.get_loc("value_at_risk")
    found = table.assign(**{LISTED: listed})
    found.insert(int(str(place)) + 1, PROFIT, profit)
    return found.sort_values([PROFIT, "customer_id"], ascending=[False, True], ignore_index=True)
