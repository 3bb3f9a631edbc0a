import json

import numpy as np

from src.modeling.design import Design
from src.personas.model import PersonaModel, assign, confidence, far_from
from src.segments.rfm import fit_bins, scores
from src.stages.rfm_groups import TWO, rfm_model

MEASURES = ("recency_days", "orders_count", "net_sum")


def customers(count, seed):
    rng = np.random.default_rng(seed)
    orders = rng.geometric(0.2, count).astype(float)
    return Design(MEASURES, np.column_stack([rng.exponential(60, count), orders, orders * 30]))


def test_segments_are_those_of_rfm_and_survive_json():
    design = customers(800, 0)
    model = PersonaModel.from_dict(json.loads(json.dumps(rfm_model(design).to_dict())))
    bins = fit_bins(*design.values.T)
    strangers = customers(300, 1)
    rows = strangers.select(TWO).values
    told = [model.names[one] for one in assign(model, rows)]
    assert told == scores(bins, *strangers.values.T)["rfm_segment"].tolist()
    assert not model.stable
    assert (confidence(model, far_from(model, rows), assign(model, rows)) == 1).all()


def test_a_segment_without_customers_is_no_group():
    one_time = Design(MEASURES, np.array([[day, 1.0, 30.0] for day in range(1, 41)]))
    model = rfm_model(one_time)
    assert set(np.unique(assign(model, one_time.select(TWO).values))) == set(
        range(len(model.names))
    )
    loyal = assign(model, np.array([[3.0, 99.0]]))
    assert loyal[0] in range(len(model.names))
