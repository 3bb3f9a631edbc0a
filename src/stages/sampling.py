"""A sample of customers to learn from, where all of them are more than a model needs."""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import Frame
from src.unify.consent import LINKS

PROFILES = "profiles"
DIGITS = 15  # hexadecimal, of a pseudonym after its c: a keyed hash, so as good as drawn by lot


def sampled(tables: Mapping[str, Frame], customers: int, wanted: int | None) -> Mapping[str, Frame]:
    """Keep the rows of about ``wanted`` of the ``customers`` that there are; of all if None.

    Always the same ones, whatever the engine: those of the lowest pseudonyms, so that a larger
    sample holds a smaller one, and a customer stays in it when others come. What profiles tell of a
    record that stood alone at first goes with its customer.
    """
    if wanted is None or wanted >= customers:
        return tables
    drawn = nw.col("customer_id") < first_beyond(wanted / customers)
    some = {name: table.filter(drawn) for name, table in tables.items()}
    if {LINKS, PROFILES} <= tables.keys():
        theirs = some[LINKS].select(customer_id=nw.col("record_id"))
        some[PROFILES] = tables[PROFILES].join(theirs, on="customer_id", how="semi")
    return some


def first_beyond(share: float) -> str:
    """Return the pseudonym below which this share of all lies, 0 to 1 and less than 1.

    >>> first_beyond(0.5), first_beyond(1 / 256)
    ('c800000000000000', 'c010000000000000')
    """
    return f"c{round(share * 16**DIGITS):0{DIGITS}x}"


def sample_told(customers: int, wanted: int | None) -> str:
    """Say that a sample was taken; empty if not.

    >>> sample_told(2469, 1000)
    'about 1,000 of 2,469 customers were learnt from and are described here'
    >>> sample_told(2469, None), sample_told(2469, 5000)
    ('', '')
    """
    if wanted is None or wanted >= customers:
        return ""
    return f"about {wanted:,} of {customers:,} customers were learnt from and are described here"
