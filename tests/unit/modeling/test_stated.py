"""A label leaves the profiles before anything is described."""

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from src.asof import Asof
from src.errors import DataError
from src.modeling.stated import labelled, not_gone, with_labels


def tables(values):
    frame = pd.DataFrame({"customer_id": ["a", "b", "c", "d"], "bucket": 0, "said": values})
    return {"profiles": nw.from_native(duckdb.from_df(frame)).lazy()}


@pytest.mark.parametrize(
    ("values", "left"),
    [([1.0, 0, 2, None], ("1",)), (["gone", "here", "new", None], ("gone",))],
    ids=["number", "text"],
)
def test_who_left_is_told_and_no_feature_can_be(values, left):
    found = with_labels(tables(values), "said", left)
    assert "said" not in found["profiles"].collect_schema().names()
    known = labelled(found, Asof((9,))).collect().to_pandas().set_index("customer_id")
    assert known["churned"].to_dict() == {"a": 1, "b": 0, "c": 0}
    there = not_gone(found, Asof((9,))).collect().to_pandas()
    assert set(there["customer_id"]) == {"b", "c", "d"}  # of d nothing is known: scored
    assert set(there["cutoff_day"]) == {9}


def test_a_number_cannot_be_a_word():
    with pytest.raises(DataError, match="Map it as a category"):
        with_labels(tables([1.0, 0, 0, 0]), "said", ("gone",))
