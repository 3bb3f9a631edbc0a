"""Since when each record is known to be its customer's: links as of a date.

A link is known when both of its records are. A record joins its customer on the day from which a
chain of known links leads to the customer's first record; until then it stands by itself, so no
feature knows what only a later record told.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.unify.identity.resolve import Resolved
from src.unify.identity.weighing import RULES

ALWAYS = -(1 << 31)  # day of a record that nothing dates
ALONE = "alone"
Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Links:
    """One entry per record.

    Parameters
    ----------
    owner : the record that names the customer
    linked_day : day from which that is known; `ALWAYS` for the owner itself, and where nothing is
        dated
    rule : of its surest link: one of `RULES`, or `ALONE`
    prob : of that link, 0 to 1; a rule is taken for certain
    """

    owner: Numbers
    linked_day: Numbers
    rule: NDArray[np.str_]
    prob: NDArray[np.float64]


def links(resolved: Resolved, known_day: Numbers, precedence: Numbers) -> Links:
    """Date the links of resolved records.

    Parameters
    ----------
    known_day : per record, the day it came to be known; `ALWAYS` if that is unknown
    precedence : per record, its place in line to name a customer, each one once
    """
    owner = _owners(resolved.person, precedence)
    left, right = resolved.pairs.left[resolved.joined], resolved.pairs.right[resolved.joined]
    day = np.maximum(known_day[left], known_day[right])
    order = np.argsort(day, kind="stable")
    linked = _linked(owner, left[order], right[order], day[order])
    return Links(owner, linked, *_surest(resolved, len(owner)))


def _owners(person: Numbers, precedence: Numbers) -> Numbers:
    by_place = np.lexsort((precedence, person))
    first = np.ones(len(person), dtype=np.bool_)
    first[1:] = person[by_place][1:] != person[by_place][:-1]
    starts = np.flatnonzero(first)
    owner = np.empty(len(person), dtype=np.int64)
    owner[by_place] = np.repeat(by_place[starts], np.diff([*starts, len(person)]))
    return owner


def _linked(owner: Numbers, left: Numbers, right: Numbers, day: Numbers) -> Numbers:
    """Follow the links in the order in which they became known."""
    linked = np.full(len(owner), ALWAYS, dtype=np.int64)
    group = {int(record): [int(record)] for record in np.unique(np.concatenate([left, right]))}
    home = {record: record for record in group}
    for one, two, known in zip(left.tolist(), right.tolist(), day.tolist(), strict=True):
        big, small = home[one], home[two]
        if big == small:
            continue
        if len(group[big]) < len(group[small]):
            big, small = small, big
        chief = int(owner[one])
        if home.get(chief) in (big, small):
            late = group[small] if home[chief] == big else group[big]
            linked[late] = known
        for record in group[small]:
            home[record] = big
        group[big] += group.pop(small)
    return linked


def _surest(resolved: Resolved, records: int) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Return each record's surest link: its rule and probability."""
    pairs, joined = resolved.pairs, np.flatnonzero(resolved.joined)
    names, prob = np.full(records, ALONE, dtype=object), np.ones(records)
    record = np.concatenate([pairs.left[joined], pairs.right[joined]])
    rule = np.tile(pairs.rule[joined].astype(np.int64), 2)
    weight = np.tile(pairs.weight[joined], 2)
    order = np.lexsort((weight, rule))  # the surest is written last
    names[record[order]] = np.array(RULES, dtype=object)[rule[order]]
    prob[record[order]] = np.where(rule[order] > 0, 1.0, 1 / (1 + np.exp2(-weight[order])))
    return names.astype(np.str_), prob
