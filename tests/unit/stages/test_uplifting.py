"""Which learner is served: none unless lots were drawn and no rule ranks as well."""

from dataclasses import replace

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import pytest

from src.modeling.uplift import Verdict
from src.serving.stored import load, save
from src.stages import uplifting

SERVED = ("recency_days", "net_90d", "net_sum")


@pytest.fixture(scope="module")
def own(bundle):
    fields = tuple(field for field in bundle.schema.features if field.name in SERVED)
    return replace(bundle, schema=replace(bundle.schema, features=fields))


@pytest.fixture
def letters(market):
    """Everybody in one of two arms, twice: on the day after two cutoffs."""
    known = market.snapshots
    days = np.unique(known.cutoff_day)[-3:-1]
    sent = pd.DataFrame({"customer_id": known.customer_id.astype(object), "day": known.cutoff_day})
    sent = sent[sent["day"].isin(days)]
    arm = np.random.default_rng(5).choice(["treated", "control"], len(sent))
    messages = pd.DataFrame(
        {
            "customer_id": sent["customer_id"],
            "campaign": sent["day"].astype(str),
            "sent_day": sent["day"] + 1,
            "arm": arm,
        }
    )
    return {**market.tables, "messages": nw.from_native(messages).lazy()}


def found(market, tables, own, monkeypatch, *, usable, differ=()):
    verdict = Verdict(usable, "X-learner", "largest spend so far", ())
    orders = pd.DataFrame(
        {"customer_id": ["nobody"], "ordered_day": [0], "net": [1.0], "refund": [0.0]}
    )
    tables = {**tables, "orders": nw.from_native(orders).lazy()}
    monkeypatch.setattr(uplifting, "ARM_MIN", 50)
    monkeypatch.setattr(uplifting, "judged", lambda *_: verdict)
    monkeypatch.setattr(uplifting, "unbalanced", lambda *_: dict.fromkeys(differ, 9.0))
    return uplifting.uplift(tables, market.snapshots, own, market.plan.today.now, 7)


def test_a_usable_learner_is_kept_and_learns_from_what_is_served(
    market, letters, own, monkeypatch, tmp_path
):
    model = found(market, letters, own, monkeypatch, usable=True).model
    assert (model.learner, set(model.features)) == ("X-learner", set(SERVED))
    served = replace(own, uplift=model)
    save(served, tmp_path)
    rows = market.snapshots.design.select(own.schema.names)
    again = load(tmp_path).uplift
    assert again.uplift(rows).tolist() == model.uplift(rows).tolist()
    assert np.abs(model.uplift(rows)).max() < 0.05  # nobody ordered: nothing was changed


@pytest.mark.parametrize(("usable", "differ"), [(False, ()), (True, ("net_sum",))])
def test_no_learner_is_kept_that_a_rule_or_the_lots_speak_against(
    usable, differ, market, letters, own, monkeypatch
):
    found_ = found(market, letters, own, monkeypatch, usable=usable, differ=differ)
    assert found_.model is None
