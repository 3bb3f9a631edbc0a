"""A report in Japanese has no sentence left in English, whatever a training finds."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from src.reporting.language import speech
from src.reporting.report import render_report
from src.reporting.told import tell

RUN = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[ ,;:]+[A-Za-z][A-Za-z'’]*){3,}")  # four words
SKIPPED = ("style", "script", "code")
SHOWN = ("aria-label", "alt", "title")


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
