"""One person with words of her own, planted in every source of the invented shop.

Nine files of four formats tell of her under two keys: with name, e-mail, telephone and address in
columns that are mapped and in columns that are not, and in free text, which a dozen others write
word for word. Each has a row of hers that cannot be used, too. Somebody else has the same
telephone. Of two others somebody decided that they are one person.
"""

import pandas as pd

EMAIL, CARD, PARTNER = "flossenqualle77@example.org", "K77", "P11"
NAME, PHONE = "Yolanda Zzyzxwolde", "+49 30 5577199"
STREET, CITY = "Quackenbrookstieg 7", "Oberzwirbelhausen"
SECRETS = (
    *("zzyzxwolde", "yolanda", "flossenqualle77", "quackenbrook", "oberzwirbelhausen"),
    "305577199",  # the digits that every way to write her telephone number has
)
CROWD = 12  # others who write all of it too, more than make a word common
MERGED = (100, 101)  # places in the file of profiles
TEXT = f"Please ring {NAME}, {STREET}, {CITY}, on (030) 557-71-99 or write to {EMAIL}"
TABLES = """
[tables.profiles]
source = { path = "raw/profiles.csv" }
[tables.profiles.columns]
customer_key = "email"
email = "email"
given_name = "given"
family_name = "family"
phone = "phone"
street = "street"
city = "city"

[tables.profiles.attributes]
born_year = "born"

[tables.cards]
table = "profiles"
source = { path = "raw/cards.csv" }
keys = "card"
[tables.cards.columns]
customer_key = "card"
email = "mail"
given_name = "given"
family_name = "family"
phone = "phone"
street = "street"
city = "city"

[tables.stamps]
table = "feedback"
source = { path = "raw/stamps.csv" }
keys = "card"
columns = { customer_key = "card", answered_at = "at", score = "stars", text = "said" }

[tables.tickets]
source = { path = "raw/tickets.jsonl" }
columns = { customer_key = "mail", opened_at = "opened", topic = "topic", text = "subject" }

[tables.subscriptions]
source = { path = "raw/subscriptions.parquet" }
columns = { customer_key = "mail", started_at = "started", amount = "monthly", plan = "plan" }

[tables.consents]
source = { path = "raw/consents.csv.gz" }
columns = { customer_key = "mail", changed_at = "at", purpose = "purpose", state = "state" }
"""
COLUMNS = ["given", "family", "email", "phone", "street", "city"]


def plant(folder):
    """Make the shop's fifth customer her, in three files, and write six more."""
    raw = folder / "raw"
    people = pd.read_csv(raw / "profiles.csv", dtype=str)
    before = people.loc[4, "email"]
    people[["given", "family"]] = people["name"].str.split(n=1, expand=True)
    people["street"] = [f"Ahornweg {number}" for number in range(len(people))]
    people["city"] = "Kassel"
    people.loc[4, COLUMNS] = [*NAME.split(), EMAIL, PHONE, STREET, CITY]
    people.loc[4, "name"] = NAME
    people["note"] = ""
    people.loc[4, "note"] = TEXT
    keyless = people.loc[[4]].assign(email="", name="")
    pd.concat([people, keyless]).to_csv(raw / "profiles.csv", index=False)
    for name, time in {"orders": "ordered", "messages": "sent", "interactions": "at"}.items():
        rows = pd.read_csv(raw / f"{name}.csv", dtype=str, keep_default_na=False)
        hers = rows["email"] == before
        rows.loc[hers, "email"], rows.loc[hers, "note"] = EMAIL, TEXT
        bad = rows[hers].head(1).assign(**{time: f"when {NAME} rings"})
        if name == "orders":
            bad["receipt"] = "bad"
        pd.concat([rows, bad]).to_csv(raw / f"{name}.csv", index=False)
    _write_cards(raw, people)
    _write_the_rest(raw, people)
    keys = people.loc[list(MERGED), "email"].tolist()
    decision = f"[[merge]]\nkeys = {keys}\nwhy = 'rang up'\n"
    (folder / "overrides.toml").write_text(decision)
    manifest = folder / "dataset.toml"
    manifest.write_text(manifest.read_text().partition("[tables.profiles]")[0] + TABLES)


def _write_cards(raw, people):
    cards = people.head(60)[COLUMNS].rename(columns={"email": "mail"})
    cards.insert(0, "card", [f"C{number}" for number in range(60)])
    cards.loc[4, "card"] = CARD
    others = ["Xaver", "Grunwald", "x.grunwald@example.org", PHONE, "Am Deich 2", "Kassel"]
    cards.loc[60] = [PARTNER, *others]
    cards.loc[61] = ["", *NAME.split(), EMAIL, PHONE, STREET, CITY]
    cards.to_csv(raw / "cards.csv", index=False)
    stamps = pd.DataFrame({"card": ["C1", CARD, CARD, PARTNER], "at": "2024-03-01", "stars": 4})
    stamps["said"] = ["", TEXT, NAME, f"I live with {NAME}"]
    crowd = pd.DataFrame({"card": [f"C{number}" for number in range(30, 30 + CROWD)]})
    crowd = crowd.assign(at="2024-03-01", stars=4, said=f"Delivery was slow. {TEXT}")
    stamps = pd.concat([stamps, crowd], ignore_index=True)
    bad = stamps.loc[[1]].assign(at=STREET)
    pd.concat([stamps, bad]).to_csv(raw / "stamps.csv", index=False)


def _write_the_rest(raw, people):
    mail = [*people["email"].head(6), EMAIL]  # she is the fifth; her last row cannot be used
    days = [*["2024-03-02"] * 6, f"since {NAME} moved to {STREET}"]
    note = ["", "", "", "", TEXT, "", TEXT]
    tickets = pd.DataFrame({"mail": mail, "opened": days, "topic": "delivery", "subject": note})
    tickets.to_json(raw / "tickets.jsonl", orient="records", lines=True)
    contracts = pd.DataFrame({"mail": mail, "started": days, "monthly": "9.90", "plan": "tea"})
    contracts.assign(note=note).to_parquet(raw / "subscriptions.parquet")
    said = pd.DataFrame({"mail": mail, "at": days, "purpose": "contact", "state": "granted"})
    said.assign(note=note).to_csv(raw / "consents.csv.gz", index=False)
