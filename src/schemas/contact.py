"""What passed between a customer and us: what they did, what we sent, what they said."""

from src.schemas.column import (
    CHANNEL,
    CUSTOMER,
    ITEM,
    KEY,
    Column,
    Rule,
    Table,
    event_columns,
)

WRITTEN = Column("text", "text", "", "what was written; only `words` go on", "identifying")
INTERACTION = (
    KEY,
    Column("happened_at", "timestamp", "UTC", "when it happened", required=True),
    Column(
        "type",
        "text",
        "",
        "what happened; features know cart, checkout, purchase, order, login, download and"
        " coupon_redemption",
        required=True,
    ),
    CHANNEL,
    ITEM,
    Column("device", "text", "", "phone, tablet, computer or the like"),
    Column("os", "text", "", "operating system of the device"),
    Column("referrer", "text", "", "what led there", many=True),
    Column(
        "stage",
        "text",
        "",
        "step of the funnel: awareness, consideration, intent, purchase or loyalty",
    ),
    Column("session", "text", "", "visit that it belongs to", many=True),
    Column("amount", "float", "as the source counts", "how much it moved, such as points"),
)
MESSAGE = (
    KEY,
    Column("sent_at", "timestamp", "UTC", "when it was sent", required=True),
    Column("campaign", "text", "", "which campaign it belonged to"),
    CHANNEL,
    Column(
        "arm",
        "text",
        "",
        "treated, or control: chosen at random to be sent nothing",
        codes={"treated": ("treatment", "test", "t"), "control": ("holdout", "c")},
    ),
    Column("opened_at", "timestamp", "UTC", "when it was first opened, null if never"),
    Column("clicked_at", "timestamp", "UTC", "when it was first clicked, null if never"),
    Column("unsubscribed_at", "timestamp", "UTC", "when it was answered by unsubscribing"),
    Column("cost", "float", "currency", "what sending it cost", low=0),
)
TICKET = (
    KEY,
    Column("opened_at", "timestamp", "UTC", "when the case was opened", required=True),
    Column("closed_at", "timestamp", "UTC", "when it was closed, null while it is open"),
    Column("topic", "text", "", "what it was about"),
    CHANNEL,
    Column("satisfaction", "float", "1 to 5", "how the customer rated the help", low=1, high=5),
    WRITTEN,
)
ANSWER = (
    KEY,
    Column("answered_at", "timestamp", "UTC", "when it was said", required=True),
    Column(
        "question",
        "text",
        "",
        "what was asked, such as nps; barrier, driver or reason in it tell a card what for",
    ),
    Column("score", "float", "0 to scale", "the answer, the more the better", low=0),
    Column("scale", "float", "", "the highest possible score", low=1),
    Column("answer", "text", "", "what was chosen, where the question is closed"),
    WRITTEN,
)
INTERACTIONS = Table(
    "interactions",
    "visit, click, cart event, coupon redemption or the like",
    "interaction, behavioural, technographic",
    INTERACTION,
    event_columns(INTERACTION),
)
MESSAGES = Table(
    "messages",
    "message sent to a customer, or kept from one for comparison",
    "interaction",
    MESSAGE,
    event_columns(MESSAGE),
    tuple(
        Rule(answer, "before it was sent", f"{answer} >= sent_at")
        for answer in ("opened_at", "clicked_at", "unsubscribed_at")
    ),
)
TICKETS = Table(
    "tickets",
    "support case",
    "interaction, attitudinal",
    TICKET,
    event_columns(TICKET),
    (Rule("closed_at", "before it was opened", "closed_at >= opened_at"),),
)
FEEDBACK = Table(
    "feedback",
    "stated attitude: survey answer, review, complaint",
    "attitudinal",
    ANSWER,
    event_columns(ANSWER),
    (Rule("score", "above its scale", "score <= scale"),),
)
WORDS = Table(
    "words",
    "word, or pair of neighbouring words, of a day's texts of a customer that at least 10 customers"
    " wrote; one without any such word has one row (made when feedback or tickets map a text)",
    "attitudinal",
    (),
    (
        *CUSTOMER,
        Column("said_day", "int", "days since 1970", "the calendar's day when it was written"),
        Column("origin", "text", "", "the table it was written in: feedback or tickets"),
        Column("question", "text", "", "what was asked, if anything"),
        Column("term", "text", "", "the word or pair, null: none that enough customers wrote"),
    ),
)
