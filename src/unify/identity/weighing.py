"""What the pairs that were looked at weigh: odds, rules, and what is known to be two people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.engine import Engine
from src.unify.identity.evidence import NAMES
from src.unify.identity.mixture import AS_MATCH, LEARNT, OTHERS, STRANGER, Floats, Mixture, Observed

RULES = ("evidence", "mailbox", "number", "equal", "by hand")
IDENTIFYING = ("birth_date", "national_id", "phone", "email")
CONTRADICTING = ("given_name", "birth_date", "phone", "name_suffix")
CONTRADICTION = -5.0  # log2: fewer than 1 in 32 pairs of one person's records disagree so
DOUBT = -1.0  # log2: from here on a shared mailbox alone is not enough
WEIGHT_LEAST = -5.0  # log2 odds under which a pair is forgotten


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs worth knowing of, one entry each; records are numbered from 0.

    Parameters
    ----------
    left, right : the two records
    weight : log2 of the odds that they are one person
    rule : which of `RULES` takes them for one whatever they weigh, 0 for none: they share a
        personal number, or a mailbox that no two people are known to share
    apart : whether a given name or a date of birth says that they are two
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: Floats
    rule: NDArray[np.int8]
    apart: NDArray[np.bool_]


def no_pairs() -> Pairs:
    """Return what is found where nothing can be compared."""
    numbers, flags = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_)
    return Pairs(numbers, numbers, np.empty(0), flags.astype(np.int8), flags)


def weighed(engine: Engine, looked_at: str, observed: Observed, mixture: Mixture) -> Pairs:
    """Weigh pairs by their pattern and by how frequent the values are that they share.

    Parameters
    ----------
    looked_at : pairs as Splink gives them: ``id_l``, ``id_r``, per comparison its level
        ``gamma_...`` and what frequency adds, ``mw_tf_adj_...``
    observed : every pattern of levels there is
    """
    engine.con.register("known_patterns", _known(observed, mixture))
    on = " AND ".join(f"gamma_{name} = known.{name}" for name in mixture.names)
    on += " AND looked.within::BIGINT = known.within"
    columns = set(engine.con.sql(f"FROM {looked_at}").columns)
    total = {
        other: " + ".join([f"against_{other}", *_frequency(other, mixture.names, columns)])
        for other in OTHERS
    }
    odds = " + ".join(f"pow(2.0, -({weight}))" for weight in total.values())
    named = " OR ".join(f"gamma_{name} > 0" for name in mixture.names if name in NAMES) or "false"
    place = f"gamma_place > 0 AND ({named})" if "place" in mixture.names else "false"
    mailbox = "email_l" if "email" in mixture.names else "NULL"
    engine.con.execute(
        f"CREATE OR REPLACE TABLE weighed AS FROM {looked_at} AS looked"
        f" JOIN known_patterns AS known ON {on}"
        f" SELECT id_l, id_r, -log2({odds}) AS weight, {total[STRANGER]} AS stranger,"
        f" {_same('national_id', mixture)} AS same_number, {_same('email', mixture)} AS same_email,"
        f" {mailbox} AS email, {_contradiction(mixture)} AS told,"
        f" {_beyond_names(mixture)} AS beyond, {place} AS same_place,"
        f" same_email AND {_nothing_else(mixture)} AS mailbox_only,"
        f" same_place AND NOT beyond AND ({_rivals(mixture)}) AS rivals,"
        f" told < {CONTRADICTION} AS apart"
    )
    engine.con.unregister("known_patterns")
    contested = "FROM weighed SELECT email WHERE same_email AND apart"
    certain = f"same_email AND told >= {DOUBT} AND email NOT IN ({contested})"
    # one name in one house with two mailboxes may be father and son: which, a third cannot say
    rivals = "FROM weighed SELECT unnest([id_l, id_r]) WHERE rivals"
    housed = f"same_place AND id_l NOT IN ({rivals}) AND id_r NOT IN ({rivals})"
    found = engine.con.sql(
        f"FROM (FROM weighed SELECT *, CASE WHEN same_number THEN {RULES.index('number')}"
        f" WHEN {certain} THEN {RULES.index('mailbox')} ELSE 0 END AS rule)"
        " SELECT id_l, id_r, weight, rule, apart"
        f" WHERE ((beyond OR {housed}) AND weight >= {WEIGHT_LEAST}"
        f" AND NOT coalesce(mailbox_only AND email IN ({contested}), false))"
        " OR rule > 0 OR (apart AND stranger - told > 0) ORDER BY id_l, id_r"
    ).df()
    return Pairs(
        found["id_l"].to_numpy(np.int64),
        found["id_r"].to_numpy(np.int64),
        found["weight"].to_numpy(np.float64),
        found["rule"].to_numpy(np.int8),
        found["apart"].to_numpy(np.bool_),
    )


def _known(observed: Observed, mixture: Mixture) -> pd.DataFrame:
    against = mixture.weights(observed.patterns, observed.within)
    return pd.DataFrame(observed.patterns, columns=list(observed.names)).assign(
        within=observed.within,
        contradiction=mixture.contradiction(observed.patterns, CONTRADICTING),
        **{f"against_{other}": weight for other, weight in against.items()},
    )


def _same(name: str, mixture: Mixture) -> str:
    """Return SQL for the highest level of a comparison."""
    if name not in mixture.names:
        return "false"
    levels = mixture.shares[STRANGER][mixture.names.index(name)]
    return f"gamma_{name} = {len(levels) - 1}"


def _beyond_names(mixture: Mixture) -> str:
    """Return SQL for pairs that agree in more than names and places, which identify nobody."""
    told = [f"gamma_{name} > 0" for name in mixture.names if name in IDENTIFYING]
    return " OR ".join(told) or "false"


def _nothing_else(mixture: Mixture) -> str:
    """Return SQL for pairs that agree in nothing of a person but, perhaps, a mailbox."""
    personal = {"given_name", *IDENTIFYING} - {"email"}
    told = [f"gamma_{name} < 1" for name in mixture.names if name in personal]
    return " AND ".join(told) or "true"


def _rivals(mixture: Mixture) -> str:
    """Return SQL for records of one name that differ in a mailbox or a telephone."""
    contacts = [f"gamma_{name} = 0" for name in mixture.names if name in ("email", "phone")]
    names = [f"gamma_{name} > 0" for name in mixture.names if name in NAMES]
    return " AND ".join([*names, f"({' OR '.join(contacts) or 'false'})"])


def _contradiction(mixture: Mixture) -> str:
    """Return SQL for what speaks against one person; a personal number outweighs it."""
    if "national_id" not in mixture.names:
        return "contradiction"
    return "if(gamma_national_id >= 1, 0, contradiction)"


def _frequency(other: str, names: Sequence[str], columns: Collection[str]) -> list[str]:
    """Return SQL for what a value's frequency adds, where that class shares it by chance only."""
    alike = LEARNT.get(other, frozenset()) | AS_MATCH.get(other, frozenset())
    if other == "namesake":
        alike -= set(NAMES)
    return [
        f"coalesce(mw_tf_adj_{name}, 0)"
        for name in names
        if name not in alike and f"mw_tf_adj_{name}" in columns
    ]
