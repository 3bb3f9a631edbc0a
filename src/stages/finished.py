"""What a finished command hands to whoever prints it."""

from dataclasses import dataclass
from pathlib import Path

from src.reporting.declared import DeclaredFindings
from src.reporting.findings import Findings


@dataclass(frozen=True, eq=False)
class Trained:
    """A finished training: what it found, where the report is, and its run in the store."""

    findings: Findings | DeclaredFindings
    report: Path
    run_id: str
    version: int
