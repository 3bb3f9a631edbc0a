"""What was bought: orders, their lines, and contracts."""

from src.schemas.column import (
    CHANNEL,
    CUSTOMER,
    ITEM,
    KEY,
    Column,
    Rule,
    Table,
    event_columns,
    numbered,
)

ORDERED_AT = Column("ordered_at", "timestamp", "UTC", "when it was ordered", required=True)
DUE_AT = Column("due_at", "timestamp", "UTC", "when it was to be paid", future=True)
PAID_AT = Column("paid_at", "timestamp", "UTC", "when it was paid, null if it was not yet")
CATEGORY = Column("category", "text", "", "group of the item")
DISCOUNT = Column("discount", "float", "currency", "price reductions of all kinds", low=0)
COUPON = Column("coupon", "float", "currency", "the part of discount that came from coupons", low=0)
QUANTITY = Column("quantity", "float", "items", "how many; negative when returned")
NET = Column(
    "net", "float", "currency", "paid after reductions; negative when returned", required=True
)
ORDER_ID = Column("order_id", "text", "", "the order, within the whole data set")
_, ORDERED_S, ORDERED_DAY = numbered(ORDERED_AT)
_, DUE_S, DUE_DAY = numbered(DUE_AT)
_, PAID_S, PAID_DAY = numbered(PAID_AT)
CANCELLED = numbered(  # only where the manifest matches cancellations
    Column("cancelled_at", "timestamp", "UTC", "when it was cancelled whole, null if it stands")
)[1:]

ORDERS = Table(
    "orders",
    "order, and within it per day with lines and per moment at which lines were cancelled",
    "value",
    (
        KEY,
        ORDERED_AT,
        NET,
        DISCOUNT,
        COUPON,
        QUANTITY,
        ITEM,
        CATEGORY,
        CHANNEL,
        DUE_AT,
        PAID_AT,
    ),
    (
        *CUSTOMER,
        ORDER_ID,
        ORDERED_AT,
        ORDERED_S,
        ORDERED_DAY,
        Column("ordered_hour", "int", "0 to 23, local", "hour of the first line"),
        *CANCELLED,
        NET,
        Column("refund", "float", "currency", "what negative lines gave back, >= 0"),
        DISCOUNT,
        COUPON,
        QUANTITY,
        Column("lines", "int", "lines", "how many lines were summed"),
        Column("discounted_lines", "int", "lines", "how many of them were reduced"),
        CHANNEL,
        DUE_S,
        DUE_DAY,
        PAID_S,
        PAID_DAY,
    ),
    (Rule("net", "negative without a return", "net >= 0 OR quantity < 0"),),
    key=("customer_id", "alone_id", "order_id", "ordered_day", "cancelled_s"),
)
ORDER_LINES = Table(
    "order_lines",
    "line of an order (made when orders map an item)",
    "value, behavioural",
    (),
    (
        *CUSTOMER,
        ORDER_ID,
        ORDERED_S,
        ORDERED_DAY,
        *CANCELLED,
        ITEM,
        CATEGORY,
        QUANTITY,
        NET,
        DISCOUNT,
        COUPON,
    ),
)
SUBSCRIPTION = (
    KEY,
    Column("started_at", "timestamp", "UTC", "when the contract's period began", required=True),
    Column("ended_at", "timestamp", "UTC", "when it ended, null while it runs", future=True),
    Column("plan", "text", "", "what was subscribed to"),
    Column("amount", "float", "currency per period", "what is paid", decisive=True, low=0),
    Column(
        "period",
        "text",
        "",
        "how often it is paid",
        codes={
            "week": ("weekly", "w"),
            "month": ("monthly", "m", "month-to-month"),
            "quarter": ("quarterly", "q"),
            "year": ("yearly", "annual", "annually", "one year", "y"),
        },
    ),
    Column("end_reason", "text", "", "why it ended"),
)
SUBSCRIPTIONS = Table(
    "subscriptions",
    "period of a contract",
    "behavioural",
    SUBSCRIPTION,
    event_columns(SUBSCRIPTION),
    (Rule("ended_at", "before it started", "ended_at >= started_at"),),
)
