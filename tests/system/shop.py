"""An invented shop: 400 customers of 14 months, who are named as no real data set may name them.

Keys are e-mail addresses, made of the names; names, addresses and telephone numbers stand in
columns that are mapped, in columns that are not, and inside free text. Who was born late leaves
soon, which no order tells: a model that learns it is better than any rule. A few rows are broken.
"""

from pathlib import Path

import numpy as np
import pandas as pd

CUSTOMERS = 400
VISITORS = 3  # of them never order anything
FIRST, DAYS = pd.Timestamp("2023-11-01"), 426  # to 2024-12-30
YOUNG_FROM, YOUNG_STAY, OLD_STAY = 1972, 60, 900  # born in; mean days until one leaves
FIRST_NAMES = ("Annegret", "Ottokar", "Wilhelmina", "Balthasar", "Friederike")
START = ("Quen", "Brax", "Wolm", "Ferd", "Zipp", "Grun", "Holt", "Jasp", "Kreb", "Lund")
MIDDLE = ("der", "ill", "ows", "ack")
END = ("wick", "stram", "feld", "hurst", "quist", "baum", "zahn", "nagel", "vogt", "kamp")

MANIFEST = """\
name = "shop"
currency = "EUR"
source_timezone = "Europe/Berlin"
calendar_timezone = "Europe/Berlin"

[settings]
threads = 1
horizon_days = 91
snapshots_max = 4

[tables.orders]
source = { path = "raw/orders.csv" }
grain = ["receipt"]

[tables.orders.columns]
customer_key = "email"
ordered_at = "ordered"
net = "amount"
discount = "reduction"
quantity = "pieces"
item = "article"
category = "department"

[tables.messages]
source = { path = "raw/messages.csv" }
columns = { customer_key = "email", sent_at = "sent", campaign = "campaign", channel = "channel" }

[tables.interactions]
source = { path = "raw/interactions.csv" }
columns = { customer_key = "email", happened_at = "at", type = "what" }

[tables.profiles]
source = { path = "raw/profiles.csv" }
columns = { customer_key = "email" }

[tables.profiles.attributes]
born_year = "born"
phone_area = "phone"                     # no number, so never kept
"""


def write_shop(folder, seed=3):
    """Write the manifest and four CSV files; the same seed gives the same bytes."""
    rng, them = np.random.default_rng(seed), people()
    them["born"] = rng.integers(1940, 2005, CUSTOMERS)
    joined = rng.integers(0, 300, CUSTOMERS)
    stays = np.where(them["born"] < YOUNG_FROM, OLD_STAY, YOUNG_STAY)
    left = np.minimum(joined + rng.exponential(stays), DAYS)
    every = rng.gamma(1.5, 12, CUSTOMERS) + 3  # days between orders
    tables = {
        "orders": _orders(rng, them, (joined, left, every)),
        "messages": _messages(rng, them),
        "interactions": _interactions(rng, them, (joined, left, every * 2)),
        "profiles": them,
    }
    (folder / "raw").mkdir(parents=True)
    (folder / "dataset.toml").write_text(MANIFEST, "utf-8")
    for name, table in tables.items():
        table.to_csv(folder / "raw" / f"{name}.csv", index=False)


def people():
    """Name everybody; no two share a family name."""
    families = [f"{a}{b}{c}" for a in START for b in MIDDLE for c in END]
    names = pd.Series([f"{FIRST_NAMES[i % 5]} {family}" for i, family in enumerate(families)])
    return pd.DataFrame(
        {
            "email": names.str.lower().str.replace(" ", ".") + "@example.org",
            "name": names,
            "phone": [f"+49 30 55{number}" for number in range(10_000, 10_000 + CUSTOMERS)],
        }
    )


def _moments(rng, joined, left, every):
    """Return who and when, one entry per event: a first one, then at random until one leaves."""
    everybody = np.arange(CUSTOMERS)
    later = rng.poisson((left - joined) / every)
    who = np.concatenate([everybody, np.repeat(everybody, later)])
    share = np.concatenate([np.zeros(CUSTOMERS), rng.random(int(later.sum()))])
    day = joined[who] + share * (left - joined)[who]
    when = FIRST + pd.to_timedelta(np.floor(day * 86_400).astype(np.int64), unit="s")
    return who, when.strftime("%Y-%m-%d %H:%M:%S")


def _orders(rng, them, lives):
    worth = rng.gamma(3, 15, CUSTOMERS)
    who, when = _moments(rng, *lives)
    bought = who < CUSTOMERS - VISITORS
    who, when = who[bought], when[bought]
    amount = worth[who] * rng.gamma(4, 1 / 4, len(who))
    own = them.iloc[who].reset_index(drop=True)
    orders = pd.DataFrame(
        {
            "receipt": np.arange(len(who)),
            "email": own["email"],
            "ordered": when,
            "article": rng.integers(1, 40, len(who)),
            "department": rng.choice(["tea", "coffee", "cake"], len(who)),
            "pieces": rng.integers(1, 5, len(who)),
            "amount": np.where(rng.random(len(who)) < 0.03, -amount / 2, amount).round(2),
            "reduction": np.where(rng.random(len(who)) < 0.2, 1.5, 0),
            "remark": "ring " + own["name"] + ", " + own["phone"],
        }
    )
    orders["pieces"] *= np.sign(orders["amount"]).astype(int)  # money goes back with the goods
    broken = orders.head(3).astype(str)
    broken.loc[0, "ordered"] = "as agreed with " + own.loc[0, "name"]
    broken.loc[1, "amount"] = own.loc[1, "phone"]
    broken.loc[2, "email"] = ""
    return pd.concat([orders, broken.assign(receipt=["a", "b", "c"])])


def _messages(rng, them):
    who = rng.integers(0, CUSTOMERS, 1_500)
    when = FIRST + pd.to_timedelta(rng.integers(0, DAYS, len(who)), unit="D")
    own = them.iloc[who].reset_index(drop=True)
    return pd.DataFrame(
        {
            "email": own["email"],
            "sent": when.strftime("%Y-%m-%d"),
            "campaign": rng.choice(["spring", "autumn"], len(who)),
            "channel": rng.choice(["mail", "letter"], len(who)),
            "subject": "Dear " + own["name"],
        }
    )


def _interactions(rng, them, lives):
    who, when = _moments(rng, *lives)
    what = rng.choice(["visit", "coupon_redemption"], len(who))
    return pd.DataFrame({"email": them["email"].to_numpy()[who], "at": when, "what": what})


if __name__ == "__main__":
    write_shop(Path("data/shop"))
