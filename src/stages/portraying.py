"""Portraits of the personas: what their customers do, said, and are moved by, as claims."""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from src.asof import Asof, Frame
from src.engine import collect
from src.explain.membership import Membership, membership
from src.features.attitude import answers
from src.features.catalogue import PROFILE_GROUP
from src.features.grains import orders
from src.features.service import tickets
from src.modeling.design import Design
from src.personas.attitudes import attitudes, turnouts
from src.personas.claims import Claim
from src.personas.histories import histories
from src.personas.journey import journeys, stage_shares, stages, to_watch
from src.personas.landscape import Landscape, landscape
from src.personas.portrait import Portrait
from src.personas.pushes import churn_reasons, effects, value_reasons
from src.personas.rules import rule
from src.personas.space import IntArray, coordinates
from src.personas.voices import SAID, fifths, listen
from src.personas.week import habits, weeks
from src.serving.bundle import Bundle, predict
from src.stages.fitting import Fitted
from src.stages.grouping import frame

FIVE = 5  # the scale of satisfaction with a support case
WEEK_OF_1970 = 3  # the first of January 1970 was a Thursday


@dataclass(frozen=True, eq=False)
class Portrayed:
    """What the page of the personas shows beside their key figures.

    ``asked`` and ``served`` tell whether anybody could have said anything: in surveys, to support.
    """

    portraits: tuple[Portrait, ...]
    landscape: Landscape | None
    membership: Membership | None
    asked: bool
    served: bool


def portray(
    tables: Mapping[str, Frame],
    fitted: Fitted,
    bundle: Bundle,
    labels: IntArray,
    moved: tuple[pd.DataFrame, pd.DataFrame],
    seed: int,
) -> Portrayed:
    """Make a portrait of every persona of the customers described at the fit's moment.

    Parameters
    ----------
    tables : canonical tables of all who permit it; what was known at that moment counts
    labels : persona of each of ``fitted.customer_id``
    moved : effects on churn and on value, as `src.stages.explaining` returns them
    """
    names, asof = bundle.personas.names, Asof((fitted.now,))
    k, horizon = len(names), bundle.schema.horizon_days
    behaviour = frame(fitted.known, list(bundle.personas.space.features))
    points = coordinates(bundle.personas.space, behaviour.to_numpy(np.float64))
    known = frame(fitted.known, list(fitted.known.names))
    bought = _bought(tables, asof, fitted)
    stage = stages(known, horizon)
    shares = stage_shares(stage, labels, k)
    heard = listen(_said(tables, asof, fitted), labels, fifths(known["net_sum"].to_numpy()), k)
    on_way, weekly = journeys(stage, labels, k), habits(bought, labels, k)
    of_churn, of_value = (
        effects(table.drop(columns=PROFILE_GROUP, errors="ignore"), names) for table in moved
    )
    predicted = predict(bundle, fitted.design.values)
    spend = float(np.mean(predicted["clv"]))
    found = []
    for persona, (name, week) in enumerate(zip(names, weeks(bought, labels, k), strict=True)):
        inside = labels == persona
        claims: list[Claim | None] = [
            *weekly[persona],
            *on_way[persona],
            *attitudes(heard[persona]),
            *turnouts(heard[persona]),
            rule(behaviour, inside, seed),
            *churn_reasons(of_churn[name]),
            *value_reasons(of_value[name], spend),
            to_watch(known[inside], stage[inside], predicted["churn_prob"][inside]),
            *histories(known[inside], points[inside]),
        ]
        told = tuple(claim for claim in claims if claim is not None)
        found.append(Portrait(name, told, tuple(shares[persona].tolist()), week))
    space = bundle.personas.space.features
    groups = {g: [f for f in own if f in space] for g, own in bundle.groups.items()}
    return Portrayed(
        tuple(found),
        landscape(points, space, labels, k, seed),
        membership(
            Design(space, behaviour.to_numpy(np.float64)),
            *(labels, k, {g: own for g, own in groups.items() if own}, seed),
        ),
        "feedback" in tables,
        "tickets" in tables,
    )


def _bought(tables: Mapping[str, Frame], asof: Asof, fitted: Fitted) -> pd.DataFrame:
    """Return weekday and hour of every order that has an hour."""
    rows = orders(tables, asof).filter(~nw.col("ordered_hour").is_null(), nw.col("net") > 0)
    found = _placed(collect(rows.select("customer_id", "age_days", "ordered_hour")), fitted)
    day = fitted.now - found["age_days"].astype(np.int64)
    return pd.DataFrame(
        {
            "customer": found["customer"],
            "weekday": (day + WEEK_OF_1970) % 7,
            "hour": found["ordered_hour"].astype(np.int64),
        }
    )


def _said(tables: Mapping[str, Frame], asof: Asof, fitted: Fitted) -> pd.DataFrame:
    """Return what every customer said, once per question: `SAID`."""
    parts = [pd.DataFrame(columns=list(SAID))]
    if "feedback" in tables:
        columns = ("customer_id", "age_days", "question", "answer", "part")
        told = _placed(collect(answers(tables, asof).select(*columns)), fitted)
        told = told[told["question"].notna()].sort_values(["customer", "age_days"], kind="stable")
        chosen = told[told["answer"].notna()].drop_duplicates(["customer", "question"])
        parts.append(chosen.assign(sort="choice", score=np.nan))
        scored = told.groupby(["customer", "question"], as_index=False)["part"].mean()
        parts.append(
            scored.dropna().assign(sort="score", answer="").rename(columns={"part": "score"})
        )
    if "tickets" in tables:
        opened = tickets(tables, asof).select("customer_id", "topic", "rating")
        cases = _placed(collect(opened), fitted)
        topics = cases[["customer", "topic"]].dropna().drop_duplicates()
        topics = topics.rename(columns={"topic": "answer"})
        parts.append(topics.assign(sort="topic", question="topic", score=np.nan))
        rated = cases.groupby("customer", as_index=False)["rating"].mean().dropna()
        rated = rated.assign(score=rated["rating"] / FIVE, sort="score", answer="")
        parts.append(rated.assign(question="satisfaction"))
    filled = [part[list(SAID)] for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def _placed(events: pd.DataFrame, fitted: Fitted) -> pd.DataFrame:
    """Name customers by their row among those described; others are left out."""
    place = pd.Index(fitted.customer_id).get_indexer(pd.Index(events["customer_id"].astype(str)))
    return events.assign(customer=place)[place >= 0].drop(columns="customer_id")
