"""What a finished command hands to whoever prints it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from src.reporting.declared import DeclaredFindings
from src.reporting.findings import Findings
from src.unify.consent import Consents


@dataclass(frozen=True, eq=False)
class Trained:
    """A finished training: what it found, where the report is, and its run in the store."""

    findings: Findings | DeclaredFindings
    report: Path
    run_id: str
    version: int


@dataclass(frozen=True)
class Scored:
    """Finished scores: the files, how many customers were scored, as of when, who was left out.

    The Parquet file holds all who were scored, sorted by ``first``, the CSV file whom to contact.
    ``retraining_due`` is why the model is due for retraining, if it is; ``grades`` are its letters.
    """

    parquet: Path
    csv: Path
    customers: int
    described_on: date
    consents: Consents
    retraining_due: str | None
    grades: Mapping[str, str]
    first: str = "most value at risk"
