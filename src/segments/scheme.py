"""A segment scheme: an idea of how to divide customers, as rules in the order in which they count.

Conditions are DuckDB SQL over features, predictions, the fifths of `src.segments.rfm` and the
frozen numbers of `src.segments.typical` (as ``typical.name``). A customer is in the segment of the
first rule that holds, so segments never overlap; where none holds, because a feature that the rules
need is null, the segment is not known. So rules name both sides of a threshold: no rule holds for
want of anything better.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from src.segments.rfm import scores
from src.segments.typical import MEASURES, Typical

NOT_KNOWN = "not known"
FIFTHS = {  # names without a unit, as no feature may have
    "recency_fifth": "recency_score",
    "frequency_fifth": "frequency_score",
    "monetary_fifth": "monetary_score",
}
FREQUENT_FROM = 4  # of those who buy often: the top two fifths


@dataclass(frozen=True)
class Rule:
    """A segment, the condition of belonging to it in SQL, and that condition in words."""

    segment: str
    when: str
    reason: str


@dataclass(frozen=True)
class Scheme:
    """Rules in order.

    Parameters
    ----------
    name, family
        Of the idea, and which of the families that marketers ask for it belongs to.
    needs
        Features, predictions or fifths that the rules name.
    lacking
        What data that cannot have the scheme lack, and why a customer's segment is not known.
    of_prospects
        Whether people who never ordered are in it too; of them only visits are known.
    """

    name: str
    family: str
    rules: tuple[Rule, ...]
    needs: tuple[str, ...]
    lacking: str
    of_prospects: bool = False

    def fits(self, names: Iterable[str]) -> bool:
        """Tell whether data with these features can have the scheme."""
        return bool(self.rules) and set(self.needs) <= set(names)

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of the segments, `NOT_KNOWN` last, which is the place of who is in none."""
        return (*(rule.segment for rule in self.rules), NOT_KNOWN)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why somebody is in each of the segments."""
        return (*(rule.reason for rule in self.rules), f"nothing is known of their {self.lacking}")


def assigned(rows: pd.DataFrame, schemes: Sequence[Scheme], typical: Typical) -> pd.DataFrame:
    """Find everybody's segment: one column per scheme, places in `Scheme.segments`, rows as given.

    Parameters
    ----------
    rows : one row per customer with the features and predictions that the rules need; NaN is null

    Raises
    ------
    duckdb.Error
        A condition cannot be computed.
    """
    found = {scheme.name: np.zeros(0, np.int64) for scheme in schemes}
    if not (schemes and len(rows)):
        return pd.DataFrame(found, index=rows.index)
    with duckdb.connect(config={"threads": 1}) as con:  # one thread keeps the order of rows
        con.register("customers", with_fifths(rows, typical))
        con.register("numbers", typical.frame())
        cases = ", ".join(f"{_case(scheme)} AS s{n}" for n, scheme in enumerate(schemes))
        one = "(SELECT numbers AS typical FROM numbers)"  # a struct: its names clash with none
        columns = con.sql(f"SELECT {cases} FROM customers, {one}").fetchnumpy()  # noqa: S608
    places = {s.name: columns[f"s{n}"].astype(np.int64) for n, s in enumerate(schemes)}
    return pd.DataFrame(places, index=rows.index)


def with_fifths(rows: pd.DataFrame, typical: Typical) -> pd.DataFrame:
    """Add the fifths of recency, frequency and money, where their features are there."""
    if not set(MEASURES) <= set(rows.columns):
        return rows
    scored = scores(typical.rfm, *(rows[name].to_numpy(np.float64) for name in MEASURES))
    return rows.assign(**{name: scored[score].to_numpy() for name, score in FIFTHS.items()})


def _case(scheme: Scheme) -> str:
    held = " ".join(f"WHEN (\n{rule.when}\n) THEN {n}" for n, rule in enumerate(scheme.rules))
    return f"CASE {held} ELSE {len(scheme.rules)} END"
