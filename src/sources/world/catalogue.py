"""What the shop sells: 40 items in each of 8 categories, the same in every world."""

import numpy as np
from numpy.typing import NDArray

from src.sources.world import design as d

PRICE_SIGMA = 0.5  # of the logarithm of list prices within a category
ITEM_NAMES = tuple(
    f"{category[:3].upper()}-{item:03d}"
    for category in d.CATEGORIES
    for item in range(1, d.CATEGORY_ITEMS + 1)
)


def _prices() -> NDArray[np.float64]:
    """Return list prices by (category, item): evenly spread over the log-normal's quantiles."""
    steps = np.linspace(-2.0, 2.0, d.CATEGORY_ITEMS)
    order = np.random.default_rng(0).permuted(np.tile(steps, (len(d.CATEGORIES), 1)), axis=1)
    return np.round(d.CATEGORY_PRICE[:, None] * np.exp(PRICE_SIGMA * order), 2)


PRICES = _prices()
POPULARITY = 1 / np.arange(4.0, 4.0 + d.CATEGORY_ITEMS)  # the first items are bought most
POPULARITY /= POPULARITY.sum()


def mean_price(kind: NDArray[np.int64], need: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the expected list price of a piece, for types and favourite categories."""
    by_category = PRICES @ POPULARITY
    usual = (d.NEEDS / d.NEEDS.sum(axis=1, keepdims=True)) @ by_category
    mixed: NDArray[np.float64] = d.FAVOURITE * by_category[need] + (1 - d.FAVOURITE) * usual[kind]
    return mixed


def draw_categories(rng: np.random.Generator, kind: NDArray[np.int64]) -> NDArray[np.int64]:
    """Draw one category per entry, as its type buys."""
    upper = np.cumsum(d.NEEDS / d.NEEDS.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    drawn: NDArray[np.int64] = (rng.random(len(kind))[:, None] >= upper[kind]).sum(axis=1)
    return drawn


def draw_items(
    rng: np.random.Generator, kind: NDArray[np.int64], need: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw one item per entry: a position in ``ITEM_NAMES``."""
    category = np.where(rng.random(len(kind)) < d.FAVOURITE, need, draw_categories(rng, kind))
    item = rng.choice(d.CATEGORY_ITEMS, len(kind), p=POPULARITY)
    return (category * d.CATEGORY_ITEMS + item).astype(np.int64)
