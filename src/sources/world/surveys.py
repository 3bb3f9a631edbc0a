"""The survey tool's answers: asked after orders and tickets; many do not answer."""

import numpy as np
import pyarrow as pa

from src.sources.world import design as d
from src.sources.world.baskets import Baskets
from src.sources.world.columns import moments, named, numbers, texts
from src.sources.world.events import Ints
from src.sources.world.identity import Identity
from src.sources.world.lives import NEVER
from src.sources.world.own_words import explained
from src.sources.world.people import People
from src.sources.world.phrases import GOOD, MIXED, POOR, said
from src.sources.world.records import Records, record_ids
from src.sources.world.service import Tickets
from src.sources.world.written_names import mailboxes_as_written

ASKED_AFTER_ORDER, ASKED_AFTER_TICKET = 0.12, 0.5
ASKED_LATER_DAYS = 10
ANSWERED = np.array([0.30, 0.22, 0.45])  # by mood: the angry answer most, the annoyed least
QUESTIONS = ("nps", "csat", "barrier", "driver", "mindset")
SCALES = ("0-10", "1-5", "choice", "choice", "choice")
NPS, CSAT, BARRIER, DRIVER, MINDSET = range(5)
QUESTION_SHARE = (0.45, 0.15, 0.14, 0.13, 0.13)
PLEASED = np.array([7.4, 8.7, 7.8, 8.2, 8.9, 6.8, 8.4])  # mean score of a calm person, per type
MOOD_SCORE = np.array([0.0, -2.5, -5.5])
WRITES = 0.5  # share of answers with a text
GOOD_FROM, POOR_BELOW = 8, 5  # of ten


def survey_answers(
    rng: np.random.Generator,
    people: People,
    identity: Identity,
    baskets: Baskets,
    asked: tuple[Tickets, int],
) -> Records:
    """Return everybody who was asked, in the order of their times; ``asked`` ends on the chunk."""
    ticket, chunk = asked
    owner, kind, mood, day, question = _asked(rng, people, baskets, ticket)
    count = len(owner)
    answers = rng.random(count) < ANSWERED[mood]
    ten = np.clip(np.round(rng.normal(PLEASED[kind] + MOOD_SCORE[mood], 1.3)), 0, 10)
    five = np.clip(np.round(1 + ten * 0.4), 1, 5)
    second = rng.integers(0, 86_400, count)
    answered_day = np.minimum(day + rng.integers(0, 5, count), d.DAYS - 1)
    feeling = np.where(ten >= GOOD_FROM, GOOD, np.where(ten < POOR_BELOW, POOR, MIXED))
    thoughts = (
        (BARRIER, "barrier", people.barrier[owner]),
        (DRIVER, "driver", people.driver[owner]),
    )
    table = pa.table(
        {
            "answer_id": texts(record_ids(rng, "S", chunk, count)),
            "email": texts(mailboxes_as_written(rng, identity.email[owner])),
            "language": texts(identity.language[owner]),
            "asked_at": moments(day, np.full(count, 32_400)),
            "answered_at": moments(np.where(answers, answered_day, NEVER), 32_400 + second // 2),
            "question": named(question, QUESTIONS),
            "scale": named(question, SCALES),
            "score": numbers(
                np.where(question == NPS, ten, five).astype(np.int64),
                ~answers | (question >= BARRIER),
            ),
            "answer": _chosen(people, owner, np.where(answers, question, NPS)),
            "text": texts(
                explained(
                    said(rng, identity.language[owner], feeling, identity.phone[owner]),
                    identity.language[owner],
                    question,
                    thoughts,
                ),
                ~answers | (rng.random(count) >= WRITES),
            ),
        }
    )
    return Records(table, people.number[owner])


def _asked(
    rng: np.random.Generator, people: People, baskets: Baskets, ticket: Tickets
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Return whom, of which type, in which mood, on which day and what; by day."""
    orders = baskets.events
    asked = np.flatnonzero(rng.random(len(orders)) < ASKED_AFTER_ORDER)
    closed = np.flatnonzero(
        (ticket.closed_day != NEVER) & (rng.random(len(ticket.owner)) < ASKED_AFTER_TICKET)
    )
    unhappy = np.array([2, 2, 1, 0, 0])[ticket.satisfaction[closed] - 1]
    after_order = rng.choice(len(QUESTIONS), len(asked), p=QUESTION_SHARE)
    owner = np.concatenate([baskets.owner[asked], ticket.owner[closed]])
    kind = people.kind[np.concatenate([orders.who[asked], ticket.owner[closed]])]
    mood = np.concatenate([orders["mood"][asked], unhappy])
    day = np.concatenate([orders.day[asked] + ASKED_LATER_DAYS, ticket.closed_day[closed] + 1])
    question = np.concatenate([after_order, np.full(len(closed), CSAT)])
    kept = np.flatnonzero(day < d.DAYS)
    kept = kept[np.argsort(day[kept], kind="stable")]
    return owner[kept], kind[kept], mood[kept], day[kept], question[kept]


def _chosen(people: People, owner: Ints, question: Ints) -> pa.Array:
    """Return what is chosen, where the question offers a choice: what keeps from buying, and so."""
    kinds = ((BARRIER, d.BARRIERS, people.barrier), (DRIVER, d.DRIVERS, people.driver))
    chosen = np.full(len(question), None, dtype=np.object_)
    for asked, words, thought in (*kinds, (MINDSET, d.MINDSETS, people.mindset)):
        told = question == asked
        chosen[told] = np.array(words, dtype=np.object_)[thought[owner[told]]]
    return texts(chosen)
