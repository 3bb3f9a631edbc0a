"""A report in Japanese has no sentence left in English, whatever a training finds."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from src.modeling.grading import verdict
from src.modeling.leakage import Leak
from src.personas.claims import Change, of_share
from src.personas.months import Changing, Monthly
from src.personas.usefulness import Usefulness
from src.reporting.findings import PARTY_COLUMNS
from src.reporting.firmness import useful_sentence
from src.reporting.language import speech
from src.reporting.people import CHANGED, who_is_who
from src.reporting.report import render_report
from src.reporting.told import GAP, catalogued, tell
from src.segments.attitude import ATTITUDE
from src.segments.catalogue import CATALOGUE
from src.segments.demographic import AGE
from src.segments.told import Segments, told_of
from src.stages.sampling import sample_told
from src.unify.consent import USES, Consents, LeftOut
from src.unify.customers import Identity

RUN = re.compile(r"[A-Za-z][A-Za-z']*(?:[ ,;:]+[A-Za-z][A-Za-z']*){3,}")  # four words
SKIPPED = ("style", "script", "code")
SHOWN = ("aria-label", "alt", "title")
PARTIES = (("zero", 0.0), ("first", -0.1), ("third", 0.2))  # and what AUC is lost without it


class Page(HTMLParser):
    """All that a reader of a page is shown or told."""

    def __init__(self):
        super().__init__()
        self.texts, self.inside = [], []

    def handle_starttag(self, tag, attrs):
        self.texts += [value for name, value in attrs if name in SHOWN]
        if tag in SKIPPED:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.texts.append(" ".join(data.split()))


def english_in(text):
    page = Page()
    page.feed(text)
    return sorted({found for shown in page.texts for found in RUN.findall(shown)})


@pytest.fixture
def told_of_everything(acted, features):
    """All that a training may find, and each thing that it may say of it."""
    people = features.assign(
        churn_prob=0.25, clv=10.0, value_at_risk=1.0, is_frequent=1.0, may_contact=1.0
    )
    moves = pd.DataFrame([[90, 10], [1, 40]], ["new", "active"], ["new", "active"])
    place = np.repeat([0, 1], 300)
    spread = tuple(told_of(one, people, place, moves) for one in CATALOGUE)
    name = acted.personas["persona"].iloc[0]
    usual = Usefulness("spend", 0.3, 0.2, 0.4, 0.1, 0.2, 0.1, 0.3, 600)
    nothing = Usefulness("spend", -0.01, -0.02, 0.01, -0.02, -0.01, -0.02, 0.01, 600)
    changing = Changing(0.12, 0.11, 0.13, watched=200, undone=80)
    by_hand = [["c1", 0.2, 0.3, 10.0, 20.0, name, name]]
    return replace(
        acted,
        segments=Segments(spread, (ATTITUDE, AGE), 30),
        useful=(usual, replace(usual, about="churn", gain_low=-0.1), nothing),
        monthly=Monthly(changing, changing, 2400, 600),
        persona_changes=(
            Change(f"“{name}” are no more.", of_share(40, 100, "of_vanished", "personas")),
            Change("“Old” are now called “New”.", of_share(90, 100, "of_kept", "personas")),
        ),
        rests=dict.fromkeys(
            ("jaccard", "rand", "spend", "churn", "afresh"),
            of_share(90, 100, "changing", "features"),
        ),
        by_hand=pd.DataFrame(by_hand, columns=list(CHANGED)),
        people=who_is_who(
            Identity(9, 7, {"evidence": 2}, {"phone": 3}, 1, 0.99, 0.98, resolved=True)
        ),
        sample=sample_told(600, 100),
        changes=(
            "orders: 900 rows, 600 last time (+50%)",
            "orders: net is absent in 9% of rows, 0% last time",
        ),
        consents=Consents(
            mapped=True,
            unsaid={"train": "withdrawn", "score": "granted", "contact": "granted"},
            left_out=tuple(LeftOut(use.done, 600, 20, 10) for use in USES),
            unheeded=3,
            unreached=4,
        ),
        parties=pd.DataFrame(
            [[one, 6, 0.3, 0.8, 0.2, lost, lost, lost] for one, lost in PARTIES],
            columns=list(PARTY_COLUMNS),
        ),
        allowed_leaks=(
            Leak("closed", "alone it takes away 99% of the uncertainty about who left"),
        ),
        label_days=45,
        reason=verdict([replace(one, failures=()) for one in acted.grades])[1],
    )


def test_rfm_is_not_named_instead_where_it_says_nothing_either(told_of_everything):
    found = told_of_everything
    _, as_much, neither = (useful_sentence(one, found) for one in found.useful)
    assert "so RFM segments say as much" in as_much
    assert "and RFM segments say nothing of it either" in neither
    assert "as much" not in neither


def test_no_english_sentence_is_left(told_of_everything):
    assert english_in(render_report(told_of_everything, "ja")) == []


def test_no_english_is_left_of_a_list_by_uplift(acted):
    terms = acted.profit.terms.model_copy(update={"value": 40.0})
    profit = replace(acted.profit, terms=terms, by_uplift=True, unvalued=3)
    verdict = replace(acted.uplift.verdict, usable=True)
    moved = replace(acted, profit=profit, uplift=replace(acted.uplift, verdict=verdict))
    page = render_report(moved, "ja")
    assert "連絡リストは、連絡の効果" in page
    assert english_in(page) == []


def test_four_words_anywhere_are_found():
    shown = '<p lang="ja">顧客 <b>nobody here is</b></p><svg aria-label="Who will go quiet"></svg>'
    told = f"{shown}<p>It starts at one</p><code>python -m src.train is code</code>"
    assert english_in(told) == ["It starts at one", "Who will go quiet"]


def test_a_model_that_is_not_used_is_told_of_too(findings):
    worst = [replace(one, letter="D", failures=tuple(FAILURES)) for one in findings.grades]
    page = replace(findings, promoted=False, grades=worst, reason=verdict(worst)[1])
    assert english_in(render_report(page, "ja")) == []


FAILURES = (
    "no better than a coin at the newest cutoff (0.512)",
    "no better than recency rule beyond chance (0.700 against 0.710, difference -0.020 to +0.010)",
    "worse than Pareto/NBD (0.700 against 0.750, difference -0.080 to -0.010)",
)
SCHEMES = [
    *(rule.segment for scheme in CATALOGUE for rule in scheme.rules),
    *(rule.reason for scheme in CATALOGUE for rule in scheme.rules),
    *(scheme.lacking for scheme in CATALOGUE),
]


def test_every_segment_and_its_reason_has_words():
    told = {text: tell(text, speech("ja")) for text in SCHEMES if len(text) > 1}  # A, B and C
    names = re.compile(r"[a-z]+_\w+|表 \w+|\[segments\]")
    assert {text for text in told if re.search("[a-z]{3}", names.sub("", told[text]))} == set()


def test_every_gap_is_filled_in_both_languages():
    for key, other in catalogued("ja").items():
        assert set(GAP.findall(key)) == set(GAP.findall(other)), key
        assert other


def test_what_fills_a_gap_is_translated_in_its_turn():
    said = speech("ja")
    assert tell("Days after 2 October 2017", said) == "2017年10月2日からの日数"
    assert tell("without first-party data, the AUC falls by 0.012", said) == (
        "ファーストパーティデータを除くとAUCが0.012下がる"
    )
    assert tell("Names of the data, as they are", said) == "Names of the data, as they are"


def test_names_from_the_data_and_by_hand_stay(findings):
    sources = findings.sources.assign(source=["orders", "train", "score", "customers"])
    called = findings.personas.assign(persona=["New", "Loyal", "Big", "Small"])
    page = render_report(replace(findings, sources=sources, personas=called), "ja")
    for name in (*sources["source"], "Big", "Small"):
        assert f'<th scope="row">{name}</th>' in page
