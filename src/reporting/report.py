"""The report: one HTML file that explains itself, works offline and holds no person's data."""

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import jinja2
from markupsafe import Markup
from matplotlib.figure import Figure

from src.reporting import ahead_figures, figures, formats, persona_figures, tables
from src.reporting.answer import answers
from src.reporting.canvas import inline_svg
from src.reporting.cards import cards, plans
from src.reporting.certainty import interval_sentence, total_sentences
from src.reporting.contacts import (
    profit_sentences,
    profit_table,
    rankings_table,
    uplift_sentences,
    uplift_table,
)
from src.reporting.declared import (
    DeclaredFindings,
    declared_figures,
    end_reasons,
    leak_sentence,
    personas,
)
from src.reporting.declared_answer import declared_answers
from src.reporting.declared_value import (
    NO_UPLIFT,
    timing_sentences,
    timing_table,
    value_sentences,
    value_table,
)
from src.reporting.division import division_claims, division_sentences, division_table
from src.reporting.fairness import by_group
from src.reporting.findings import Findings
from src.reporting.firmness import firmness, naming
from src.reporting.grades import RULE, grade_sentence, grades_table
from src.reporting.language import Language, Speech, speech
from src.reporting.membership_figures import all_membership_figures
from src.reporting.parties import parties, party_sentence
from src.reporting.people import decision_sentence
from src.reporting.segments import lacking, movement_figure, scheme_tables
from src.reporting.told import tell
from src.reporting.told_figures import told_figure
from src.reporting.translated import translated
from src.reporting.verdicts import churn_verdict, clv_verdict
from src.reporting.waiting import waits_sentences, waits_table
from src.reporting.whole import about_all

REPORT = "report.html"
TEMPLATE, DECLARED = "report.html.j2", "declared.html.j2"
POINTS_PER_INCH = 72


def render_report(findings: Findings | DeclaredFindings, language: Language = "en") -> str:
    """Return the report as HTML; the same findings give the same text."""
    if isinstance(findings, DeclaredFindings):
        return _declared(findings)
    said = speech(language)
    findings = translated(findings, said)
    churn, shown = churn_verdict(findings), cards(findings, said)
    return (
        environment(said)
        .get_template(TEMPLATE)
        .render(
            f=findings,
            said=said,
            portrayed=findings.portrayed,
            answers=answers(findings, churn, said),
            churn_verdict=churn,
            clv_verdict=clv_verdict(findings),
            interval_sentence=interval_sentence(findings),
            total_sentences=total_sentences(findings),
            cards=shown,
            plans=plans(shown),
            waits_sentences=waits_sentences(findings),
            profit_sentences=profit_sentences(findings),
            uplift_sentences=uplift_sentences(findings),
            firmness=firmness(findings, said),
            naming=naming(findings),
            about_all=about_all(findings, said),
            division_sentences=division_sentences(findings, said),
            inside=division_claims(findings, said),
            segments={"schemes": scheme_tables(findings), "lacking": lacking(findings)},
            grade_rule=RULE,
            grade_sentences=[grade_sentence(one) for one in findings.grades],
            party_sentence=party_sentence(findings),
            leak_sentence=leak_sentence(findings.allowed_leaks),
            decision_sentence=decision_sentence(findings.by_hand),
            tables={
                "personas": tables.personas(findings, said),
                "averages": tables.averages(findings, said),
                "division": division_table(findings, said),
                "churn": tables.churn_models(findings),
                "clv": tables.clv_models(findings),
                "grades": grades_table(findings.grades),
                "by_group": by_group(findings),
                "sources": tables.sources(findings),
                "readiness": tables.readiness(findings),
                "parties": parties(findings),
                "consents": tables.consents(findings),
                "decisions": tables.decisions(findings),
                "waits": waits_table(findings),
                "profit": profit_table(findings),
                "uplift": uplift_table(findings),
                "rankings": rankings_table(findings),
            },
            figures={
                name: _embedded(name, told_figure(figure, said))
                for name, figure in all_figures(findings, said).items()
            },
        )
    )


def _declared(findings: DeclaredFindings) -> str:
    """Return the report of churn by label or subscription."""
    words, verdict = findings.leaving, churn_verdict(findings)
    return (
        environment()
        .get_template(DECLARED)
        .render(
            f=findings,
            words=words,
            answers=declared_answers(findings, verdict),
            value=value_sentences(findings),
            contact=(*profit_sentences(findings), NO_UPLIFT),
            timing=timing_sentences(findings),
            grade_rule=RULE,
            grade_sentences=[grade_sentence(one, words) for one in findings.grades],
            leak_sentence=leak_sentence(findings.allowed_leaks),
            churn_verdict=verdict,
            tables={
                "grades": grades_table(findings.grades),
                "churn": tables.churn_models(findings),
                "personas": personas(findings),
                "end_reasons": end_reasons(findings),
                "value": value_table(findings),
                "timing": timing_table(findings),
                "profit": profit_table(findings),
                "by_group": by_group(findings),
                "sources": tables.sources(findings),
                "readiness": tables.readiness(findings),
                "consents": tables.consents(findings),
            },
            figures={
                name: _embedded(name, figure) for name, figure in declared_figures(findings).items()
            },
        )
    )


def write_report(
    findings: Findings | DeclaredFindings, path: Path, language: Language = "en"
) -> Path:
    """Write the report; whoever reads the path sees the old one or the new one, never a part."""
    page = render_report(findings, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=".report-", delete=False
    ) as aside:
        aside.write(page)
    written = Path(aside.name)
    written.chmod(0o644)  # temporary files are private; the report is for others
    written.replace(path)
    return path


def all_figures(findings: Findings, said: Speech | None = None) -> Mapping[str, Figure]:
    """Draw every figure of the report, by name; the figure's label is its text."""
    moved = movement_figure(findings)
    said = said or speech("en")
    return {
        **all_membership_figures(findings, said),
        "persona_map": persona_figures.persona_map(findings, said),
        **({} if moved is None else {"movement": moved}),
        "churn_calibration": figures.churn_calibration(findings),
        "churn_gains": figures.churn_gains(findings),
        "clv_calibration": figures.clv_calibration(findings),
        "clv_gains": figures.clv_gains(findings),
        "churn_effects": persona_figures.overall_effects(findings, "churn"),
        "churn_effects_per_persona": persona_figures.effects_per_persona(findings, "churn"),
        "clv_effects": persona_figures.overall_effects(findings, "clv"),
        "clv_effects_per_persona": persona_figures.effects_per_persona(findings, "clv"),
        **ahead_figures.waiting(findings),
        **ahead_figures.profit_curve(findings),
    }


def _embedded(name: str, figure: Figure) -> tuple[Markup, str, int]:
    """Return the picture, its text, and the width in pixels below which it gets hard to read."""
    picture = Markup(inline_svg(figure, name))  # noqa: S704 - matplotlib escapes what it writes
    return picture, str(figure.get_label()), round(figure.get_figwidth() * POINTS_PER_INCH)


def environment(said: Speech | None = None) -> jinja2.Environment:
    """Return where the templates are, and how numbers and sentences are printed in them."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("src.reporting"),
        autoescape=jinja2.select_autoescape(("html.j2",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for shown in (formats.number, formats.money, formats.percent, formats.day, formats.heading):
        made.filters[shown.__name__] = shown
    made.filters["tell"] = partial(tell, said=said or speech("en"))
    return made
