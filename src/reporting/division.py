"""Parts of personas under their persona, where a number of groups was asked for."""

from src.personas.choice import MIN_SHARE
from src.personas.division import SubPersona
from src.personas.evidence import Evidence
from src.reporting.findings import Findings
from src.reporting.formats import number, percent
from src.reporting.language import Speech
from src.reporting.sentences import Teller
from src.reporting.tables import Heading, TextTable
from src.reporting.words import feature_words, strongest

CONTRASTS = 2


def division_sentences(findings: Findings, said: Speech) -> tuple[str, ...]:
    """Say what was made of the wish for so many groups; nothing where there was none."""
    found = findings.division
    if found is None:
        return ()
    asked = str(found.asked)
    if not findings.stable:
        return (said.say("inside.unstable", asked=asked),)
    key, personas = ("asked" if found.subs else "enough"), str(len(findings.personas))
    told = [said.say(f"inside.{key}", asked=asked, personas=personas)]
    if found.groups < found.asked:
        groups, floor = str(found.groups), f"{MIN_SHARE:.0%}"
        told.append(said.say("inside.short", groups=groups, floor=floor))
    if found.subs:
        stay = sum(one.stays for one in found.subs)
        told.append(said.say("inside.tested", parts=str(len(found.subs)), stay=str(stay)))
    return tuple(told)


def division_table(findings: Findings, said: Speech) -> TextTable:
    """Print every persona and, under it, its parts; no rows where none is divided.

    ``findings`` call personas as the language does.
    """
    found = findings.division
    subs = found.subs if found else ()
    teller = Teller(said, findings.currency)
    rows: list[tuple[str, ...]] = []
    for _, row in findings.personas.iterrows() if subs else ():
        name = str(row["persona"])
        rows.append((name, _size(row["customers_count"], row["customers_share"]), "", ""))
        rows += [_part(one, teller) for one in subs if said.persona(one.persona) == name]
    return TextTable(
        said.say("inside.caption"),
        (
            Heading(said.say("column.persona")),
            Heading(said.say("column.customers")),
            Heading(said.say("inside.apart"), said.say("inside.averages")),
            Heading(said.say("inside.found_again"), said.say("inside.firm")),
        ),
        tuple(rows),
    )


def _part(one: SubPersona, teller: Teller) -> tuple[str, ...]:
    said, jaccard = teller.speech, percent(one.jaccard)
    apart = [_contrast(row, teller) for row in strongest(one.named.contrasts, CONTRASTS)]
    return (
        said.say("inside.part", name=said.persona(one.named.name)),
        _size(one.customers, one.share),
        "; ".join(apart),
        jaccard if one.stays else said.say("inside.sketch", jaccard=jaccard),
    )


def _contrast(row: Evidence, teller: Teller) -> str:
    return teller.speech.say(
        "inside.contrast",
        feature=feature_words(row.feature, teller.speech),
        own=teller.amount(row.feature, row.mean),
        others=teller.amount(row.feature, row.others_mean),
    )


def _size(customers: float, share: float) -> str:
    return f"{number(customers)} ({percent(share)})"
