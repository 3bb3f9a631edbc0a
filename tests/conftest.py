"""Invented customers whose future is known in closed form, and what is served, fitted to some.

They order at a steady rate of their own, gamma-distributed; nobody leaves. From now on the rate is
multiplied by what `discount_share` says, which no order history tells. So the posterior of a rate
is gamma too, and the probability of silence and the expected spend can be written down.
"""

import os
import shutil
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from src.features.norms import Norms
from src.modeling.churn import fit_churn
from src.modeling.clv import fit_clv
from src.modeling.design import Design
from src.modeling.intervals import fit_spread
from src.modeling.start import fit_start, outlook
from src.modeling.training import Training
from src.personas.model import PersonaModel
from src.personas.space import fit_space
from src.segments.rfm import fit_bins
from src.segments.typical import MEASURES, Typical
from src.serving.bundle import SCHEMA_VERSION, Bundle, FeatureField, Schema
from src.spark import JAVA, LOCAL, open_spark

SHAPE, RATE_DAYS = 0.9, 30.0  # of the gamma distribution of orders per day
PULL = 4.0  # log of how much more often the keenest order from now on than the least keen
DAYS = 91
FEATURES = (
    *("recency_days", "orders_count", "net_sum", "net_90d", "net_mean"),
    *("x", "t_x_days", "T_days", "gap_days", "discount_share"),
)
GROUPS = {
    "rhythm of orders": ("recency_days", "x", "t_x_days", "T_days", "gap_days"),
    "money spent": ("orders_count", "net_sum", "net_90d", "net_mean"),
    "discounts": ("discount_share",),
}


@dataclass(frozen=True, eq=False)
class Invented:
    """Customers at one moment: features, orders so far, what they did next and its truth.

    ``orders`` has one row per order: ``customer``, ``day`` (0 is now, -1 yesterday), ``net``; so
    far at most one a day.
    """

    design: Design
    orders: pd.DataFrame
    churned: np.ndarray
    net_ahead: np.ndarray
    churn_prob: np.ndarray
    spend: np.ndarray

    def training(self, label_days=DAYS):
        ahead = outlook(fit_start(self.design), self.design, label_days, label_days)
        return Training(
            design=self.design,
            cutoff_day=np.zeros(len(self.design), dtype=np.int64),
            customer=np.arange(len(self.design)),
            churned=self.churned,
            net_ahead=self.net_ahead,
            silent_logit=ahead.silent_logit,
            log_spend=ahead.log_spend,
            label_days=label_days,
        )


def invent(customers, seed, days=DAYS):
    """Invent customers known since 60 to 400 days and what they do in the next ``days``."""
    rng = np.random.default_rng(seed)
    age, keen = rng.integers(60, 400, customers), rng.random(customers)
    rate, worth = rng.gamma(SHAPE, 1 / RATE_DAYS, customers), rng.gamma(6, 5, customers)
    change = np.exp(PULL * (keen - 0.5))
    repeats = np.repeat(np.arange(customers), rng.poisson(rate * age))
    later = np.repeat(np.arange(customers), rng.poisson(rate * change * days))
    owner = np.concatenate([np.arange(customers), repeats, later])
    day = np.concatenate(
        [-age, rng.integers(1 - age[repeats], 0), rng.integers(0, days, len(later))]
    )
    orders = pd.DataFrame({"customer": owner, "day": day})
    orders = orders[(orders["day"] >= 0) | ~orders.duplicated()]
    orders = orders.assign(
        net=(worth[orders["customer"]] * rng.gamma(4, 1 / 4, len(orders))).round(2)
    )

    past, future = orders[orders["day"] < 0], orders[orders["day"] >= 0]
    own = past.groupby("customer")
    x, last, net = own.size() - 1, own["day"].max() + age, own["net"].sum()
    recent = past[past["day"] >= -90].groupby("customer")["net"].sum()
    spent = future.groupby("customer")["net"].sum().reindex(range(customers))
    columns = {
        "recency_days": age - last,
        "orders_count": x + 1,
        "net_sum": net,
        "net_90d": recent.reindex(range(customers)).fillna(0),
        "net_mean": net / (x + 1),
        "x": x,
        "t_x_days": last,
        "T_days": age,
        "gap_days": (last / x).where(x > 0),
        "discount_share": keen,
    }
    known = RATE_DAYS + age
    return Invented(
        design=Design(FEATURES, pd.DataFrame(columns)[list(FEATURES)].to_numpy(np.float64)),
        orders=orders,
        churned=spent.isna().to_numpy(np.float64),
        net_ahead=spent.fillna(0).to_numpy(np.float64),
        churn_prob=((known / (known + days * change)) ** (SHAPE + x)).to_numpy(),
        spend=((SHAPE + x) / known * days * change * worth).to_numpy(),
    )


@pytest.fixture(scope="session")
def invented():
    """Hand out `invent`."""
    return invent


@pytest.fixture(scope="session")
def bundle():
    """Everything that is served, fitted to 300 invented customers."""
    learnt = invent(300, seed=1).training()
    seen = {name: learnt.design.column(name) for name in ("recency_days", "net_90d")}
    space = fit_space(pd.DataFrame(seen), {"recency_days": 1.0, "net_90d": 1.0})
    whole = {"orders_count", "x"}
    return Bundle(
        schema=Schema(
            version=SCHEMA_VERSION,
            dataset="demo",
            currency="EUR",
            horizon_days=DAYS,
            features=tuple(
                FeatureField(name, nullable=name == "gap_days", integer=name in whole)
                for name in FEATURES
            ),
        ),
        start=fit_start(learnt.design),
        churn=fit_churn(learnt, DAYS, seed=1, threads=1),
        clv=fit_clv(learnt, DAYS, seed=1, threads=1),
        spread=fit_spread(np.exp(learnt.log_spend), learnt.net_ahead),
        personas=PersonaModel(
            space, np.array([[-1.0, 1], [1, -1]]), ("Fresh", "Stale"), stable=True
        ),
        groups=GROUPS,
        typical_start=0.0,
        norms=Norms(),
        typical=Typical(
            fit_bins(*(learnt.design.column(name) for name in MEASURES)),
            *(30.0, 4.0, 100.0, 200.0, 400.0, 60.0, 20.0),
        ),
    )


@pytest.fixture(scope="session")
def spark():
    """A Spark session on this machine; queries of a few rows are not worth compiling."""
    pytest.importorskip("pyspark")
    if not (shutil.which("java") or "JAVA_HOME" in os.environ):
        pytest.skip("Spark needs Java")
    quick = {
        "spark.master": "local[2]",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        JAVA: f"{LOCAL[JAVA]} -XX:TieredStopAtLevel=1",
    }
    with open_spark(quick, "1GB") as session:
        yield session
