import numpy as np

from src.personas.cluster import centres


def test_planted_centres_are_found_largest_first():
    rng = np.random.default_rng(1)
    planted = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    sizes = [50, 200, 100]
    points = np.repeat(planted, sizes, axis=0) + rng.normal(0, 0.5, (350, 2))
    found = centres(points, 3, starts=5, seed=0)
    np.testing.assert_allclose(found, planted[[1, 2, 0]], atol=0.3)


def test_same_seed_same_bits():
    points = np.random.default_rng(2).normal(size=(500, 6))
    first = centres(points, 5, starts=3, seed=4)
    assert (first == centres(points, 5, starts=3, seed=4)).all()
