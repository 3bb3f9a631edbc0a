"""How the CRM and the shop know people: contacts and accounts."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.columns import moments, numbers, texts
from src.sources.world.events import Flags, Ints
from src.sources.world.identity import Identity
from src.sources.world.names import Texts
from src.sources.world.people import People
from src.sources.world.spelling import dialled, respelt, unaccented
from src.sources.world.written_names import mailboxes_as_written, names_as_written

CHUNK_IDS = 100_000  # of each sort of record per chunk of people
IN_CRM, TWICE_IN_CRM = 0.88, 0.03
SECOND_ACCOUNT, USED_THEN = 0.06, 0.5  # share of people; of their orders after opening it
PHONE_GIVEN = 0.5  # share of accounts


@dataclass(frozen=True, eq=False)
class Records:
    """Records of one system: the table, and which person each row is about."""

    table: pa.Table
    person: Ints


@dataclass(frozen=True, eq=False)
class Accounts:
    """Shop accounts: ``main`` and ``second`` by person, the second one from ``second_day`` on.

    Who has no second account has ``design.DAYS`` there.
    """

    records: Records
    main: Texts
    second: Texts
    second_day: Ints

    def used(self, rng: np.random.Generator, who: Ints, day: Ints) -> pa.Array:
        """Return the account used by people on days; those with two use either."""
        second = (day >= self.second_day[who]) & (rng.random(len(who)) < USED_THEN)
        return pa.array(np.where(second, self.second[who], self.main[who]), pa.string())


def by_time(records: Records, column: str) -> Records:
    """Sort by a column of times, so that no row's place tells who it is about."""
    order = np.argsort(records.table[column].to_numpy(), kind="stable")
    return Records(records.table.take(pa.array(order)), records.person[order])


def record_ids(rng: np.random.Generator, letter: str, chunk: int, count: int) -> Texts:
    """Return identifiers whose order says nothing."""
    drawn = chunk * CHUNK_IDS + rng.permutation(CHUNK_IDS)[:count]
    return np.array([f"{letter}{number:08d}" for number in drawn], dtype=np.object_)


def crm_contacts(
    rng: np.random.Generator, people: People, identity: Identity, chunk: int, contactable: Flags
) -> Records:
    """Return the CRM's contacts: most people once, some twice, some never."""
    luck = rng.random(len(people))
    once = np.flatnonzero(luck < IN_CRM)
    who = np.sort(np.concatenate([once, np.flatnonzero(luck < TWICE_IN_CRM)]))
    count = len(who)
    absent = rng.random((8, count)) < np.array(
        [[0.08], [0.2], [0.1], [0.12], [0.1], [0.4], [0.6], [0.3]]
    )
    first, last = names_as_written(rng, identity, who)
    created = people.arrival[who] + rng.integers(0, 10, count)
    gender = np.where(people.female[who], "F", "M").astype(np.object_)
    children = np.minimum(rng.poisson(0.7, count), identity.household_size[who] - 1)
    table = pa.table(
        {
            "contact_id": texts(record_ids(rng, "C", chunk, count)),
            "first_name": texts(first),
            "last_name": texts(last),
            "name_kana": texts(identity.kana[who], absent[5]),
            "email": texts(mailboxes_as_written(rng, identity.email[who]), absent[0]),
            "phone": texts(respelt(rng, identity.phone[who], {dialled: 0.5}), absent[1]),
            "street": texts(respelt(rng, identity.street[who], {unaccented: 0.1}), absent[2]),
            "postcode": texts(identity.postcode[who], absent[2]),
            "city": texts(identity.city[who], absent[2]),
            "region": texts(identity.region[who], absent[2]),
            "country": texts(identity.country[who]),
            "birth_date": pa.array(identity.birth_date[who], mask=absent[3])
            .cast(pa.int32())
            .cast(pa.date32()),
            "gender": texts(gender, absent[4]),
            "language": texts(identity.language[who]),
            "job": texts(identity.job[who], absent[5]),
            "company": texts(identity.company[who], absent[6]),
            "income_keur": numbers(identity.income_keur[who], absent[7]),
            "household_size": numbers(identity.household_size[who], absent[4]),
            "children_count": numbers(children, absent[4]),
            "marketing_permission": np.where(contactable[who], "yes", "no"),
            "created_at": moments(np.minimum(created, d.DAYS - 1), rng.integers(0, 86_400, count)),
            "default": texts(_garbage(rng, count)),
        }
    )
    return by_time(Records(table, people.number[who]), "created_at")


def _garbage(rng: np.random.Generator, count: int) -> Texts:
    """Return what an export once wrote where nothing was: the whole column says nothing."""
    pieces = np.array(
        ["", "ï»¿", "0x1F", "#REF!", "NIL", "\u0fd5\u0fda", "1E+02", "--"], dtype=np.object_
    )
    pairs: Texts = pieces[rng.integers(0, len(pieces), (2, count))].sum(axis=0)
    return pairs


def shop_accounts(
    rng: np.random.Generator, people: People, identity: Identity, chunk: int
) -> Accounts:
    """Return the shop's accounts: everybody has one, some a second one under another mailbox."""
    count = len(people)
    main = record_ids(rng, "A", chunk, 2 * count)
    main, second = main[:count], main[count:]
    opened = people.arrival + rng.integers(30, 300, count)
    has_second = (rng.random(count) < SECOND_ACCOUNT) & (opened < d.DAYS)
    second_day = np.where(has_second, opened, d.DAYS)

    twice = np.flatnonzero(has_second)
    who = np.concatenate([np.arange(count), twice])
    emails = np.concatenate([identity.email, identity.second_email[twice]])
    day = np.concatenate([people.arrival, second_day[twice]])
    first, last = names_as_written(rng, identity, who)
    account = np.concatenate([main, second[twice]])
    table = pa.table(
        {
            "account_id": texts(account),
            "email": texts(mailboxes_as_written(rng, emails)),
            "display_name": texts(first + " " + last),
            "phone": texts(
                respelt(rng, identity.phone[who], {dialled: 0.7}),
                rng.random(len(who)) >= PHONE_GIVEN,
            ),
            "postcode": texts(identity.postcode[who]),
            "country": texts(identity.country[who]),
            "created_at": moments(day, np.zeros(len(who), dtype=np.int64)),
        }
    )
    records = by_time(Records(table, people.number[who]), "created_at")
    return Accounts(records, main, second, second_day)
