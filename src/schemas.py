"""The canonical tables: what one row is, which columns it has, in which units, and how personal.

Written once; used to check a manifest, to map and check rows, and to print the data dictionary in
``data/README.md``. A new table is one more entry in ``TABLES``. In every table ``NaN`` never
occurs, null means *not known*, an instant is UTC, and a day is a day of the manifest's
``calendar_timezone``, counted from 1970-01-01.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "float", "int", "timestamp"]
Personal = Literal["identifying", "pseudonymous", "attribute", "none"]
SMALLEST_YEAR, LARGEST_YEAR = 1900, 2200
LARGEST_AMOUNT = 1e12  # sums are exact decimals with 6 places in 18 digits


@dataclass(frozen=True)
class Column:
    """One column; a row lacking a ``required`` one is quarantined, a value below ``low`` nulled."""

    name: str
    type: Type
    unit: str
    meaning: str
    personal: Personal = "none"
    required: bool = False
    low: float | None = None


@dataclass(frozen=True)
class Table:
    """One canonical table: ``takes`` is what a manifest may map, ``columns`` what comes out."""

    name: str
    grain: str
    kind: str
    takes: tuple[Column, ...]
    columns: tuple[Column, ...]

    @property
    def time(self) -> str | None:
        """Name of the column that dates a row, if rows are dated."""
        return next((c.name for c in self.takes if c.type == "timestamp"), None)


KEY = Column(
    "customer_key",
    "text",
    "",
    "who, as the source writes it",
    personal="identifying",
    required=True,
)
CUSTOMER = (
    Column("customer_id", "text", "", "pseudonym of the customer", personal="pseudonymous"),
    Column("bucket", "int", "0 to 255", "share of the customers, for working in chunks"),
)
ITEM = Column("item", "text", "", "what was bought or touched")
CATEGORY = Column("category", "text", "", "group of the item")
CHANNEL = Column("channel", "text", "", "where it happened or through what it was sent")
DISCOUNT = Column("discount", "float", "currency", "price reductions of all kinds", low=0)
COUPON = Column("coupon", "float", "currency", "the part of discount that came from coupons", low=0)
QUANTITY = Column("quantity", "float", "items", "how many; negative when returned")
NET = Column(
    "net", "float", "currency", "paid after reductions; negative when returned", required=True
)


def _timed(verb: str, meaning: str) -> tuple[Column, ...]:
    return (
        Column(f"{verb}_at", "timestamp", "UTC", meaning, required=True),
        Column(f"{verb}_s", "int", "seconds since 1970, UTC", f"{meaning}, as a number"),
        Column(f"{verb}_day", "int", "days since 1970", f"the calendar's day {meaning}"),
    )


ORDERED_AT, ORDERED_S, ORDERED_DAY = _timed("ordered", "when it was ordered")
CANCELLED_S, CANCELLED_DAY = _timed("cancelled", "when it was cancelled whole, null if it stands")[
    1:
]
ORDER_ID = Column("order_id", "text", "", "the order, within the whole data set")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "orders",
            "order, and within it per day with lines and per moment at which lines were cancelled",
            "value",
            (KEY, ORDERED_AT, NET, DISCOUNT, COUPON, QUANTITY, ITEM, CATEGORY),
            (
                *CUSTOMER,
                ORDER_ID,
                ORDERED_AT,
                ORDERED_S,
                ORDERED_DAY,
                Column("ordered_hour", "int", "0 to 23, local", "hour of the first line"),
                CANCELLED_S,
                CANCELLED_DAY,
                NET,
                Column("refund", "float", "currency", "what negative lines gave back, >= 0"),
                DISCOUNT,
                COUPON,
                QUANTITY,
                Column("lines", "int", "lines", "how many lines were summed"),
                Column("discounted_lines", "int", "lines", "how many of them were reduced"),
            ),
        ),
        Table(
            "order_lines",
            "line of an order (made when orders map an item)",
            "value, behavioural",
            (),
            (
                *CUSTOMER,
                ORDER_ID,
                ORDERED_S,
                ORDERED_DAY,
                CANCELLED_S,
                CANCELLED_DAY,
                ITEM,
                CATEGORY,
                QUANTITY,
                NET,
                DISCOUNT,
                COUPON,
            ),
        ),
        Table(
            "messages",
            "message sent to a customer",
            "interaction",
            (
                KEY,
                Column("sent_at", "timestamp", "UTC", "when it was sent", required=True),
                Column("campaign", "text", "", "which campaign it belonged to"),
                CHANNEL,
            ),
            (
                *CUSTOMER,
                *_timed("sent", "when it was sent"),
                Column("campaign", "text", "", "which campaign it belonged to"),
                CHANNEL,
            ),
        ),
        Table(
            "interactions",
            "visit, click, cart event, coupon redemption or the like",
            "interaction, behavioural",
            (
                KEY,
                Column("happened_at", "timestamp", "UTC", "when it happened", required=True),
                Column("type", "text", "", "what happened", required=True),
                CHANNEL,
                ITEM,
            ),
            (
                *CUSTOMER,
                *_timed("happened", "when it happened"),
                Column("type", "text", "", "what happened"),
                CHANNEL,
                ITEM,
            ),
        ),
        Table(
            "profiles",
            "customer; undated, so its attributes are marked as_of = unknown",
            "personal",
            (KEY,),
            CUSTOMER,  # and one float per attribute that the manifest names
        ),
    )
}
MAPPABLE: dict[str, Table] = {name: table for name, table in TABLES.items() if table.takes}


def dictionary(tables: Iterable[Table] = TABLES.values()) -> str:
    """Return the data dictionary as Markdown, one section per table; see ``data/README.md``."""
    return "\n\n".join(_section(table) for table in tables)


def _section(table: Table) -> str:
    rows = [
        f"| `{c.name}` | {c.type} | {c.unit} | {c.meaning} | {c.personal} |" for c in table.columns
    ]
    required = [f"`{c.name}`" for c in table.takes if c.required]
    optional = [f"`{c.name}`" for c in table.takes if not c.required]
    kinds = f"One row per {table.grain}. Kind of data: {table.kind}."
    mapped = f"Map {', '.join(required)}" + (
        f"; optionally {', '.join(optional)}." if optional else "."
    )
    return "\n".join(
        [
            f"### `{table.name}`",
            "",
            f"{kinds} {mapped}" if required else kinds,
            "",
            "| column | type | unit | meaning | personal |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )
