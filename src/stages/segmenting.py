"""Segments by rule: which rules these data allow, who is in which segment, who moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.asof import Asof, Frame
from src.causes import cause
from src.config import FILE
from src.engine import Engine, EngineError, quoted
from src.errors import ManifestError
from src.features.catalogue import CATALOGUE
from src.features.prospects import prospects
from src.modeling.design import Design
from src.segments.catalogue import PREDICTIONS, schemes
from src.segments.kpis import NEEDED
from src.segments.own import is_protected, own_scheme
from src.segments.scheme import FREQUENT_FROM, Scheme, assigned, with_fifths
from src.segments.told import Places, Segments, Told, movement, told_of
from src.segments.typical import MEASURES
from src.serving.bundle import Bundle, predict
from src.sources.expressions import breaches_of
from src.stages.fitting import Fitted
from src.stages.permission import Permission
from src.stages.scoring import Scoring, place
from src.stages.snapshots import Snapshots

Names = NDArray[np.str_]
OF_EVENTS = {feature.name for family in CATALOGUE for feature in family.features}
NEVER = {"orders_90d": 0.0, "orders_count": 0.0, "net_sum": 0.0}  # of who never ordered


@dataclass(frozen=True)
class ByRule:
    """The schemes that a data set's features allow, and those they do not."""

    schemes: tuple[Scheme, ...] = ()
    absent: tuple[Scheme, ...] = ()


NO_RULES = ByRule()


def own_rules(
    engine: Engine, conditions: Mapping[str, str], folder: Path, names: Sequence[str]
) -> Scheme:
    """Return the scheme of the user's own segments; without any it has no rules.

    Parameters
    ----------
    conditions : ``[segments]`` of the manifest in ``folder``, by name
    names : of the features

    Raises
    ------
    ManifestError
        A condition is none, or names what may not be used.
    """
    known = (*names, *PREDICTIONS)
    told = [
        f"{folder / FILE}: segments.{name} {breach.rstrip('.')}."
        for name, condition in conditions.items()
        for breach in _breaches(engine, condition, known)
    ]
    if told:
        raise ManifestError("\n".join(told))
    return own_scheme(conditions, set(known))


def by_rule(own: Scheme, names: Sequence[str]) -> ByRule:
    """Return the schemes of features that differ between customers, the user's own last."""
    present, absent = schemes(names)
    return ByRule((*present, own) if own.rules else present, absent)


def _breaches(engine: Engine, condition: str, known: Sequence[str]) -> list[str]:
    if breaches := breaches_of(engine, condition, known):
        return [_shortened(breach) for breach in breaches]
    nulls, columns = ", ".join(["NULL::DOUBLE"] * len(known)), ", ".join(map(quoted, known))
    try:
        found = f"SELECT (\n{condition}\n) FROM (VALUES ({nulls})) t({columns})"  # noqa: S608  a user's
        relation = engine.con.sql(found)
        relation.fetchall()  # of a row of nulls: what fails there fails for everybody
    except EngineError as error:
        return [f"cannot be computed: {cause(error)}"]
    (kind,) = relation.types
    if str(kind) != "BOOLEAN":
        return [f"is {kind} and no condition; compare it, such as net_sum > 100"]
    barred = [n for n in own_scheme({"": condition}, set(known)).needs if n not in OF_EVENTS]
    return [
        f"names {name}, a protected attribute: only the demographic segments may. Take it out"
        for name in barred
        if is_protected(name)
    ]


def _shortened(breach: str) -> str:
    """Say what is lacking and what may be meant, without listing some two hundred features."""
    said, listed, _ = breach.format(where="this data set").partition("Known: ")
    return f"{said}data/FEATURES.md lists what there may be" if listed else said


def segments_told(
    rules: ByRule,
    bundle: Bundle,
    described: tuple[Fitted, Snapshots],
    tables: Mapping[str, Frame],
    contact: Permission,
) -> Segments:
    """Return what the report says of segments.

    Parameters
    ----------
    described : the fit of today with its customers, and those of about a month ago
    tables : of those who are learnt from, who permit to be profiled
    contact : who permits to be contacted
    """
    today, before = described
    now = _people(rules, bundle, today.known, today.customer_id)
    frequency = with_fifths(now, bundle.typical)["frequency_fifth"]
    now = now.assign(
        may_contact=contact.covers(today.customer_id).astype(np.float64),
        is_frequent=(frequency >= FREQUENT_FROM).astype(np.float64),
    )
    then = _people(rules, bundle, before.design, before.customer_id)
    then_day = int(before.cutoff_day[0])
    now = _placed(_with_prospects(rules, now, tables, today.now), rules, bundle)
    then = _placed(_with_prospects(rules, then, tables, then_day), rules, bundle)
    told = (_told(n, scheme, now, then) for n, scheme in enumerate(rules.schemes))
    return Segments(tuple(told), rules.absent, today.now - then_day)


def _told(number: int, scheme: Scheme, now: pd.DataFrame, then: pd.DataFrame) -> Told:
    now, then = (
        people[people["ordered"] | scheme.of_prospects].set_index("customer_id")
        for people in (now, then)
    )
    places = now[place(number)]
    moves = movement(scheme, places, then[place(number)])
    return told_of(scheme, now, places.to_numpy(np.int64), moves)


def _placed(people: pd.DataFrame, rules: ByRule, bundle: Bundle) -> pd.DataFrame:
    """Add everybody's place in each scheme."""
    found = assigned(people, rules.schemes, bundle.typical)
    return people.assign(**{place(n): found[s.name] for n, s in enumerate(rules.schemes)})


def in_segments(
    found: pd.DataFrame, model: Scoring, profiled: Permission, asof: Asof
) -> Iterator[tuple[Scheme, list[str], Places]]:
    """Yield each scheme with the customers who may be profiled, and the place of each.

    ``found`` is what `src.stages.scoring.foretold` returned.
    """
    mine = found[profiled.covers(found["customer_id"].to_numpy(np.str_))]
    asked = any(scheme.of_prospects for scheme in model.schemes)
    never = prospects(profiled.tables, asof).assign(**NEVER) if asked else pd.DataFrame()
    for number, scheme in enumerate(model.schemes):
        who, places = mine["customer_id"].tolist(), mine[place(number)].to_numpy(np.int64)
        if scheme.of_prospects and len(never) and isinstance(model.bundle, Bundle):
            theirs = assigned(never, [scheme], model.bundle.typical)[scheme.name]
            who, places = who + never["customer_id"].tolist(), np.append(places, theirs)
        yield scheme, who, places


def _people(rules: ByRule, bundle: Bundle, known: Design, customer_id: Names) -> pd.DataFrame:
    """Return what rules and key figures name of each customer."""
    told = predict(bundle, known.select(bundle.schema.names).values)
    needed = {name for scheme in rules.schemes for name in scheme.needs} | {*NEEDED, *MEASURES}
    names = [name for name in known.names if name in needed]
    rows = pd.DataFrame(known.select(names).values, columns=names)
    return rows.assign(
        **{name: told[name] for name in PREDICTIONS},
        customer_id=customer_id.astype(object),
        ordered=True,
    )


def _with_prospects(
    rules: ByRule, people: pd.DataFrame, tables: Mapping[str, Frame], day: int
) -> pd.DataFrame:
    """Add who never ordered, of whom little is known, if a scheme wants them."""
    if not any(scheme.of_prospects for scheme in rules.schemes):
        return people
    never = prospects(tables, Asof((day,)))
    if never.empty:
        return people
    rows = never.drop(columns="cutoff_day").assign(**NEVER, ordered=False)
    return pd.concat([people, rows], ignore_index=True)
