"""One chunk of people: who they are, how they live, and what every system holds of it."""

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.almanac import Almanac
from src.sources.world.baskets import Baskets, fill_baskets
from src.sources.world.campaigns import newsletter_mailboxes, newsletter_sends
from src.sources.world.columns import texts
from src.sources.world.consents import consents, contact_granted
from src.sources.world.events import Ints
from src.sources.world.exchange import drawn_owners, exchanged_plans, owner_of
from src.sources.world.identity import name_people
from src.sources.world.kinship import draw_kin
from src.sources.world.lives import live
from src.sources.world.loyalty import loyalty_events, loyalty_members
from src.sources.world.names import Pool
from src.sources.world.orders import order_lines, order_numbers
from src.sources.world.people import draw_people
from src.sources.world.records import Records, crm_contacts, shop_accounts
from src.sources.world.scenario import Scenario
from src.sources.world.service import tickets
from src.sources.world.subscriptions import subscriptions
from src.sources.world.surveys import survey_answers
from src.sources.world.truth_tables import (
    letters_table,
    moods_table,
    orders_table,
    people_table,
    visits_table,
)
from src.sources.world.visits import shop_events
from src.sources.world.write import Writer

LEAK_NOISE = 0.25


def write_chunk(
    rng: np.random.Generator,
    scenario: Scenario,
    days: Almanac,
    pools: tuple[Pool, ...],
    part: tuple[int, int, int],
    out: Writer,
) -> None:
    """Simulate a chunk and append it to every file.

    Parameters
    ----------
    part : number of the chunk, number of its first person, how many people
    """
    chunk, first, count = part
    (own,) = rng.spawn(1)  # who is kin leaves the lives of all others as they are
    people, kin = draw_kin(own, draw_people(rng, scenario, first, count))
    contactable = contact_granted(rng, people)
    lives = live(rng, people, days, contactable)
    later = drawn_owners(rng, people, shuffled=scenario.shuffled)
    baskets = fill_baskets(rng, people, days, lives.orders, owner_of(lives.orders, later))
    number = order_numbers(baskets, chunk)

    identity = name_people(rng, people, kin, pools)
    accounts = shop_accounts(rng, people, identity, chunk)
    contacts = crm_contacts(rng, people, identity, chunk, contactable)
    if scenario.leak:
        contacts = _leaky(rng, contacts, baskets, scenario.leak, first)
    loyalty = loyalty_members(rng, people, identity, chunk, baskets)
    plans = subscriptions(rng, people, accounts, exchanged_plans(lives, later), chunk)
    mailboxes = newsletter_mailboxes(rng, identity)
    letters = (lives.letters, owner_of(lives.letters, later), chunk)
    visits = (lives.visits, owner_of(lives.visits, later), chunk)
    desk = tickets(rng, identity, baskets, (number, chunk))
    answers = survey_answers(rng, people, identity, baskets, (desk, chunk))
    account = accounts.used(rng, baskets.owner, baskets.events.day)
    raw = {
        "crm_contacts": contacts.table,
        "shop_accounts": accounts.records.table,
        "shop_orders": order_lines(baskets, number, account, chunk),
        "shop_events": shop_events(rng, people, accounts, baskets, visits),
        "loyalty_members": loyalty.members.table,
        "loyalty_events": loyalty_events(rng, loyalty, baskets, number, chunk),
        "tickets": desk.table,
        "newsletter_sends": newsletter_sends(rng, people, mailboxes, letters),
        "survey_answers": answers.table,
        "subscriptions": plans.table,
        "consents": consents(rng, people, identity, lives, chunk).table,
    }
    for source, table in raw.items():
        out.append_raw(rng, source, table)

    known = {
        "crm_contacts": contacts,
        "shop_accounts": accounts.records,
        "loyalty_members": loyalty.members,
        "tickets": Records(desk.table, people.number[desk.owner]),
        "survey_answers": answers,
        "subscriptions": plans,
        "newsletter_sends": Records(pa.table({"email": texts(mailboxes)}), people.number),
    }
    truth = {
        "people": people_table(people, kin, lives, later),
        "orders": orders_table(people, baskets, number),
        "visits": visits_table(people, lives.visits),
        "letters": letters_table(people, lives.letters),
        "moods": moods_table(people, lives.moods),
        "records": pa.concat_tables([_links(name, r) for name, r in known.items()]),
    }
    for name, table in truth.items():
        out.append(f"truth/{name}.parquet", table)


def _links(source: str, records: Records) -> pa.Table:
    """Return which record of a source is about whom."""
    ids = records.table[0].combine_chunks()
    return pa.table(
        {
            "source": pa.array([source] * len(ids), pa.string()),
            "record_id": ids,
            "person": records.person,
        }
    )


def _leaky(
    rng: np.random.Generator, contacts: Records, baskets: Baskets, name: str, first: int
) -> Records:
    """Add an attribute that nearly counts the orders of the world's last 91 days."""
    late = baskets.owner[baskets.events.day >= d.SHUFFLE_DAY]
    count = int(contacts.person.max()) - first + 1
    ahead: Ints = np.bincount(late, minlength=count)
    values = ahead[contacts.person - first] + LEAK_NOISE * rng.standard_normal(len(contacts.person))
    return Records(contacts.table.append_column(name, pa.array(values.round(2))), contacts.person)
