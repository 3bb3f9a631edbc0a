import math

import numpy as np
import pytest
from mlflow.exceptions import MlflowException

from src.serving.bundle import FeatureField
from src.serving.rows import MAX_ROWS, RequestError, checked, checked_rows, matrix, shown_type

FEATURES = [
    FeatureField("recency_days", nullable=False, integer=False),
    FeatureField("orders_count", nullable=False, integer=True),
    FeatureField("gap_days", nullable=True, integer=False),
]
GOOD = {"recency_days": 3.5, "orders_count": 2, "gap_days": None}
SHOWN = shown_type(FEATURES)
ROWS = checked_rows(FEATURES)


def _checked(*sent):
    return checked([SHOWN(**row) for row in sent], ROWS)


def _refusal(*sent):
    with pytest.raises(RequestError) as caught:
        _checked(*sent)
    return caught.value.message


def test_columns_come_in_the_order_of_the_schema_whatever_the_order_sent():
    sent = dict(reversed((GOOD | {"gap_days": 7}).items()))
    X = matrix(_checked(GOOD, sent), FEATURES)  # noqa: N806
    np.testing.assert_array_equal(X, [[3.5, 2, math.nan], [3.5, 2, 7]])
    assert X.dtype == np.float64


def test_the_customer_is_sent_back():
    known, unknown = _checked(GOOD | {"customer_id": "c1"}, GOOD)
    assert (known.customer_id, unknown.customer_id) == ("c1", None)


@pytest.mark.parametrize("whole", [2, 2.0, -1, 10**15])
def test_whole_numbers(whole):
    assert _checked(GOOD | {"orders_count": whole})[0].orders_count == whole


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"recency_days": "3.5"}, "inputs[0].recency_days must be a number."),
        ({"recency_days": True}, "inputs[0].recency_days must be a number."),
        ({"recency_days": None}, "inputs[0].recency_days must be a number."),
        ({"recency_days": [3.5]}, "inputs[0].recency_days must be a number."),
        ({"recency_days": 10**400}, "inputs[0].recency_days must be a number."),
        ({"recency_days": math.nan}, "inputs[0].recency_days must be a finite number."),
        ({"recency_days": math.inf}, "inputs[0].recency_days must be a finite number."),
        ({"gap_days": math.nan}, "inputs[0].gap_days must be a finite number."),
        ({"orders_count": 2.5}, "inputs[0].orders_count must be a whole number."),
        ({"customer_id": 7}, "inputs[0].customer_id must be text."),
        ({"customer_id": "c" * 201}, "inputs[0].customer_id is too long."),
    ],
)
def test_a_wrong_value_is_told_by_its_place(fault, told):
    assert _refusal(GOOD | fault) == told


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_column_is_no_null(name):
    sent = {key: value for key, value in GOOD.items() if key != name}
    assert _refusal(GOOD, sent) == f"inputs[1].{name} is missing."


def test_an_unknown_column_gets_a_suggestion():
    message = _refusal(GOOD | {"orders_cnt": 1})
    assert message.startswith("inputs[0].orders_cnt is not known. Did you mean 'orders_count'?")


@pytest.mark.parametrize("name", ["self", "model_dump", "model_fields", "__class__", "x" * 10_000])
def test_a_column_with_an_awkward_name(name):
    message = _refusal(GOOD | {name: 1})
    assert "is not known" in message
    assert len(message) < 300


def test_all_faults_at_once_but_no_flood():
    message = _refusal({}, GOOD | {"recency_days": "secret"}, *[{}] * 100)
    assert message.count("is missing") == 4
    assert message.endswith(f"; {101 * 3 + 1 - 5} more faults.")
    assert "secret" not in message


@pytest.mark.parametrize("rows", [0, MAX_ROWS + 1])
def test_too_few_and_too_many(rows):
    assert _refusal(*[{}] * rows) == f"inputs holds {rows} rows; send 1 to {MAX_ROWS}."


def test_a_refusal_keeps_its_words_and_is_no_server_error():
    error = RequestError("inputs[0].x is missing.")
    error.message = f"Failed to predict data '[...]': {error.message}"
    assert isinstance(error, MlflowException)
    assert error.get_http_status_code() == 400
    assert '"message": "inputs[0].x is missing."' in error.serialize_as_json()


def test_mlflow_is_shown_names_and_types():
    shown = {name: field.annotation for name, field in SHOWN.model_fields.items()}
    assert shown == {
        "customer_id": str | None,
        "recency_days": float,
        "orders_count": float,
        "gap_days": float | None,
    }
