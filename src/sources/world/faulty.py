"""Which faults are planted in which source, and what must become of each.

A fault changes ``columns`` of a row that has values there. What must become of it:
``quarantined`` (its key, time or amount cannot be used), ``nulled`` (an attribute cannot),
``repaired`` (the value is clear, only its form is wrong), ``repeat`` (the row was there already).
``may`` is a second answer that is as good.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

Fate = Literal["quarantined", "nulled", "repaired", "repeat"]
Change = Callable[[list[str], np.random.Generator], list[object]]


@dataclass(frozen=True)
class Fault:
    """One class of fault; ``change`` makes new values of the old ones' texts.

    ``only`` names a column and the value that it must have; a repeat adds a row instead of
    changing one.
    """

    name: str
    columns: tuple[str, ...]
    change: Change
    must: Fate
    may: Fate | None = None
    only: tuple[str, str] | None = None

    @property
    def repeats(self) -> bool:
        """Whether a row is added."""
        return self.must == "repeat"


def _always(*values: object) -> Change:
    return lambda old, rng: [values[i] for i in rng.integers(0, len(values), len(old))]


def _in_years(first: int, last: int) -> Change:
    def change(old: list[str], rng: np.random.Generator) -> list[object]:
        years, months = rng.integers(first, last, len(old)), rng.integers(1, 13, len(old))
        return [datetime(y, m, 17, 10, 30) for y, m in zip(years, months, strict=True)]  # noqa: DTZ001  the sources' times bear no zone

    return change


def _text(form: Callable[[str], str]) -> Change:
    return lambda old, _: [form(text) for text in old]


def _with_comma(text: str) -> str:
    """Write a number as much of Europe does.

    >>> _with_comma("12.5"), _with_comma("7")
    ('12,5', '7,0')
    """
    return text.replace(".", ",") if "." in text else f"{text},0"


LONG_AGO, FUTURE = _in_years(1801, 1890), _in_years(2061, 2099)
NOTHING, SAME, UNKNOWN_ACCOUNT = _always(None), _text(str), _always("A99999998", "A99999999")
COMMA, MINUS = _text(_with_comma), _text(lambda text: f"-{text}")
LOUD = _text(lambda text: f"{text.upper()} ")
NO_NUMBER = _always("n/a", "about 20", "see note", "zwölf", "不明")
COUNTRY = _always("Grossbritannien", "Deutschand", "Fr.", "日本国", "United Kingdom of GB")


def _times(column: str, *, key: str, dated: bool = True) -> tuple[Fault, ...]:
    """Return what goes wrong with the time and the key of events, and a repeat."""
    when = (
        Fault("date before 1900", (column,), LONG_AGO, "quarantined"),
        Fault("future date", (column,), FUTURE, "quarantined"),
    )
    missing = (Fault("missing time", (column,), NOTHING, "quarantined"),) if dated else ()
    return (
        *when,
        *missing,
        Fault("missing key", (key,), NOTHING, "quarantined"),
        Fault("exact repeat", (), SAME, "repeat"),
    )


FAULTS: dict[str, tuple[Fault, ...]] = {
    "crm_contacts": (
        Fault("missing key", ("contact_id",), NOTHING, "quarantined"),
        Fault("birth before 1900", ("birth_date",), LONG_AGO, "nulled"),
        Fault("birth in the future", ("birth_date",), FUTURE, "nulled"),
        Fault("unknown code", ("gender",), _always("Femal", "U", "9"), "nulled", "repaired"),
        Fault("country variant", ("country",), COUNTRY, "repaired", "nulled"),
        Fault("text in a number", ("income_keur",), NO_NUMBER, "nulled"),
        Fault("decimal comma", ("income_keur",), COMMA, "repaired", "nulled"),
        Fault("negative count", ("household_size",), MINUS, "nulled"),
        Fault("exact repeat", (), SAME, "repeat"),
        Fault("near repeat", ("city",), LOUD, "repeat"),
    ),
    "shop_accounts": (
        Fault("no address", ("email",), _always("n/a", "unknown", "-"), "nulled"),
        Fault("country variant", ("country",), COUNTRY, "repaired", "nulled"),
        Fault("date before 1900", ("created_at",), LONG_AGO, "nulled"),
        Fault("future date", ("created_at",), FUTURE, "nulled"),
        Fault("exact repeat", (), SAME, "repeat"),
        Fault("near repeat", ("display_name",), LOUD, "repeat"),
    ),
    "shop_orders": (
        *_times("ordered_at", key="account_id"),
        Fault("orphan", ("account_id",), UNKNOWN_ACCOUNT, "quarantined"),
        Fault("text in a number", ("net",), NO_NUMBER, "quarantined"),
        Fault("decimal comma", ("net",), COMMA, "repaired"),
        Fault("negative, no return", ("net",), MINUS, "quarantined", only=("kind", "sale")),
        Fault("negative discount", ("discount",), _always("-5.0", "-0.5"), "nulled"),
        Fault("unknown code", ("channel",), _always("wbe", "fax", "7"), "nulled", "repaired"),
        Fault("near repeat", ("item",), LOUD, "repeat"),
    ),
    "shop_events": (
        *_times("happened_at", key="account_id"),
        Fault("orphan", ("account_id",), UNKNOWN_ACCOUNT, "quarantined"),
        Fault("unknown code", ("device",), _always("moblie", "fridge"), "nulled", "repaired"),
    ),
    "loyalty_members": (
        Fault("age of 200", ("age_years",), _always(200, 199, 207), "nulled"),
        Fault("future date", ("joined_at",), FUTURE, "nulled", "quarantined"),
        Fault("exact repeat", (), SAME, "repeat"),
        Fault("near repeat", ("name",), LOUD, "repeat"),
    ),
    "loyalty_events": (
        *_times("happened_at", key="card_no"),
        Fault("orphan", ("card_no",), _always("L99999999"), "quarantined"),
        Fault("text in a number", ("points",), NO_NUMBER, "nulled", "quarantined"),
        Fault("decimal comma", ("points",), COMMA, "repaired", "nulled"),
    ),
    "tickets": (
        *_times("opened_at", key="ticket_id"),
        Fault("closed long ago", ("closed_at",), _in_years(1990, 2010), "nulled", "quarantined"),
        Fault("out of scale", ("satisfaction",), _always(9, -1), "nulled"),
        Fault("text in a number", ("satisfaction",), NO_NUMBER, "nulled"),
        Fault("near repeat", ("text",), LOUD, "repeat"),
    ),
    "newsletter_sends": (
        *_times("sent_at", key="email"),
        Fault("unknown code", ("arm",), _always("treatd", "X"), "nulled", "repaired"),
        Fault("negative cost", ("cost",), _always(-0.02, -1.0), "nulled"),
    ),
    "survey_answers": (
        *_times("answered_at", key="email", dated=False),
        Fault("out of scale", ("score",), _always(11, -1), "nulled"),
        Fault("text in a number", ("score",), NO_NUMBER, "nulled"),
        Fault("decimal comma", ("score",), COMMA, "repaired", "nulled"),
    ),
    "subscriptions": (
        *_times("started_on", key="account_id"),
        Fault("orphan", ("account_id",), UNKNOWN_ACCOUNT, "quarantined"),
        Fault("text in a number", ("amount",), NO_NUMBER, "quarantined"),
        Fault("decimal comma", ("amount",), COMMA, "repaired", "quarantined"),
        Fault("negative amount", ("amount",), MINUS, "quarantined"),
        Fault("ends before it starts", ("ended_on",), _in_years(1990, 2010), "nulled"),
    ),
    "consents": (
        *_times("changed_at", key="email"),
        Fault("unknown code", ("purpose",), _always("marketting", "all"), "quarantined"),
        Fault("unknown status", ("status",), _always("graned", "?"), "quarantined"),
    ),
}
