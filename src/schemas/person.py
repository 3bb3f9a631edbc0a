"""Who a customer is, and what they permit."""

from src.schemas.column import CUSTOMER, KEY, Column, Rule, Table, event_columns

GENDER = Column(
    "gender",
    "text",
    "",
    "as stated",
    "attribute",
    codes={
        "female": ("f", "w", "femal", "woman", "weiblich", "femme", "女性", "女"),
        "male": ("m", "man", "männlich", "homme", "男性", "男"),
        "other": ("x", "d", "diverse", "non-binary"),
        "unknown": ("u", "not stated", "prefer not to say"),
    },
)
COUNTRY = Column("country", "text", "", "country of residence", "attribute")
REGION = Column("region", "text", "", "state, province or the like", "attribute")
LANGUAGE = Column("language", "text", "", "language to write to them in", "attribute")


def _identifying(name: str, meaning: str) -> Column:
    return Column(name, "text", "", meaning, "identifying")


PROFILES = Table(
    "profiles",
    "customer and moment from which on its attributes are known; where no record is dated, one per"
    " customer, marked as_of = unknown",
    "personal",
    (
        KEY,
        Column("known_at", "timestamp", "UTC", "when the record came to be, or was last changed"),
        _identifying("given_name", "first name"),
        _identifying("family_name", "last name"),
        _identifying("full_name", "both, where the source does not tell them apart"),
        _identifying("email", "e-mail address"),
        _identifying("phone", "telephone number"),
        _identifying("street", "street and house number"),
        _identifying("postal_code", "postal code"),
        _identifying("city", "town"),
        _identifying("national_id", "number that a person has for themselves"),
        Column(
            "birth_at", "timestamp", "UTC", "date of birth; only its year goes on", "identifying"
        ),
        GENDER,
        COUNTRY,
        REGION,
        LANGUAGE,
    ),
    # and one float per attribute that the manifest names
    (
        *CUSTOMER,
        Column("from_day", "int", "days since 1970", "first day that the row knows, null: always"),
        Column("until_day", "int", "days since 1970", "first day of the next row, null: the last"),
        Column("birth_year", "int", "year", "year of birth", "attribute"),
        GENDER,
        COUNTRY,
        REGION,
        LANGUAGE,
    ),
    (
        Rule("birth_at", "older than 115 years", "birth_at >= {taken} - INTERVAL 115 YEAR"),
        Rule("email", "without an address", "email LIKE '%_@_%'"),
    ),
    key=("customer_id", "from_day"),
)
CONSENT = (
    KEY,
    Column("changed_at", "timestamp", "UTC", "when it was given or withdrawn", required=True),
    Column(
        "purpose",
        "text",
        "",
        "what is permitted",
        required=True,
        codes={
            "profile": ("profiling",),
            "train": ("training",),
            "score": ("scoring",),
            "contact": ("marketing", "newsletter"),
        },
    ),
    Column(
        "state",
        "text",
        "",
        "whether it is",
        required=True,
        codes={
            "granted": ("grant", "given", "yes", "true", "1", "opt-in"),
            "withdrawn": ("revoked", "no", "false", "0", "opt-out"),
        },
    ),
    Column("origin", "text", "", "where it was said"),
)
CONSENTS = Table(
    "consents",
    "change of a permission, and customer it holds for: a withdrawal by a mailbox or telephone that"
    " several have holds for each; without a date, a withdrawal whose date cannot be, which holds",
    "",
    CONSENT,
    (
        *event_columns(CONSENT),
        Column("shared", "int", "0 or 1", "1: said by a mailbox or telephone of theirs and others"),
    ),
)
IDENTITY_LINKS = Table(
    "identity_links",
    "source record of a customer, where profiles tell people apart",
    "",
    (),
    (
        Column("record_id", "text", "", "pseudonym of the record", personal="pseudonymous"),
        *CUSTOMER,
        Column("key_space", "text", "", "what the record's key numbers"),
        Column("rule", "text", "", "what links it: a rule, evidence, or alone"),
        Column("prob", "float", "0 to 1", "of its surest link; a rule is taken for certain"),
        Column("known_day", "int", "days since 1970", "when it came to be known, null: undated"),
        Column(
            "linked_day", "int", "days since 1970", "since when it is the customer's, null: ever"
        ),
    ),
    key=("record_id",),
)
PROFILE_CONFLICTS = Table(
    "profile_conflicts",
    "customer and attribute of which their source records say different things today",
    "",
    (),
    (
        *CUSTOMER,
        Column("attribute", "text", "", "column of profiles"),
        Column("values", "int", "2 or more", "how many different values there are"),
        Column("source", "text", "", "whose value counts"),
        Column("reason", "text", "", "why: more trusted, more recent, said more often, largest"),
    ),
    key=("customer_id", "attribute"),
)
