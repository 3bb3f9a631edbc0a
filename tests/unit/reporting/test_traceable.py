"""No number of the persona page without a way to statistic, n, interval and table."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from src.personas.claims import Change, Support, of_share
from src.personas.division import Division, SubPersona
from src.personas.months import Changing, Monthly
from src.personas.usefulness import Usefulness
from src.reporting.firmness import firmness
from src.reporting.language import speech
from src.reporting.report import render_report
from src.reporting.whole import about_all
from src.segments.certain import intervals

ASKED = ("10 groups were asked for", "10個")  # what became of a setting
VOID = {"meta", "link", "br", "img", "hr", "input"}
RESTS = {
    "jaccard": Support("jaccard", "share", 0.87, 0.81, 0.93, 600, "features"),
    "rand": Support("rand", "index", 0.86, 0.84, 0.88, 600, "features"),
    "right": Support("direction", "share", 0.61, 0.58, 0.64, 600, "features"),
    "up": Support("direction", "share", 0.22, 0.2, 0.24, 600, "features"),
    "overlap": Support("overlap", "index", 0.92, 0.9, 0.94, 300, "model"),
    "same": of_share(279, 300, "same_reason", "model"),
    "spend": Support("explained", "share", 0.492, 0.45, 0.53, 600, "orders"),
    "afresh": Support("changing", "share", 0.12, 0.11, 0.13, 600, "features"),
}
SAID_OF_ALL = {  # what each support carries, in English
    "jaccard": "the least stable persona overlaps 87%",
    "rand": "agree to 0.86",
    "right": "To the right: more of",
    "up": "Upwards: more of",
    "overlap": "strongest reasons overlap 0.92",
    "same": "the same for 93% of customers",
    "spend": "explains 49%",
    "afresh": "12.0 % of customers",
}


class Page(HTMLParser):
    """Numbers in the persona section: each with the elements around it, figures left out."""

    def __init__(self, text):
        super().__init__()
        self.around, self.numbers, self.ids = [], [], set(re.findall(r'id="([^"]+)"', text))
        self.evidence = dict(re.findall(r'<details class="claim" id="([^"]+)">(.*?)</p>', text))
        self.feed(re.sub(r"<svg.*?</svg>|<style.*?</style>", "", text, flags=re.DOTALL))

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.around.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self.around and self.around.pop()[0] != tag:
            pass

    def handle_data(self, data):
        inside = any(attrs.get("id") == "personas" for _, attrs in self.around)
        if inside and re.search(r"\d", data):
            self.numbers.append((data.strip(), tuple(self.around)))

    def led_to(self, around):
        """Ids that a reader at this place is led to, and that are on the page."""
        for tag, attrs in around:
            if attrs.get("class") == "claim" and attrs.get("id") in self.evidence:
                yield attrs["id"]
            for to in (attrs.get("aria-describedby"), attrs.get("href", "")[1:]):
                if to in self.ids:
                    yield to
            if tag == "figure":
                yield "figure"


@pytest.fixture
def whole(found, features):
    """Findings with all that may be said of personas together."""
    said = found.contrasts[0]
    half = replace(said, name="Half of them")
    held = Changing(0.12, 0.11, 0.13, 200, 80), Changing(0.05, 0.04, 0.06, 90, 9)
    scored = features.assign(persona=found.churn_effects["persona"], churn_prob=0.2, clv=9.0)
    return replace(
        found,
        rests=RESTS,
        intervals=intervals(scored.assign(value_at_risk=2.0), "persona"),
        useful=(Usefulness("spend", 0.492, 0.45, 0.53, 0.4, 0.05, 0.01, 0.09, 600),),
        monthly=Monthly(*held, pairs=2400, customers=600),
        persona_changes=(Change("“Owls 2” are new.", of_share(3, 100, "of_born", "personas")),),
        division=Division(
            asked=10, groups=5, subs=(SubPersona(said.name, half, 90, 0.15, 0.9, stays=True),) * 2
        ),
    )


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_number_leads_to_what_it_rests_on(whole, language):
    page, said = Page(render_report(whole, language)), speech(language)
    lost = [
        (text, [tag for tag, _ in around][-3:])
        for text, around in page.numbers
        if not list(page.led_to(around))
        and not named_or_ruled(text, [(tag, own.get("class")) for tag, own in around], said)
    ]
    assert len(page.numbers) > 200
    assert lost == []


def named_or_ruled(text, around, said):
    """Whether a number is of a name, an id, or a rule: a phrase that has no gap for a finding."""
    tags, classes = ({one[at] for one in around} for at in (0, 1))
    rules = [said.say("page.lead", day=said.day(date(2018, 1, 1))), *said.phrases.values()]
    return (
        bool({"h3", "h4", "summary"} & tags or {"emblem", "note ids"} & classes)
        or text in [rule for rule in rules if "{" not in rule]
        or any(text.startswith(start) for start in ASKED)
    )


def test_what_it_leads_to_has_statistic_n_interval_and_table(whole):
    page = render_report(whole)
    for about in RESTS:
        shown = [text for text in claims(page) if SAID_OF_ALL[about] in text]
        assert shown, about
        assert re.search(r"95% interval .* to .*; n = \d+.*; table", shown[0]), shown
    averages = page[page.index('id="averages"') :]
    assert "95% interval" in averages[: averages.index("</table>")]
    assert "3.0%, 95% interval 1.0% to 8.5%; n = 100; table of the last training" in page


@pytest.mark.parametrize("about", SAID_OF_ALL)
def test_without_its_support_a_sentence_disappears(whole, about):
    left = {name: support for name, support in RESTS.items() if name != about}
    weak = {**left, about: replace(RESTS[about], low=float("nan"))}
    words = SAID_OF_ALL[about]
    assert [text for text in told(whole) if words in text]
    for rests in (left, weak):
        assert not [text for text in told(replace(whole, rests=rests)) if words in text]


def told(found):
    of_all = about_all(found, speech("en"))
    return [one.text for own in (*of_all.values(), firmness(found)) for one in own]


def claims(page):
    found = re.findall(r'<details class="claim"[^>]*>(.*?)</details>', page, flags=re.DOTALL)
    return [re.sub(r"<[^>]*>", " ", text) for text in found]
