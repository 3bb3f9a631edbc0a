"""When customers order next: learnt from the same snapshots, judged at the same cutoff."""

import numpy as np
import pandas as pd

from src.asof import Asof, Frame
from src.engine import collect
from src.modeling.design import Design, FloatArray
from src.modeling.hazard import Hazard, Waited, fit_hazard, survival
from src.modeling.labels import next_orders
from src.modeling.splits import Past
from src.modeling.waits import (
    MOMENTS,
    SHOWN_MIN,
    Moment,
    Waits,
    half_reached,
    moment,
    persona_curve,
    still_waiting,
)
from src.order_days import KEY
from src.personas.model import PersonaModel, assign
from src.personas.space import IntArray
from src.stages.fitting import Fitted
from src.stages.snapshots import Snapshots


def waited(orders: Frame, snapshots: Snapshots, horizon_days: int) -> FloatArray:
    """Look up how many days each customer let pass to the next order, NaN if there was none."""
    asof = Asof(tuple(np.unique(snapshots.cutoff_day).tolist()))
    rows = pd.DataFrame(
        {"cutoff_day": snapshots.cutoff_day, "customer_id": snapshots.customer_id.astype(object)}
    )
    found = rows.merge(collect(next_orders(orders, asof, horizon_days)), on=list(KEY), how="left")
    return np.asarray(found["wait_days"], dtype=np.float64)


def timed(
    orders: Frame, snapshots: Snapshots, past: Past, horizon_days: int, seed: int
) -> tuple[Hazard, FloatArray]:
    """Fit the hazard to a past; return it, and the waits that it was fitted to."""
    rows = snapshots.at(*past.cutoffs)
    waits = waited(orders, rows, past.label_days)
    known = []
    for cutoff in past.cutoffs:
        own = rows.cutoff_day == cutoff
        if own.any():
            known.append(Waited(rows.design.rows(own), rows.start(cutoff), waits[own]))
    return fit_hazard(known, past.label_days, horizon_days, seed), waits


def curves(
    hazard: Hazard, fitted: Fitted, design: Design, days: list[int] | None = None
) -> FloatArray:
    """Return the probability of no order by each day (interval ends, if none are given)."""
    prob = fitted.churn.prob(fitted.design, fitted.ahead)
    cumulated = hazard.cumulated(design, fitted.start)
    return survival(cumulated, hazard.ends, prob, [0, *hazard.ends] if days is None else days)


def moments(
    hazard: Hazard,
    foretold: FloatArray,
    happened: FloatArray,
    waits: FloatArray,
    label_days: int,
) -> list[Moment]:
    """Judge the curves at some ends of intervals."""
    count = len(hazard.ends)
    places = sorted({max(round(count * part / MOMENTS), 1) for part in range(1, MOMENTS + 1)})
    found = []
    for place in places:
        day = hazard.ends[place - 1]
        alike = float(still_waiting(waits, day).mean()) if day <= label_days else float("nan")
        found.append(moment(day, foretold[:, place], alike, happened))
    return found


def _persona(model: PersonaModel, design: Design) -> IntArray:
    own = design.select(model.space.features).values  # noqa: PD011  not a pandas object
    return assign(model, own)


def waits_of(
    learnt: tuple[Hazard, FloatArray, int],
    judged: Fitted,
    happened: FloatArray,
    today: FloatArray,
    personas: tuple[PersonaModel, Design],
) -> Waits:
    """Judge the curves, and draw those of the personas.

    Parameters
    ----------
    learnt : the judged hazard, the waits it learnt from, and how far their labels reach, days
    happened : waits of the judged customers over the horizon
    today : curves of today's customers, (customers, days)
    personas : with the customers of today
    """
    hazard, waits, label_days = learnt
    model, now = personas
    days = np.array([0, *hazard.ends])
    foretold = curves(hazard, judged, judged.known)
    then, since = (_persona(model, design) for design in (judged.known, now))
    return Waits(
        moments=tuple(moments(hazard, foretold, happened, waits, label_days)),
        curves=tuple(
            persona_curve(
                name,
                days,
                foretold[then == place],
                happened[then == place],
                half_reached(days, today[since == place]),
            )
            for place, name in enumerate(model.names)
            if (then == place).sum() >= SHOWN_MIN and (since == place).any()
        ),
        days=days,
        everybody=np.array([still_waiting(happened, int(day)).mean() for day in days]),
    )
