import json

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist

from src.personas.space import Space, coordinates, fit_space, nearest, widened


def customers():
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "net_sum": rng.lognormal(4, 1.5, 300),
            "weekend_share": rng.uniform(0, 1, 300),
            "refund_net": -rng.lognormal(2, 1, 300),
        }
    )


EQUAL = {"net_sum": 1.0, "weekend_share": 1.0, "refund_net": 1.0}


def test_coordinates_are_standardised_logs_computed_by_hand():
    features = pd.DataFrame({"net_sum": [0.0, np.e - 1]})  # logs 0 and 1
    space = fit_space(features, {"net_sum": 3.0})
    # bounds .005 and .995, so mean .5 and sd .495: both customers lie one sd from the middle
    assert space.low == pytest.approx([0.005])
    assert coordinates(space, features.to_numpy()).ravel() == pytest.approx([-1, 1])


def test_axes_are_as_long_as_their_weight():
    features = customers()
    space = fit_space(
        features, {"net_sum": 4.0, "weekend_share": 2.0, "refund_net": 0.0, "other": 9}
    )
    assert space.features == ("net_sum", "weekend_share")  # the third says nothing
    spread = coordinates(space, features[list(space.features)].to_numpy()).std(axis=0)
    assert spread == pytest.approx([2.0, 1.0])  # 4 and 2 over their mean


def test_a_power_lengthens_the_long_axes():
    weights = {"net_sum": 4.0, "weekend_share": 2.0, "refund_net": 0.0}
    assert fit_space(customers(), weights, 2.0).scale == pytest.approx([4.0, 1.0])


def test_what_says_nearly_nothing_is_left_out():
    weights = {"net_sum": 4.0, "weekend_share": 0.3, "refund_net": 3.0}
    assert fit_space(customers(), weights).features == ("net_sum", "refund_net")


def test_null_is_placed_at_the_median_and_its_share_is_stated():
    features = customers()
    features.loc[:29, "net_sum"] = np.nan
    space = fit_space(features, EQUAL)
    median = float(features["net_sum"].median())  # of 270: between two values, so compare in logs
    placed = coordinates(space, np.array([[np.nan, 0.5, -1], [median, 0.5, -1]]))
    assert placed[0] == pytest.approx(placed[1], abs=0.01)
    assert space.absent_share == pytest.approx([0.1, 0, 0])


def test_giants_stop_at_the_bound():
    space = fit_space(customers(), EQUAL)
    placed = coordinates(space, np.array([[1e6, 0.5, -1], [1e12, 0.5, -1], [np.inf, 0.5, -1]]))
    assert np.isfinite(placed).all()
    assert (placed[0] == placed[1]).all()
    assert (placed[0] == placed[2]).all()


def test_constant_and_wholly_unknown_features_move_nobody():
    features = customers().assign(net_sum=7.0, refund_net=np.nan)
    placed = coordinates(fit_space(features, EQUAL), features.to_numpy())
    assert np.abs(placed[:, [0, 2]]).max() < 1e-12


def test_row_order_changes_nothing_and_the_input_is_left_alone():
    features = customers()
    before = features.copy()
    first, second = fit_space(features, EQUAL), fit_space(features[::-1], EQUAL)
    pd.testing.assert_frame_equal(features, before)
    assert first.fill == second.fill
    assert first.mean == pytest.approx(second.mean)


def test_json_keeps_every_bit():
    space = fit_space(customers(), EQUAL)
    assert Space.from_dict(json.loads(json.dumps(space.to_dict()))) == space


def test_feature_without_importance_is_refused():
    with pytest.raises(ValueError, match="lacks 1 features: refund_net"):
        fit_space(customers(), {"net_sum": 1.0, "weekend_share": 1.0})


def test_nearest_agrees_with_plain_distances():
    rng = np.random.default_rng(3)
    points, centroids = rng.normal(size=(400, 7)), rng.normal(size=(5, 7))
    expected = cdist(points, centroids).argmin(axis=1)
    assert (nearest(points, centroids) == expected).all()


def test_who_is_odd_and_too_few_for_a_persona_stops_near_the_others():
    logs = np.concatenate([np.linspace(5, 7, 982), np.zeros(18)])
    space = fit_space(pd.DataFrame({"net_365d": np.expm1(logs)}), {"net_365d": 1.0})
    # the median is 5.98, and 97.5 % are above 5.01: 1.5 times as far is 4.5
    assert space.low == pytest.approx([4.5], abs=0.05)
    assert space.high == pytest.approx([7.0], abs=0.05)


def test_a_kind_of_its_own_is_left_where_it_is():
    logs = np.concatenate([np.linspace(5, 7, 900), np.zeros(100)])
    space = fit_space(pd.DataFrame({"net_365d": np.expm1(logs)}), {"net_365d": 1.0})
    assert space.low == pytest.approx([0.0])


def test_a_space_is_widened_for_newcomers_and_moves_nobody():
    features = customers()
    space, names = fit_space(features, EQUAL), list(EQUAL)
    far = features.assign(net_sum=features["net_sum"] * 1e6)
    wider = widened(space, pd.concat([features, far])[names].to_numpy())
    known = features[names].to_numpy()
    within = (coordinates(wider, known) == coordinates(space, known)).all(axis=1)
    assert within.mean() > 0.95
    assert wider.high[0] > space.high[0] + 5
    before, now = (coordinates(one, far[names].to_numpy())[:, 0] for one in (space, wider))
    assert now.min() > before.max()
