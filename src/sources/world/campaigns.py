"""The newsletter's sends: every person a campaign could reach, in its randomised arm."""

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.almanac import date_of
from src.sources.world.clicks import click_second
from src.sources.world.columns import moments, named
from src.sources.world.events import Events, Ints
from src.sources.world.identity import Identity
from src.sources.world.lives import NEVER
from src.sources.world.names import Texts
from src.sources.world.people import People
from src.sources.world.written_names import mailboxes_as_written

CHUNK_SENDS = 10_000_000
CHANNELS = ("email", "sms")
COST_EUR = np.array([0.02, 0.07])
EVERY_SMS = 5  # each fifth campaign goes by text message
SENT_SECOND, SENDING_SECONDS = 30_000, 1800
NAMES = [f"{number:02d}-{date_of(day):%Y-%m}" for number, day in enumerate(d.CAMPAIGN_DAYS)]


def newsletter_mailboxes(rng: np.random.Generator, identity: Identity) -> Texts:
    """Return the address under which the newsletter knows each person."""
    return mailboxes_as_written(rng, identity.email)


def newsletter_sends(
    rng: np.random.Generator,
    people: People,
    mailboxes: Texts,
    letters: tuple[Events, Ints, int],
) -> pa.Table:
    """Return one row per person and campaign; to the control arm nothing was sent.

    Parameters
    ----------
    letters : the campaigns' letters, in whose record each is, and the number of the chunk
    """
    sent, owner, chunk = letters
    count = len(sent)
    treated, campaign = sent["treated"] > 0, sent["campaign"]
    channel = (campaign % EVERY_SMS == EVERY_SMS - 1).astype(np.int64)
    at = SENT_SECOND + rng.integers(0, SENDING_SECONDS, count)
    clicked_at = click_second(people.number[sent.who], sent.day)
    opened_at = np.where(
        sent["clicked"] > 0, clicked_at - 20, at + 60 + rng.integers(0, 50_000, count)
    )
    return pa.table(
        {
            "send_id": chunk * CHUNK_SENDS + np.arange(count),
            "email": pa.array(mailboxes, pa.string()).take(pa.array(owner)),
            "campaign": named(campaign, NAMES),
            "channel": named(channel, CHANNELS),
            "arm": named(treated.astype(np.int64), ("control", "treated")),
            "sent_at": moments(sent.day, at),
            "opened_at": _if(sent, "opened", opened_at),
            "clicked_at": _if(sent, "clicked", clicked_at),
            "unsubscribed_at": _if(sent, "unsubscribed", opened_at + 30),
            "cost": np.where(treated, COST_EUR[channel], 0.0),
        }
    )


def _if(sent: Events, fact: str, second: Ints) -> pa.Array:
    return moments(np.where(sent[fact] > 0, sent.day, NEVER), second)
