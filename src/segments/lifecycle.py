"""Lifecycle: how long a customer has been silent, in gaps that are usual for them.

Who is later than usual has tripped the wire of Novo's latency (Drilling Down, 3rd ed. 2004). Where
purchases of a customer are Poisson (Ehrenberg, Repeat-Buying, 1988; Schmittlein, Morrison &
Colombo 1987, doi:10.1287/mnsc.33.1.1), a silence of three usual gaps comes up in one case of twenty
(exp(-3) = .0498): then a customer is taken for lapsed. Of whom only one order day is known, the
usual gap is that of the customers of the data set. New is whom the key figures count as new.
"""

from src.segments.kpis import NEW_DAYS
from src.segments.scheme import Rule, Scheme

LAPSED = 3  # usual gaps
SILENCE = "coalesce(overdue_ratio, recency_days / typical.gap_days)"  # in usual gaps
LIFECYCLE = Scheme(
    name="lifecycle",
    family="lifecycle",
    rules=(
        Rule("new", f"T_days <= {NEW_DAYS}", f"first order at most {NEW_DAYS} days ago"),
        Rule(
            "returning",
            f"gap_last_days > {LAPSED} * gap_median_days AND {SILENCE} <= 1",
            f"back after a silence of more than {LAPSED} of their usual gaps",
        ),
        Rule("active", f"{SILENCE} <= 1", "silent for no longer than their usual gap"),
        Rule("slipping", f"{SILENCE} <= {LAPSED}", "silent for longer than their usual gap"),
        Rule(
            "lapsed", f"{SILENCE} > {LAPSED}", f"silent for more than {LAPSED} of their usual gaps"
        ),
    ),
    needs=("overdue_ratio", "recency_days", "T_days", "gap_last_days", "gap_median_days"),
    lacking="usual gap between orders",
)
