"""Population statistics: what features must know of all customers before they describe one.

Fitted once, on customers who may be learnt from and on what was known before the earliest cutoff,
before customers are cut into chunks; frozen statistics travel with the model, so that the customer
who is scored is described as those were from whom it learnt.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.engine import collect
from src.features.family import Family
from src.features.measures import MONEY_DIGITS, flag
from src.features.own import DAYS

CUSTOMERS_MIN = 20  # a value that fewer have may tell who they are
SHARE_MIN = 0.01  # of the customers with any value
VALUES_MAX = 8


@dataclass(frozen=True)
class Norms:
    """Frozen population statistics.

    ``common`` holds, by "table.column", common values by the word that stands for them in names;
    ``usual_prices`` the median net of an item (currency) by category; ``never`` the columns, as
    "table.column", that no row fills in: whoever does not record opens knows of no mail unopened.
    """

    common: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    usual_prices: Mapping[str, float] = field(default_factory=dict)
    never: Sequence[str] = ()


def fit_norms(tables: Mapping[str, Frame], cutoff: int, families: Iterable[Family]) -> Norms:
    """Find what is common, usual and never recorded, as known before a cutoff.

    Common is what at least 20 customers and one in a hundred of those with any value have, at most
    eight values; so no name of a feature tells of a person.
    """
    asof, found, never = Asof((cutoff,)), {}, list[str]()
    for family in families:
        never += _never(tables, family, cutoff) if family.recorded else []
        for mix in family.mixes:
            values, customers = _customers(family.grain.rows(tables, asof), mix.column)
            found[f"{family.table}.{mix.column}"] = _common(values, customers)
    prices = _usual_prices(tables["order_lines"], asof) if "order_lines" in tables else {}
    return Norms(found, prices, sorted(never))


def _never(tables: Mapping[str, Frame], family: Family, cutoff: int) -> list[str]:
    """Return the columns that none of the rows known before the cutoff fills in, if there are any.

    A day that had not come by then fills in nothing.
    """
    rows = nw.from_native(tables[family.table]).lazy()
    rows = rows.filter(nw.col(DAYS[family.table]) < cutoff)
    filled = {
        name: nw.col(name) < cutoff if name.endswith("_day") else ~nw.col(name).is_null()
        for name in family.recorded
    }
    marked = rows.select(all=nw.lit(1), **{name: flag(where) for name, where in filled.items()})
    (counts,) = collect(marked.select(nw.all().sum())).to_dict("records")
    return [f"{family.table}.{n}" for n in filled if counts["all"] > 0 and not counts[n] > 0]


def _customers(events: Frame, column: str) -> tuple[dict[str, int], int]:
    """Count customers by the values of a column, and those with any."""
    rows = events.filter(~nw.col(column).is_null())
    pairs = rows.select("customer_id", column).unique()
    counted = collect(pairs.group_by(column).agg(customers=nw.len()))
    known = len(collect(rows.select("customer_id").unique()))
    return dict(zip(counted[column].tolist(), counted["customers"].tolist(), strict=True)), known


def _usual_prices(lines: Frame, asof: Asof) -> dict[str, float]:
    """Return the median net per item of each category that at least 20 customers bought."""
    sold = seen(lines, asof, "ordered_day").filter(
        nw.col("quantity") > 0, nw.col("net") > 0, ~nw.col("category").is_null()
    )
    priced = sold.with_columns(price=nw.col("net") / nw.col("quantity"))
    usual = collect(
        priced.group_by("category")
        .agg(nw.col("price").median(), customers=nw.col("customer_id").n_unique())
        .filter(nw.col("customers") >= CUSTOMERS_MIN)
        .sort("category")
    )
    prices = usual["price"].astype(float).round(MONEY_DIGITS)
    return dict(zip(usual["category"].tolist(), prices.tolist(), strict=True))


def _common(customers: Mapping[str, int], known: int) -> dict[str, str]:
    least = max(CUSTOMERS_MIN, SHARE_MIN * known)
    often = [value for value, count in customers.items() if count >= least]
    often.sort(key=lambda value: (-customers[value], value))
    words: dict[str, str] = {}
    for value in often[:VALUES_MAX]:
        alike = sum(word(value) == word(other) for other in words.values())
        words[f"{word(value)}_{alike + 1}" if alike else word(value)] = value
    return words


def word(value: str) -> str:
    """Return a value as part of a name.

    >>> word("Late delivery!"), word("日本")
    ('late_delivery', '日本')
    """
    return re.sub(r"\W+", "_", value.casefold()).strip("_") or "blank"
