"""One page, offline, the same bytes, nothing hostile, nothing lost."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from src.personas.names import PersonaName
from src.quality.readiness import Question, Requirement
from src.reporting.findings import CHURN_COLUMNS
from src.reporting.formats import DASH
from src.reporting.report import all_figures, render_report, write_report
from src.reporting.tables import readiness

HOSTILE = "<script>alert(1)</script>\"'&$x$ 顧客"
LARGEST_BYTES = 3_000_000
VOID = {"meta", "br", "link", "img"}


class Page(HTMLParser):
    """Elements with their attributes, text, and whether every element is closed in order."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(" ".join(data.split()))


@pytest.fixture
def page(findings):
    return Page(render_report(findings))


def test_it_loads_nothing(findings, page):
    text = render_report(findings)
    assert "http:" not in text
    assert "https:" not in text
    assert "@import" not in text
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.elements}
    references = [
        value
        for _, attributes in page.elements
        for name, value in attributes.items()
        if name in {"src", "href", "xlink:href", "srcset"}
    ]
    assert all(value.startswith("#") for value in references)
    assert all(inner.startswith("#") for inner in re.findall(r"url\(([^)]*)\)", text))


def test_it_is_well_formed_with_ids_that_exist_once(page):
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = [
        attributes[name].removeprefix("#")
        for _, attributes in page.elements
        for name in ("href", "xlink:href")
        if name in attributes
    ]
    assert set(wanted) <= set(ids)


def test_it_is_small(findings):
    assert len(render_report(findings).encode()) < LARGEST_BYTES


def test_same_findings_same_bytes(findings):
    assert render_report(findings) == render_report(findings)


def test_hostile_names_are_only_text(findings):
    old = findings.personas["persona"].iloc[0]
    renamed = replace(
        findings,
        dataset=HOSTILE,
        personas=findings.personas.replace({"persona": {old: HOSTILE}}),
        contrasts=tuple(
            PersonaName(HOSTILE, named.evidence, named.contrasts) if named.name == old else named
            for named in findings.contrasts
        ),
        churn_effects=findings.churn_effects.replace({"persona": {old: HOSTILE}}),
        clv_effects=findings.clv_effects.replace({"persona": {old: HOSTILE}}),
        undated=(HOSTILE,),
        reason=HOSTILE,
    )
    text = render_report(renamed)
    page = Page(text)
    assert "<script" not in text
    assert "script" not in {tag for tag, _ in page.elements}
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert HOSTILE in page.texts  # the heading


def test_every_row_is_printed(findings, page):
    printed = {text.lower() for text in page.texts}
    for table, key in (
        (findings.churn_table, "model"),
        (findings.clv_table, "model"),
        (findings.sources, "source"),
        (findings.personas, "persona"),
    ):
        assert {str(name).lower() for name in table[key]} <= printed


def test_what_can_be_asked_is_printed_with_what_is_missing(findings):
    few = Requirement("customers who ordered", "customers", 500, 380)
    aside = Requirement("rows of orders set aside", "share", 0.2, 0.31)
    unmapped = Requirement("tables.messages mapped", "tables", 1, 0)
    arms = Requirement("customers control", "customers", 200, 0)
    asked = (
        Question("personas", (few, aside)),
        Question("uplift", (unmapped, arms)),
        Question("CLV", (Requirement("days of orders", "days", 365, 400),)),
    )
    table = readiness(replace(findings, questions=asked))
    assert table.rows == (
        ("Personas", "no", "customers who ordered", "+120", "500", "380"),
        ("Personas", "no", "rows of orders set aside", "-11%", "< 20%", "31%"),
        ("Uplift", "no", "tables.messages mapped", "+1", "1", "0"),
        ("CLV", "yes", *[DASH] * 4),
    )
    texts = Page(render_report(replace(findings, questions=asked))).texts
    start = texts.index(table.caption)
    assert [text for text in texts[start:] if text][7:13] == list(table.rows[0])
    assert table.caption not in Page(render_report(findings)).texts


