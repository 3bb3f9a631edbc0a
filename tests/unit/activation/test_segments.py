"""Segments as other systems read them."""

import numpy as np
import pandas as pd

from src.activation.segments import write_segments
from src.segments.funnel import FUNNEL
from src.segments.volume import VOLUME


def test_one_row_per_scheme_and_customer_with_the_reason(tmp_path):
    found = [(VOLUME, ["b", "a"], np.array([3, 1])), (FUNNEL, ["c"], np.array([2]))]
    path = write_segments(found, tmp_path / "new")
    assert path.name == "segments.parquet"
    assert pd.read_parquet(path).to_numpy().tolist() == [
        [
            *("b", "buying volume", "not known"),
            "nothing is known of their orders of the last 365 days",
        ],
        [
            *("a", "buying volume", "heavy half"),
            "more orders in 365 days than half of those with any",
        ],
        ["c", "funnel stage", "visitor", "seen in the last 90 days, no cart or order"],
    ]
