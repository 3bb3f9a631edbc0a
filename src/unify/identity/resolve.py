"""From source records to persons: one spelling, rules, evidence, clusters."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from src.engine import Engine
from src.unify.identity.blocking import SHARED, without_shared
from src.unify.identity.clusters import Clusters, cluster
from src.unify.identity.pairs import compare
from src.unify.identity.weighing import RULES, Pairs
from src.unify.standardise import standardise

SUBSCRIBER_DIGITS = 9  # of a telephone number: the country is often a guess
Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Resolved:
    """Records with the person each is about.

    Parameters
    ----------
    person : per record, the number of the first record of its person
    pairs, joined : what held records together, and which pairs did
    refused : likely pairs that would have made two people one
    shared : column -> values too many people share to say anything
    precision, recall : estimated, of pairs of records that were compared; None without any
    """

    person: Numbers
    pairs: Pairs
    joined: NDArray[np.bool_]
    refused: int
    shared: dict[str, int]
    precision: float | None
    recall: float | None


@dataclass(frozen=True, eq=False)
class ByHand:
    """What people decided: pairs of record numbers that are one person, and that are two."""

    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()


def resolve(
    engine: Engine,
    records: pa.Table,
    once: Collection[str] = (),
    wrong_merge_cost: float = 1.0,
    by_hand: ByHand | None = None,
) -> Resolved:
    """Find out which records are about one person.

    Parameters
    ----------
    records : one row each: ``source``, and what `src.unify.standardise` takes
    once : sources in which a person stands at most once
    wrong_merge_cost : how many links missed are as bad as one wrong link, > 0
    """
    described, columns, first = _described(records)
    engine.con.register("described", described)
    engine.con.execute(
        "CREATE OR REPLACE TABLE records AS FROM described WHERE id = first ORDER BY id"
    )
    engine.con.unregister("described")
    shared = without_shared(engine, "records", columns)
    pairs = compare(engine, "records", columns, once)
    decided = by_hand or ByHand()
    known = _with_rules(pairs, first, decided)
    sources = records["source"].to_pylist()
    found = cluster(known, sources, once, float(np.log2(wrong_merge_cost)))
    precision, recall = _estimated(pairs, found)
    return Resolved(found.member, known, found.joined, found.refused, shared, precision, recall)


def _described(records: pa.Table) -> tuple[pa.Table, tuple[str, ...], Numbers]:
    """Return the records as they are compared, their columns, and each one's first equal.

    Records that agree in everything, and in a mailbox, telephone or number, are compared once.
    """
    told = standardise(records)
    columns = tuple(c for c in told.column_names if told[c].null_count < len(told))
    told = told.select(columns)
    if "phone" in columns:
        digits = pc.utf8_slice_codeunits(told["phone"], start=-SUBSCRIBER_DIGITS)
        told = told.set_column(told.column_names.index("phone"), "phone", digits)
    names = [told[c] for c in ("given_name", "family_name") if c in columns]
    written = (
        pc.binary_join_element_wise(*[pc.fill_null(n, "") for n in names], "", " ")
        if names
        else pa.nulls(len(told), pa.string())
    )
    told = told.append_column("letters", pc.string_is_ascii(pc.fill_null(written, "")))
    told = told.append_column("source", records["source"])
    number = np.arange(len(told), dtype=np.int64)
    first = _first_equal(told, columns, number)
    return (
        told.append_column("id", pa.array(number)).append_column("first", pa.array(first)),
        columns,
        first,
    )


def _first_equal(told: pa.Table, columns: Collection[str], number: Numbers) -> Numbers:
    """Return per record the first that says the same, itself where it says too little."""
    evident = [told[c] for c in SHARED if c in columns]
    if not evident:
        return number
    frame = told.append_column("number", pa.array(number)).to_pandas()
    keys = [*columns, "source"]
    first = frame.groupby(keys, dropna=False, sort=False)["number"].transform("min").to_numpy()
    tells = np.any([pc.is_valid(c).to_numpy() for c in evident], axis=0)
    return np.where(tells, first, number)


def _with_rules(pairs: Pairs, first: Numbers, by_hand: ByHand) -> Pairs:
    """Add what needs no evidence: records that say the same, and decisions by hand."""
    number = np.arange(len(first), dtype=np.int64)
    together = np.array(by_hand.together, dtype=np.int64).reshape(-1, 2)
    apart = np.array(by_hand.apart, dtype=np.int64).reshape(-1, 2)
    again = np.flatnonzero(first != number)
    rule = np.repeat(
        [RULES.index("equal"), RULES.index("by hand"), 0], [len(again), len(together), len(apart)]
    )
    weight = np.where(rule > 0, np.inf, -np.inf)
    return Pairs(
        np.concatenate([pairs.left, first[again], together[:, 0], apart[:, 0]]),
        np.concatenate([pairs.right, number[again], together[:, 1], apart[:, 1]]),
        np.concatenate([pairs.weight, weight]),
        np.concatenate([pairs.rule, rule.astype(np.int8)]),
        np.concatenate([pairs.apart, rule == 0]),
    )


def _estimated(pairs: Pairs, found: Clusters) -> tuple[float | None, float | None]:
    """Return the share of linked pairs that are right, and of right pairs that are linked."""
    prob = np.where(pairs.rule > 0, 1.0, 1 / (1 + np.exp2(-pairs.weight)))
    linked = found.member[pairs.left] == found.member[pairs.right]
    right, missed = float(prob[linked].sum()), float(prob[~linked & ~pairs.apart].sum())
    if not right:
        return None, None
    return right / float(linked.sum()), right / (right + missed)
