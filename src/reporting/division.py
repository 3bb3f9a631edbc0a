"""Parts of personas under their persona, where a number of groups was asked for."""

from src.personas.choice import MIN_SHARE
from src.personas.claims import Claim, Slot, Support, kept, trait
from src.personas.division import SubPersona
from src.personas.evidence import Evidence
from src.reporting.findings import Findings
from src.reporting.formats import number, percent
from src.reporting.language import Speech
from src.reporting.sentences import Sentence, Teller
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


def division_claims(findings: Findings, said: Speech) -> tuple[Sentence, ...]:
    """Say of every part how surely it is one, and what sets it apart, with what that rests on."""
    teller, found = Teller(said, findings.currency), findings.division
    told: list[Sentence] = []
    for place, one in enumerate(found.subs if found else (), start=1):
        name = said.persona(one.named.name)
        slots = {"part": Slot("text", name), "value": Slot("share", one.jaccard)}
        rests = Support(
            *("jaccard", "share", one.jaccard, *one.within), n=one.resampled, table="features"
        )
        again = Claim("inside", "again", "part_again", slots, rests)
        told += teller.sentences(kept([again, *_apart(one)]), f"part {place}")
    return tuple(told)


def _apart(one: SubPersona) -> tuple[Claim, ...]:
    rows = strongest(one.named.contrasts, CONTRASTS)
    return kept(trait(row, "inside", "features") for row in rows)


def _part(one: SubPersona, teller: Teller) -> tuple[str, ...]:
    said, jaccard = teller.speech, percent(one.jaccard)
    known = {claim.subject for claim in _apart(one)}
    rows = [row for row in strongest(one.named.contrasts, CONTRASTS) if row.feature in known]
    apart = [_contrast(row, teller) for row in rows]
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
