"""Findings with the personas called as a reader of a language calls them."""

from dataclasses import replace

import pandas as pd

from src.reporting.findings import Findings
from src.reporting.language import Speech


def translated(findings: Findings, said: Speech) -> Findings:
    """Return the findings with every persona's name in a language; English is left as it is."""
    if said.language == "en":
        return findings

    def named(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(persona=[said.persona(str(name)) for name in table["persona"]])

    groups = findings.by_group
    own = groups["attribute"] == "persona"
    values = groups["value"].where(~own, groups["value"].astype(str).map(said.persona))
    portraits = tuple(
        replace(one, persona=said.persona(one.persona)) for one in findings.portrayed.portraits
    )
    return replace(
        findings,
        personas=named(findings.personas),
        intervals=named(findings.intervals) if len(findings.intervals) else findings.intervals,
        churn_effects=named(findings.churn_effects),
        clv_effects=named(findings.clv_effects),
        contrasts=tuple(replace(one, name=said.persona(one.name)) for one in findings.contrasts),
        portrayed=replace(findings.portrayed, portraits=portraits),
        by_group=groups.assign(value=values),
    )
