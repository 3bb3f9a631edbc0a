"""The canonical tables: what one row is, which columns it has, in which units, and how personal.

Written once; used to check a manifest, to map and check rows, and to print the data dictionary in
``data/README.md``. A new table is one more entry in ``TABLES``. In every table ``NaN`` never
occurs, null means *not known*, an instant is UTC, and a day is a day of the manifest's
``calendar_timezone``, counted from 1970-01-01.
"""

from src.schemas.column import Column, Table
from src.schemas.commerce import ORDER_LINES, ORDERS, SUBSCRIPTIONS
from src.schemas.contact import FEEDBACK, INTERACTIONS, MESSAGES, TICKETS, WORDS
from src.schemas.person import CONSENTS, IDENTITY_LINKS, PROFILE_CONFLICTS, PROFILES

__all__ = ["MAPPABLE", "TABLES", "Column", "Table"]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ORDERS,
        ORDER_LINES,
        INTERACTIONS,
        MESSAGES,
        TICKETS,
        FEEDBACK,
        WORDS,
        SUBSCRIPTIONS,
        CONSENTS,
        PROFILES,
        PROFILE_CONFLICTS,
        IDENTITY_LINKS,
    )
}
MAPPABLE: dict[str, Table] = {name: table for name, table in TABLES.items() if table.takes}
