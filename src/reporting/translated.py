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

    waits, uplift = findings.waits, findings.uplift
    if waits is not None:
        curves = tuple(replace(one, persona=said.persona(one.persona)) for one in waits.curves)
        waits = replace(waits, curves=curves)
    if uplift is not None:
        moved = tuple(replace(one, group=said.persona(one.group)) for one in uplift.personas)
        uplift = replace(uplift, personas=moved)
    groups = findings.by_group
    own = groups["attribute"] == "persona"
    values = groups["value"].where(~own, groups["value"].astype(str).map(said.persona))
    portraits = tuple(
        replace(one, persona=said.persona(one.persona)) for one in findings.portrayed.portraits
    )

    def grouped(table: pd.DataFrame) -> pd.DataFrame:
        return named(table).rename(columns=lambda name: said.word("group", str(name)))

    return replace(
        findings,
        personas=named(findings.personas),
        intervals=named(findings.intervals) if len(findings.intervals) else findings.intervals,
        churn_effects=grouped(findings.churn_effects),
        clv_effects=grouped(findings.clv_effects),
        contrasts=tuple(replace(one, name=said.persona(one.name)) for one in findings.contrasts),
        portrayed=replace(findings.portrayed, portraits=portraits),
        by_hand=_by_hand(findings.by_hand, said),
        waits=waits,
        uplift=uplift,
        by_group=groups.assign(value=values),
    )


def _by_hand(changed: pd.DataFrame, said: Speech) -> pd.DataFrame:
    own = [name for name in ("persona_before", "persona_after") if name in changed]
    called = {name: changed[name].map(lambda one: said.persona(str(one)), "ignore") for name in own}
    return changed.assign(**called)
