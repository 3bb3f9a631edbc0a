"""Rows of a request: what one must look like, and how a wrong one is refused.

MLflow checks typed rows itself, but its refusals repeat every row of the caller, each value beside
all field definitions. So MLflow is shown the fields without checks (for the model's signature), and
the checks are done here, all at once, with an answer that names places and never a value.
"""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import BAD_REQUEST
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SkipValidation,
    TypeAdapter,
    ValidationError,
    create_model,
)

from src.errors import did_you_mean
from src.serving.bundle import FeatureField

FloatArray = npt.NDArray[np.float64]
MAX_ROWS = 10_000  # seconds of work, which the server cannot stop once begun
FAULTS_SHOWN = 5
NAME_SHOWN = 60  # letters of a caller's own key
WORDS = {
    "missing": "is missing",
    "float_type": "must be a number",
    "multiple_of": "must be a whole number",
    "finite_number": "must be a finite number",
    "string_type": "must be text",
    "string_too_long": "is too long",
    "extra_forbidden": "is not known",
}


class RequestError(MlflowException):
    """A request that cannot be answered: status 400.

    The stock server puts all rows of the request in front of a message by assigning to it. Here
    the message stays what it was.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text, error_code=BAD_REQUEST)

    @property
    def message(self) -> str:
        """The text sent to the caller."""
        return str(self)

    @message.setter
    def message(self, _: str) -> None:
        return


class CheckedRow(BaseModel):
    """One customer at one moment, in the order of the schema; ``customer_id`` is sent back."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    customer_id: Annotated[str, Field(max_length=200)] | None = None


class ShownRow(BaseModel):
    """The same row as it came, unchecked; MLflow reads its fields for the signature."""

    model_config = ConfigDict(extra="allow")
    customer_id: Annotated[str | None, SkipValidation] = None


def checked_rows(features: Sequence[FeatureField]) -> TypeAdapter[list[CheckedRow]]:
    """Build the rows that a request must hold: numbers, null where the feature may be unknown.

    A whole number may be written ``3`` or ``3.0``. ``true``, ``"3"`` and ``NaN`` are no numbers.
    """
    fields: dict[str, Any] = {field.name: (_number(field), ...) for field in features}
    row: type[CheckedRow] = create_model("Row", __base__=CheckedRow, **fields)
    return TypeAdapter(list[row])  # type: ignore[arg-type] # made a moment ago


def shown_type(features: Sequence[FeatureField]) -> type[ShownRow]:
    """Build the row that MLflow is shown: same names and types, nothing required or refused."""
    fields: dict[str, Any] = {
        field.name: (Annotated[float | None if field.nullable else float, SkipValidation], None)
        for field in features
    }
    return create_model("Row", __base__=ShownRow, **fields)


def _number(field: FeatureField) -> Any:
    number: Any = Annotated[float, Field(multiple_of=1)] if field.integer else float
    return number | None if field.nullable else number


def checked(rows: Sequence[ShownRow], row_type: TypeAdapter[list[CheckedRow]]) -> list[CheckedRow]:
    """Return the rows, typed; all faults of a request are refused together.

    Raises
    ------
    RequestError
        No row, too many rows, or a row that is not as `row_type` says.
    """
    if not 1 <= len(rows) <= MAX_ROWS:
        raise RequestError(f"inputs holds {len(rows)} rows; send 1 to {MAX_ROWS}.")
    try:
        return row_type.validate_python([_sent(row) for row in rows])
    except ValidationError as error:
        raise RequestError(_refusal(error, list(type(rows[0]).model_fields))) from None


def _sent(row: ShownRow) -> dict[str, Any]:
    sent = row.__dict__ | (row.model_extra or {})
    for name in row.__dict__.keys() - row.model_fields_set:
        del sent[name]  # a default, not sent
    return sent


def matrix(rows: Sequence[CheckedRow], features: Sequence[FeatureField]) -> FloatArray:
    """Return one line per row, columns in the order of the schema; NaN where null was sent."""
    names = [field.name for field in features]
    return np.array([[getattr(row, name) for name in names] for row in rows], dtype=np.float64)


def _refusal(error: ValidationError, known: Sequence[str]) -> str:
    """Say where the faults are; count those for which there is no room.

    >>> try:
    ...     checked_rows([]).validate_python([{"customer": "x"}])
    ... except ValidationError as error:
    ...     print(_refusal(error, ["customer_id"]))
    inputs[0].customer is not known. Did you mean 'customer_id'? Known: customer_id.
    """
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    told = [_fault(fault["loc"], fault["type"], fault["msg"]) for fault in faults[:FAULTS_SHOWN]]
    if len(faults) > FAULTS_SHOWN:
        told.append(f"{len(faults) - FAULTS_SHOWN} more faults")
    unknown = [str(fault["loc"][-1]) for fault in faults if fault["type"] == "extra_forbidden"]
    hint = f" {did_you_mean(unknown[0][:NAME_SHOWN], known)}" if unknown else ""
    return f"{'; '.join(told)}.{hint}"


def _fault(place: tuple[int | str, ...], kind: str, words: str) -> str:
    name = "".join(f".{str(part)[:NAME_SHOWN]}" for part in place[1:])
    return f"inputs[{place[0]}]{name} {WORDS.get(kind, words)}"
