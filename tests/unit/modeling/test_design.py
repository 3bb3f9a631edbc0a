import numpy as np
import pytest

from src.modeling.design import Design, varying

DESIGN = Design(("a", "b"), np.array([[1.0, 10], [2, 20], [3, 30]]))


def test_columns_are_chosen_by_name_and_in_the_order_asked_for():
    swapped = DESIGN.select(["b", "a"])
    assert swapped.names == ("b", "a")
    assert swapped.values[0].tolist() == [10, 1]
    assert DESIGN.select(["b"]).column("b").tolist() == [10, 20, 30]
    with pytest.raises(ValueError, match="not in tuple"):
        DESIGN.column("c")


@pytest.mark.parametrize("chosen", [np.array([True, False, True]), np.array([0, 2])])
def test_rows_are_chosen_by_mask_or_by_place(chosen):
    kept = DESIGN.rows(chosen)
    assert len(kept) == 2
    assert kept.column("a").tolist() == [1, 3]


@pytest.mark.parametrize(
    ("column", "differs"),
    [
        ([5, 5, 5], False),
        ([5, 5, 6], True),
        ([np.nan, np.nan, np.nan], False),
        ([np.nan, 5, 5], True),  # who is known says something
        ([5, 5, np.nan], True),
        ([0, -0.0, 0], False),
    ],
)
def test_what_is_the_same_for_everybody_teaches_nothing(column, differs):
    design = Design(("a", "b"), np.array([[1, 2, 3], column], dtype=float).T)
    assert varying(design) == (("a", "b") if differs else ("a",))