def test_every_contrast_is_printed_with_its_n(findings):
    text = render_report(findings)
    rows = sum(len(named.contrasts) for named in findings.contrasts)
    detailed = text[text.index("<details>") :]
    assert sum(len(named.contrasts) > 0 for named in findings.contrasts) == text.count("<details>")
    assert detailed.count("<small>") >= rows
    assert "n = 170 / 430" in text


def test_what_is_not_known_is_a_dash(findings):
    table = findings.churn_table.copy()
    table.loc[1:, list(CHURN_COLUMNS[1:])] = float("nan")
    unknown = replace(
        findings,
        churn_table=table,
        returned_share=float("nan"),
        eta_squared=None,
        personas=findings.personas.assign(revenue_share=float("nan")),
    )
    texts = Page(render_report(unknown)).texts
    assert DASH in texts
    assert not any(re.search(r"\b(nan|none|null|inf)\b", text.lower()) for text in texts)


def test_money_and_shares_are_for_people(findings, page):
    top = findings.personas.iloc[0]
    assert f"${top['revenue_per_customer']:,.0f}" in page.texts
    assert "0.898 (0.872 to 0.921)" in page.texts
    assert not any(re.search(r"\d\.\d{4,}", text) for text in page.texts)


def test_a_model_not_in_service_says_so(findings):
    text = render_report(replace(findings, promoted=False, reason="Worse than the champion."))
    assert "was not put into service" in text
    assert "Worse than the champion." in text


def test_unstable_personas_carry_a_warning(findings):
    told = "No personas: these groups are RFM segments"
    assert told not in render_report(findings)
    assert told in render_report(replace(findings, stable=False))


def test_short_history_is_told(findings):
    assert "History is short" not in render_report(findings)
    assert "periods of 45 days" in render_report(replace(findings, label_days=45))


def test_no_row_of_a_customer_is_in_the_page(findings):
    text = render_report(findings)
    assert str(findings.judged["net_past"].iloc[0])[:7] not in text


def test_writing_replaces_the_old_report_at_once(findings, tmp_path):
    path = tmp_path / "out" / "report.html"
    assert write_report(findings, path) == path
    first = path.read_bytes()
    write_report(replace(findings, dataset="Another"), path)
    assert path.read_bytes() != first
    assert [found.name for found in path.parent.iterdir()] == ["report.html"]


def test_one_persona_and_effects_of_none_are_no_trouble(findings):
    one = findings.personas.head(1)
    nobody = findings.churn_effects.assign(persona="somebody else")
    text = render_report(
        replace(findings, personas=one, contrasts=(), churn_effects=nobody, clv_effects=nobody)
    )
    assert "fall into one group" in text


def test_findings_that_lack_something_are_refused(findings):
    with pytest.raises(ValueError, match=r"judged lacks clv.*personas has no rows"):
        replace(
            findings,
            judged=findings.judged.drop(columns="clv"),
            personas=findings.personas.head(0),
        )
    with pytest.raises(ValueError, match="churn_table starts with 'Pareto/NBD'"):
        replace(findings, churn_table=findings.churn_table.iloc[1:])


def test_figures_are_named_and_complete(findings):
    figures = all_figures(findings)
    assert pd.Index(figures).is_unique
    for figure in figures.values():
        (axes,) = figure.axes
        assert axes.get_xlabel()
        assert axes.get_ylabel() or axes.get_yticklabels()
        assert figure.get_suptitle()
        assert len(figure.get_label()) > 40
        assert re.search(
            r"\d (judged )?customers|n = \d", f"{figure.get_label()} {axes.get_xlabel()}"
        )


def test_what_changed_since_the_last_load_is_told(findings, tmp_path):
    told = "desk: channel has new values: chat"
    page = write_report(replace(findings, changes=(told,)), tmp_path / "r.html").read_text("utf-8")
    assert f"<strong>Since the last load:</strong> {told}." in page
    assert "Since the last load" not in write_report(findings, tmp_path / "r.html").read_text()
