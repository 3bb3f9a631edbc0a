"""Measures and expressions mean the same on every engine, also where something is unknown."""

import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from src.features.measures import flag, ratio

AWKWARD = pd.DataFrame(
    {"row": [1, 2, 3, 4], "top": [1.0, 2.0, None, 4.0], "bottom": [4.0, 0.0, 2.0, -1.0]}
)
TOP, BOTTOM = nw.col("top"), nw.col("bottom")


@pytest.fixture
def column(native):
    def found(expression):
        frame = nw.from_native(native(AWKWARD)).lazy().select("row", made=expression)
        made = frame.collect("pandas").to_native().sort_values("row")["made"]
        return [None if pd.isna(value) else float(value) for value in made]

    return found


def test_ratio_is_unknown_unless_the_denominator_is_positive(column):
    assert column(ratio(TOP, BOTTOM)) == [0.25, None, None, None]


def test_ratio_of_whole_numbers_is_not_whole(column):
    assert column(ratio(nw.col("row"), nw.col("row") * 2)) == [0.5] * 4


def test_flag_is_nothing_where_the_condition_is_unknown(column):
    assert column(flag(TOP >= 2)) == [0, 1, 0, 1]
