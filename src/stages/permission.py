"""Whom a use of the data leaves out, and the tables of all others."""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from src.asof import Frame
from src.config import FILE, Unsaid
from src.engine import Engine, collect, kept
from src.errors import DataError
from src.unify.consent import LeftOut, Use, barred, names_of, permitted

DESCRIBED = ("orders", "subscriptions", "profiles")  # whose customers may be described
NAMES = ("customer_id", "alone_id")  # a customer's, and a record's as long as it stands alone


@dataclass(frozen=True, eq=False)
class Permission:
    """Canonical tables of all who permit a use; ``whole`` if nobody was left out."""

    tables: Mapping[str, Frame]
    left_out: LeftOut
    whole: bool

    @property
    def needed(self) -> Mapping[str, Frame]:
        """The tables, if anybody is left; else a `DataError`."""
        if self.left_out.left == 0:
            raise DataError(
                f"{self.left_out}. Nobody is left. What holds for those who never said is in"
                f" [consent] of {FILE}."
            )
        return self.tables

    def covers(self, customer_id: NDArray[np.str_]) -> NDArray[np.bool_]:
        """Tell of each customer who can be described whether they are permitted."""
        if self.whole:
            return np.ones(len(customer_id), dtype=np.bool_)
        known = [
            table.select(customer=nw.col(name)).unique()
            for table in (self.tables[one] for one in DESCRIBED if one in self.tables)
            for name in NAMES
            if name in table.collect_schema().names()
        ]
        return np.isin(customer_id, collect(nw.concat(known))["customer"].to_numpy(np.str_))


def permission(
    engine: Engine, tables: Mapping[str, Frame], use: Use, unsaid: Unsaid, customers: int
) -> Permission:
    """Leave out who does not permit a use.

    Parameters
    ----------
    unsaid : what holds where a customer never said anything
    customers : how many there are
    """
    out = barred(tables, use, unsaid.model_dump())
    if out is None:
        return Permission(tables, LeftOut(use.done, customers, 0, 0), whole=True)
    of_use = engine.work / "barred" / "-".join(use.purposes)
    own = kept(engine, out, of_use / "customers.parquet")
    counts = nw.col("withdrew", "shared").sum()
    found = collect(own.select(nw.len().alias("all"), counts)).fillna(0)
    count, withdrew, shared = (int(found[n].iloc[0]) for n in ("all", "withdrew", "shared"))
    left_out = LeftOut(use.done, customers, withdrew, count - withdrew, shared)
    if not count:
        return Permission(tables, left_out, whole=True)
    named = kept(engine, names_of(tables, own), of_use / "names.parquet")
    return Permission(permitted(tables, named), left_out, whole=False)
