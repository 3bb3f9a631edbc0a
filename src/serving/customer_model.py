"""The served model: rows of features in, predictions and reasons out.

MLflow runs this file by its path, at training and in the server ("models from code": no pickle).
Which fields a row has differs from data set to data set; it comes with the model, as its config.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from mlflow.models import ModelConfig, set_model
from mlflow.pyfunc.model import PythonModel, PythonModelContext
from pydantic import BaseModel

from src.errors import DataError, StoreError
from src.serving import bundle as fitted
from src.serving.rows import FloatArray, RequestError, checked, checked_rows, matrix, shown_type
from src.serving.stored import load

MAX_REASONS = 10
NUMBERS = (
    *("churn_prob", "clv", "clv_low", "clv_high", "value_at_risk", "persona_confidence"),
    "uplift",
)
MONEY = ("clv", "value_at_risk")
OUTSIDE_MLFLOW: dict[str, Any] = {"schema": {"features": []}}  # this file imported, not run
CONFIG = ModelConfig(development_config=OUTSIDE_MLFLOW)
SCHEMA = CONFIG.get("schema")  # type: ignore[no-untyped-call]
FEATURES = [fitted.FeatureField(**field) for field in SCHEMA["features"]]
Row = shown_type(FEATURES)


class Reason(BaseModel):
    """A group of features that ``raises`` or ``lowers`` the churn probability.

    ``effect`` is in log-odds, negative where it lowers.
    """

    reason: str
    direction: str
    effect: float


class Prediction(BaseModel):
    """What is expected of one customer over the horizon the model was trained for.

    ``churn_prob`` is 0 to 1; ``clv``, the ends of its 80 % interval and ``value_at_risk`` are in
    the data set's currency; where churn is a label or the end of a contract there is no interval,
    and no money where nothing says what the customer pays. ``persona`` is null where there are
    none; ``persona_confidence`` is how often customers as near to a border stayed in theirs, 0 to
    1. ``uplift`` is how much likelier an order within four weeks gets by a contact, -1 to 1; null
    where no messages have a control arm, or they teach nothing. ``reasons`` are for
    ``churn_prob``, the strongest first.
    ``customer_id`` is sent back.
    """

    customer_id: str | None = None
    churn_prob: float
    clv: float | None = None
    clv_low: float | None = None
    clv_high: float | None = None
    value_at_risk: float | None = None
    persona: str | None = None
    persona_confidence: float | None = None
    uplift: float | None = None
    reasons: list[Reason]


class CustomerModel(PythonModel):
    """Answers requests from the fitted bundle stored with it."""

    def load_context(self, context: PythonModelContext) -> None:
        """Read the bundle and refuse one whose fields are not those of the signature."""
        self.bundle = load(Path(context.artifacts["bundle"]))
        if list(self.bundle.schema.features) != FEATURES:
            raise StoreError("The model's config and its bundle name different features.")
        self.rows = checked_rows(FEATURES)

    def predict(  # type: ignore[override] # MLflow allows leaving the context out
        self,
        model_input: list[Row],  # type: ignore[valid-type] # built from the config
        params: dict[str, int] | None = None,
    ) -> list[Prediction]:
        """Predict each row, in order, with its ``params["reasons"]`` (0 to 10) strongest reasons.

        Raises
        ------
        RequestError
            What was sent cannot be answered; the server returns 400 and this text.
        """
        top = (params or {}).get("reasons", 0)
        if top not in range(MAX_REASONS + 1):
            raise RequestError(f"params.reasons must be a whole number, 0 to {MAX_REASONS}.")
        rows = checked(model_input, self.rows)
        columns = {"customer_id": [row.customer_id for row in rows]}
        columns |= self._answers(matrix(rows, FEATURES), top)
        lines = zip(*columns.values(), strict=True)
        return [Prediction(**dict(zip(columns, line, strict=True))) for line in lines]

    def _answers(self, X: FloatArray, top: int) -> dict[str, Any]:  # noqa: N803 - a matrix of rows
        try:
            predicted = fitted.predict(self.bundle, X)
            reasons = fitted.reasons(self.bundle, X, top) if top else [[]] * len(X)
        except DataError as error:
            raise RequestError(f"inputs contradict themselves. {error}") from None
        unpriced = _unpriced(predicted, len(X))
        finite = [
            np.isfinite(predicted[name]) | (unpriced if name in MONEY else False)
            for name in NUMBERS
            if name in predicted
        ]
        wrong = np.flatnonzero(~np.all(finite, axis=0))
        if wrong.size:
            raise RequestError(
                f"inputs[{wrong[0]}] contradicts itself: no finite prediction follows."
            )
        for name in MONEY if unpriced.any() else ():
            predicted[name] = [None if np.isnan(value) else value for value in predicted[name]]
        return predicted | {"reasons": reasons}


def _unpriced(predicted: dict[str, Any], rows: int) -> npt.NDArray[np.bool_]:
    """Mark whose price is not known, which is allowed where churn is declared."""
    declared = "clv" in predicted and "clv_low" not in predicted
    return np.isnan(predicted["clv"]) if declared else np.zeros(rows, dtype=np.bool_)


set_model(CustomerModel())
