"""Findings as METHODS reports them for Complete Journey, over 600 invented customers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from src.config import Contact
from src.explain.membership import membership
from src.modeling.arms import Effect
from src.modeling.design import Design
from src.modeling.grading import Grade
from src.modeling.profit import Judged, profit
from src.modeling.stakes import Told
from src.modeling.total import Total
from src.modeling.uplift import Ranked, Uplift, Verdict
from src.modeling.waits import Waits, moment, persona_curve
from src.personas.attitudes import attitudes, turnouts
from src.personas.histories import histories
from src.personas.journey import journeys, stage_shares, stages, to_watch
from src.personas.landscape import landscape
from src.personas.names import name_personas
from src.personas.portrait import Portrait
from src.personas.pushes import churn_reasons
from src.personas.pushes import effects as pushes
from src.personas.voices import SAID, fifths, listen
from src.personas.week import habits, weeks
from src.reporting.findings import (
    CHURN_COLUMNS,
    CLV_COLUMNS,
    GROUP_COLUMNS,
    SOURCE_COLUMNS,
    Findings,
)
from src.reporting.portrayed import Portrayed
from src.segments.kpis import kpis

NAN = float("nan")
SIZES = (170, 140, 190, 100)
GROUPS = (
    "time since the last purchase",
    "rhythm of orders",
    "number of purchases",
    "money spent",
    "recent trend",
    "discounts",
    "coupons",
    "campaigns",
    "basket",
)
CHURN_ROWS = (
    ("this model", 0.898, 0.872, 0.921, 0.152, 0.131, 0.174, 0.041, 0.010, 2447),
    ("Pareto/NBD", 0.886, 0.858, 0.911, 0.185, 0.160, 0.211, 0.047, 0.031, 2447),
    ("BG/NBD", 0.884, 0.856, 0.909, 0.192, 0.166, 0.219, 0.048, 0.036, 2447),
    ("recency rule", 0.865, 0.834, 0.894, NAN, NAN, NAN, NAN, NAN, 2447),
    ("RFM cells", 0.871, 0.841, 0.899, 0.166, 0.144, 0.189, 0.044, 0.012, 2447),
    ("base rate", 0.5, 0.5, 0.5, 0.221, 0.197, 0.246, 0.054, 0.004, 2447),
)
CLV_ROWS = (
    ("this model", 0.870, 0.854, 0.886, 172.1, 163.9, 180.8, 263.4, 0.833, 0.03, 2447),
    ("Pareto/NBD + Gamma-Gamma", 0.846, 0.829, 0.863, 184.2, 175.0, 193.9, 283.0, 0.81, 0.06, 2447),
    ("BG/NBD + Gamma-Gamma", 0.845, 0.828, 0.862, 185.5, 176.1, 195.2, 285.2, 0.81, 0.07, 2447),
    ("past spend", 0.857, 0.841, 0.873, 190.3, 180.4, 200.5, 290.4, 0.81, 0.09, 2447),
    ("RFM cells", 0.803, 0.784, 0.822, 214.9, 204.4, 225.7, 331.6, 0.77, 0.02, 2447),
    ("zero", NAN, NAN, NAN, 479.6, 459.4, 500.4, 690.0, NAN, -1.0, 2447),
)
GRADES = (
    Grade(
        *("churn", "B", "recency rule", 0.898, 0.865, 0.244, 0.131, 0.352),
        *(0.582, 0.531, 0.633, 0.513, 1.0, (17441, 17350), 4841),
    ),
    Grade(
        *("value", "C", "past spend", 0.870, 0.857, 0.091, 0.032, 0.147),
        *(0.334, 0.318, 0.349, 0.327, 0.412, (17441, 17350), 4841),
        level=("BG/NBD + Gamma-Gamma",),
    ),
)
GROUP_ROWS = (
    ("gender", "female", 311, 0.057, 0.061, 0.004, -0.021, 0.027, 0.881, 0.79, 0.95, 0.842,
     3.1, -20.7, 27.5),
    ("gender", "male", 202, 0.0, 0.059, 0.059, 0.044, 0.071, NAN, NAN, NAN, NAN, -8.2, -31.0, 14.9),
)  # fmt: skip


@pytest.fixture
def features():
    """Rhythm, money and discounts of four groups, ``SIZES`` customers each."""
    rng = np.random.default_rng(7)
    group = np.repeat(np.arange(4), SIZES)
    orders = rng.poisson(np.array([95, 45, 28, 7])[group]) + 1
    basket = rng.lognormal(np.log(np.array([28, 55, 22, 19])[group]), 0.4)
    return pd.DataFrame(
        {
            "recency_days": rng.gamma(2, np.array([2, 4, 8, 45])[group] / 2) + 1,
            "overdue_ratio": rng.gamma(4, np.array([0.8, 0.7, 1.0, 2.5])[group] / 4),
            "T_days": rng.uniform(200, 280, 600),
            "orders_count": orders.astype(float),
            "net_sum": orders * basket,
            "net_mean": basket,
            "net_trend_ratio": rng.gamma(9, np.array([1.1, 1.05, 1, 0.4])[group] / 9),
            "discount_share": rng.beta(2, np.array([14, 14, 6, 12])[group]),
            "redemptions_count": rng.poisson(np.array([2.2, 0.8, 0.6, 0.1])[group]).astype(float),
            "age_years": np.where(rng.random(600) < 0.3, rng.normal(47, 12, 600), NAN),
        }
    )


LABELS = np.repeat(np.arange(4), SIZES)


@pytest.fixture
def findings(features):
    rng = np.random.default_rng(8)
    labels = np.repeat(np.arange(4), SIZES)
    named = name_personas(features, labels, 4)
    persona = np.array([one.name for one in named])[labels]
    logit = -4.2 + 1.1 * np.log(features["recency_days"]) - 0.3 * np.log(features["orders_count"])
    prob = (1 / (1 + np.exp(-logit))).to_numpy()
    rate = (features["net_sum"] / features["T_days"] * 91).to_numpy()
    scored = features.assign(
        persona=persona, churn_prob=prob, clv=rate * (1 - prob), value_at_risk=rate * prob
    )
    churned = (rng.random(600) < prob).astype(int)
    effects = pd.DataFrame(rng.normal(0, np.linspace(0.6, 0.03, 9), (600, 9)), columns=GROUPS)
    effects = effects.add(np.outer(np.array([-0.4, -0.2, 0.1, 0.9])[labels], np.linspace(1, 0, 9)))
    effects = effects.assign(persona=persona)
    return Findings(
        dataset="Complete Journey",
        currency="USD",
        judged_on=date(2017, 10, 2),
        described_on=date(2018, 1, 1),
        first_day=date(2017, 1, 1),
        last_day=date(2017, 12, 31),
        horizon_days=91,
        label_days=91,
        returned_share=0.73,
        churn_rate=float(churned.mean()),
        customers=600,
        sources=pd.DataFrame(
            [
                ("transactions", 1_469_307, 1_461_002, 0, 8_305, 0, 0, 12, 9, 6),
                ("demographics", 801, 801, 0, 0, 0, 0, 0, 31, 0),
                ("campaigns", 6_589, 6_589, 0, 0, 0, 0, 0, 0, 2_754),
                ("coupon_redemptions", 2_102, 2_095, 0, 0, 7, 0, 0, 0, 433),
            ],
            columns=SOURCE_COLUMNS,
        ),
        churn_table=pd.DataFrame(CHURN_ROWS, columns=CHURN_COLUMNS),
        clv_table=pd.DataFrame(CLV_ROWS, columns=CLV_COLUMNS),
        judged=pd.DataFrame(
            {
                "churned": churned,
                "churn_prob": prob,
                "recency_days": features["recency_days"],
                "net_ahead": np.where(churned, 0.0, rate * rng.gamma(6, 1 / 6, 600)),
                "clv": scored["clv"],
                "clv_low": 0.5 * scored["clv"],
                "clv_high": 1.5 * scored["clv"],
                "net_past": features["net_sum"],
            }
        ),
        total_judged=Total(1_200_000.0, 1_000_000.0, 1_440_000.0, 1_165_000.0, season_known=False),
        total_ahead=Total(1_100_000.0, 930_000.0, 1_310_000.0, NAN, season_known=True),
        personas=kpis(scored, by="persona").reset_index(),
        contrasts=named,
        worst_jaccard=0.83,
        adjusted_rand=0.86,
        eta_squared=0.492,
        stable=True,
        churn_effects=effects,
        clv_effects=effects.assign(**{name: -0.6 * effects[name] for name in GROUPS}),
        clv_effect_unit="log",
        undated=("age", "income", "household size"),
        grades=GRADES,
        by_group=pd.DataFrame(GROUP_ROWS, columns=GROUP_COLUMNS),
        promoted=True,
        reason="It is the first model for these data.",
    )


@pytest.fixture
def acted(findings):
    """The same, with all that may be known of what comes next."""
    rng = np.random.default_rng(9)
    churned, prob = (findings.judged[name].to_numpy(float) for name in ("churned", "churn_prob"))
    wait = np.where(churned == 1, NAN, rng.integers(0, 91, 600))
    days = np.array([0, 23, 45, 68, 91])
    curves = prob[:, None] ** (days / 91)
    ends = np.cumsum(SIZES)
    told = [
        persona_curve(name, days, curves[end - n : end], wait[end - n : end], half)
        for name, end, n, half in zip(
            findings.personas["persona"], ends, SIZES, (4.0, 11.0, 30.0, NAN), strict=False
        )
    ]
    moments = tuple(moment(int(days[p]), curves[:, p], 0.4, wait) for p in (2, 4))
    value = findings.judged["clv"].to_numpy(float)
    terms = Contact(cost=1.0, success_rate=0.1, margin=0.5)
    verdict = Verdict(
        usable=False,
        learner="X-learner",
        fallback="largest spend so far",
        rankings=(
            Ranked("X-learner", 1.4, -0.9, 3.8, NAN, NAN, NAN),
            Ranked("largest spend so far", 2.5, 0.6, 4.5, -1.1, -3.6, 1.1),
        ),
    )
    effect = Effect("all", 8000, 0.31, 0.27, 0.04, 0.02, 0.06)
    return replace(
        findings,
        waits=Waits(moments, tuple(told), days, np.linspace(1, 0.2, len(days))),
        profit=profit(terms, Judged(churned, prob, value), Told(prob, prob * value), seed=1),
        uplift=Uplift(8000, 2100, 4, 28, {}, effect, (replace(effect, group="a"),), verdict),
    )


@pytest.fixture
def portrayed(findings, features):
    """Portraits of the invented customers; half of persona 1 mind delivery, few others do."""
    rng = np.random.default_rng(11)
    chance = np.where(LABELS == 1, 0.7, 0.15)
    answer = np.where(rng.random(600) < chance, "delivery", "<b>price</b>")
    said = pd.DataFrame({"customer": np.arange(600), "question": "barrier", "answer": answer})
    heard = listen(
        said.assign(sort="choice", score=np.nan)[list(SAID)], LABELS, fifths(features["net_sum"]), 4
    )
    who = np.repeat(np.arange(600), 5)
    bought = pd.DataFrame({"customer": who, "weekday": who % 7, "hour": 9 + who % 11})
    points = np.log1p(features[["net_sum", "recency_days", "net_mean"]].to_numpy())
    stage, names = stages(features, 91), [one.name for one in findings.contrasts]
    moved = pushes(findings.churn_effects, tuple(names))
    on_way, weekly = journeys(stage, LABELS, 4), habits(bought, LABELS, 4)
    portraits = []
    for place, (name, week) in enumerate(zip(names, weeks(bought, LABELS, 4), strict=True)):
        own = LABELS == place
        claims = (
            *(*on_way[place], *weekly[place], *attitudes(heard[place]), *turnouts(heard[place])),
            *churn_reasons(moved[name]),
            *histories(features[own], points[own]),
            to_watch(features[own], stage[own], np.full(own.sum(), 0.2)),
        )
        shares = tuple(stage_shares(stage, LABELS, 4)[place].tolist())
        portraits.append(Portrait(name, claims, shares, week))
    known = ("net_sum", "recency_days", "net_mean")
    groups = {"money spent": known[:1], "rhythm of orders": known[1:2], "basket": known[2:]}
    return Portrayed(
        portraits=tuple(portraits),
        landscape=landscape(points, known, LABELS, 4, 7),
        membership=membership(Design(known, points), LABELS, 4, groups, 7),
        asked=True,
    )


@pytest.fixture
def found(findings, portrayed):
    return replace(findings, portrayed=portrayed)
