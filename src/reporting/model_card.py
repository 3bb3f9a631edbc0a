"""The model card (Mitchell et al. 2019, doi:10.1145/3287560.3287596), Markdown, from the findings.

What the model is for, whom it was made of, how good it is beside baselines and for whom, and where
it ends. Every number is one of the findings; none is about a single customer.
"""

from collections.abc import Sequence
from pathlib import Path

from src.asof import day_of
from src.reporting import formats, tables
from src.reporting.contacts import (
    profit_sentences,
    profit_table,
    rankings_table,
    uplift_sentences,
    uplift_table,
)
from src.reporting.declared import (
    DeclaredFindings,
    end_reasons,
    leak_sentence,
    personas,
)
from src.reporting.declared_value import (
    NO_UPLIFT,
    timing_sentences,
    timing_table,
    value_sentences,
    value_table,
)
from src.reporting.fairness import by_group
from src.reporting.findings import Findings
from src.reporting.grades import RULE, grade_sentence, grades_table
from src.reporting.parties import parties, party_sentence
from src.reporting.report import environment
from src.reporting.tables import TextTable
from src.reporting.verdicts import churn_verdict, clv_verdict
from src.reporting.waiting import waits_sentences, waits_table

CARD = "model_card.md"
TEMPLATE, DECLARED = "model_card.md.j2", "declared_card.md.j2"
YEAR_DAYS = 365


def model_card(findings: Findings | DeclaredFindings) -> str:
    """Return the card; the same findings give the same text."""
    if isinstance(findings, DeclaredFindings):
        return _declared(findings)
    return (
        environment()
        .get_template(TEMPLATE)
        .render(
            f=findings,
            grades=[grade_sentence(one) for one in findings.grades],
            grade_rule=RULE,
            verdicts=(churn_verdict(findings), clv_verdict(findings)),
            earlier=" and ".join(formats.day(day_of(one)) for one in _earlier(findings)),
            undated=[_cell(name) for name in findings.undated],
            groups=[name for name in findings.churn_effects.columns if name != "persona"],
            party_sentence=party_sentence(findings),
            season=season_warning(findings),
            leak_sentence=_cell(leak_sentence(findings.allowed_leaks)),
            waits=waits_sentences(findings),
            profit=profit_sentences(findings),
            uplift=uplift_sentences(findings),
            tables={
                "grades": markdown(grades_table(findings.grades)),
                "churn": markdown(tables.churn_models(findings)),
                "clv": markdown(tables.clv_models(findings)),
                "by_group": markdown(by_group(findings)),
                "sources": markdown(tables.sources(findings)),
                "consents": markdown(tables.consents(findings)),
                "parties": markdown(parties(findings)),
                "waits": markdown(waits_table(findings)),
                "profit": markdown(profit_table(findings)),
                "uplift": markdown(uplift_table(findings)),
                "rankings": markdown(rankings_table(findings)),
            },
        )
    )


def _declared(findings: DeclaredFindings) -> str:
    """Return the card of churn by label or subscription."""
    words = findings.leaving
    return (
        environment()
        .get_template(DECLARED)
        .render(
            f=findings,
            words=words,
            value=[_cell(line) for line in value_sentences(findings)],
            contact=(*profit_sentences(findings), NO_UPLIFT),
            timing=timing_sentences(findings),
            grades=[grade_sentence(one, words) for one in findings.grades],
            grade_rule=RULE,
            column=_cell(findings.column),
            leak_sentence=_cell(leak_sentence(findings.allowed_leaks)),
            undated=[_cell(name) for name in findings.undated],
            groups=[_cell(name) for name in findings.churn_effects.columns if name != "persona"],
            tables={
                "grades": markdown(grades_table(findings.grades)),
                "churn": markdown(tables.churn_models(findings)),
                "personas": markdown(personas(findings)),
                "end_reasons": markdown(end_reasons(findings)),
                "value": markdown(value_table(findings)),
                "timing": markdown(timing_table(findings)),
                "profit": markdown(profit_table(findings)),
                "by_group": markdown(by_group(findings)),
                "sources": markdown(tables.sources(findings)),
                "consents": markdown(tables.consents(findings)),
            },
        )
    )


def write_card(findings: Findings | DeclaredFindings, path: Path) -> Path:
    """Write the card."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(model_card(findings), "utf-8", newline="\n")
    return path


def _earlier(findings: Findings) -> tuple[int, ...]:
    return findings.grades[0].days[1:] if findings.grades else ()


def season_warning(findings: Findings) -> str:
    """Warn where no year of orders lets the season be known; empty otherwise."""
    known = (findings.described_on - findings.first_day).days
    before = (findings.judged_on - findings.first_day).days
    if known < YEAR_DAYS:
        return (
            f"The orders span {formats.number(known)} days, less than a year: the season is not"
            " known, and a total may be far off where trade is seasonal."
        )
    if before < YEAR_DAYS:
        return (
            f"Judged with {formats.number(before)} days of orders before the cutoff, less than a"
            " year: the numbers above are those of a model that did not know the season."
        )
    return ""


def markdown(table: TextTable) -> str:
    r"""Return a table in Markdown; empty if it has no rows.

    >>> from src.reporting.tables import Heading
    >>> heads = (Heading("Model"), Heading("AUC", "coin .5"))
    >>> print(markdown(TextTable("Scores", heads, (("a|b", ".7"),))))
    **Scores**
    <BLANKLINE>
    | Model | AUC (coin .5) |
    |---|---|
    | a\|b | .7 |
    """
    if not table.rows:
        return ""
    heads = [f"{h.words} ({h.yardstick})" if h.yardstick else h.words for h in table.headings]
    lines = (heads, ["---"] * len(heads), *table.rows)
    head, rule, *rows = (_line(line) for line in lines)
    return "\n".join((f"**{table.caption}**", "", head, rule.replace(" ", ""), *rows))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """Keep a cell in its place, and a name from being markup."""
    plain = " ".join(text.split())
    for mark in "\\|<`*_[":
        plain = plain.replace(mark, f"\\{mark}")
    return plain
