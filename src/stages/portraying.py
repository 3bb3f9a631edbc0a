"""Portraits of the personas: what their customers do, said, and are moved by, as claims."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from src.asof import Asof, Frame
from src.explain.membership import membership
from src.features.catalogue import PROFILE_GROUP
from src.modeling.design import Design
from src.personas.attitudes import attitudes, turnouts
from src.personas.claims import Claim
from src.personas.histories import histories
from src.personas.journey import journeys, stage_shares, stages, to_watch
from src.personas.landscape import landscape
from src.personas.own_words import own_words
from src.personas.portrait import Portrait
from src.personas.pushes import churn_reasons, effects, value_reasons
from src.personas.rules import rule
from src.personas.space import IntArray, coordinates
from src.personas.themes import themes
from src.personas.voices import fifths, listen
from src.personas.week import habits, weeks
from src.reporting.portrayed import Portrayed
from src.serving.bundle import Bundle, predict
from src.stages.fitting import Fitted
from src.stages.grouping import frame
from src.stages.hearing import bought, said, written


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
    space, who = bundle.personas.space, bundle.groups.get(PROFILE_GROUP, ())
    behaviour = frame(fitted.design, [name for name in fitted.design.names if name not in who])
    points = coordinates(space, fitted.known.select(space.features).values)
    known = frame(fitted.known, list(fitted.known.names))
    orders = bought(tables, asof, fitted.customer_id)
    stage = stages(known, horizon)
    shares = stage_shares(stage, labels, k)
    fifth = fifths(known["net_sum"].to_numpy())
    heard = listen(said(tables, asof, fitted.customer_id), labels, fifth, k)
    wrote = themes(written(tables, asof, fitted.customer_id), labels, fifth, k)
    on_way, weekly = journeys(stage, labels, k), habits(orders, labels, k)
    of_churn, of_value = (
        effects(table.drop(columns=PROFILE_GROUP, errors="ignore"), names) for table in moved
    )
    predicted = predict(bundle, fitted.design.values)
    spend = float(np.mean(predicted["clv"]))
    found = []
    for persona, (name, week) in enumerate(zip(names, weeks(orders, labels, k), strict=True)):
        inside = labels == persona
        claims: list[Claim | None] = [
            *weekly[persona],
            *on_way[persona],
            *attitudes(heard[persona]),
            *turnouts(heard[persona]),
            *own_words(wrote[persona]),
            rule(behaviour, inside, seed),
            *churn_reasons(of_churn[name]),
            *value_reasons(of_value[name], spend),
            to_watch(known[inside], stage[inside], predicted["churn_prob"][inside]),
            *histories(known[inside], points[inside]),
        ]
        told = tuple(claim for claim in claims if claim is not None)
        found.append(Portrait(name, told, tuple(shares[persona].tolist()), week))
    doing = Design(tuple(behaviour.columns), behaviour.to_numpy(np.float64))
    groups = {g: [f for f in own if f in doing.names] for g, own in bundle.groups.items()}
    return Portrayed(
        tuple(found),
        landscape(points, space.features, labels, k, seed),
        membership(doing, labels, k, {g: own for g, own in groups.items() if own}, seed),
        "feedback" in tables,
        "tickets" in tables,
    )
