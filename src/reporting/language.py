"""The languages of the report: one catalogue of phrases each, the same keys and gaps in all.

`Speech` says phrases, numbers and claims in one language. A persona's English name is its identity,
in scores and models; other languages are shown a translation, word by word, of names that were
derived, and names given by hand as they are.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from src.personas.phrases import ASPECTS, DEFAULT_NOUN
from src.reporting import formats

Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = ("en", "ja")
NOUNS = {word for one in ASPECTS if one.noun for word in (one.more, one.less)} | {DEFAULT_NOUN}


@dataclass(frozen=True)
class Speech:
    """A language: ``phrases`` by "section.key"."""

    language: Language
    phrases: Mapping[str, str]

    def say(self, key: str, **gaps: str) -> str:
        """Return a phrase with its gaps filled."""
        return self.phrases[key].format_map(gaps)

    def word(self, section: str, key: str) -> str:
        """Return the phrase of a word of the data, or the word where there is none."""
        return self.phrases.get(f"{section}.{key}", key)

    def money(self, value: float, currency: str) -> str:
        """Format an amount."""
        text = formats.money(value, currency)
        short = text.removesuffix(" million")
        return text if short == text else self.say("form.million", amount=short)

    def days(self, count: float) -> str:
        """Format a number of days."""
        text = formats.days(count)
        if " " not in text:
            return text
        number = text.split(" ")[0]
        return self.say("form.one_day") if number == "1" else self.say("form.days", count=number)

    def day(self, value: date) -> str:
        """Format a calendar day."""
        month = f"{value:%B}" if self.language == "en" else f"{value.month}月"
        return self.say("form.day", day=str(value.day), month=month, year=str(value.year))

    def listed(self, texts: "list[str] | tuple[str, ...]") -> str:
        """Join texts by commas."""
        return self.phrases["form.listed"].join(texts)

    def persona(self, name: str) -> str:
        """Translate a derived name; any other is returned as it is.

        >>> speech("ja").persona("Quiet fading shoppers 2"), speech("ja").persona("Our stars")
        ('休眠気味・減少中の買い物客 2', 'Our stars')
        >>> speech("ja").persona("Champion")  # an RFM segment
        '優良'
        """
        words = _words(name)
        if words is None or self.language == "en":
            segment = self.phrases.get(f"segment.{name.lower()}", name)
            return name if self.language == "en" else segment
        *adjectives, noun = [self.phrases[f"word.{word}"] for word in words[0]]
        joined = self.phrases["form.name_joint"].join(adjectives)
        said = self.say("form.name", words=joined, noun=noun) if adjectives else noun
        return self.say("form.numbered", name=said, number=words[1]) if words[1] else said


@cache
def speech(language: Language) -> Speech:
    """Read the catalogue of a language."""
    text = files("src.reporting").joinpath("phrases", f"{language}.toml").read_text("utf-8")
    sections = tomllib.loads(text)
    return Speech(
        language,
        {f"{name}.{key}": said for name, own in sections.items() for key, said in own.items()},
    )


def _words(name: str) -> tuple[list[str], str] | None:
    """Take a derived name apart: its words in order, the noun last, and its number if any."""
    known = [key.removeprefix("word.") for key in speech("en").phrases if key.startswith("word.")]
    rest, found = name.lower(), []
    while rest and not rest.isdecimal():
        word = max((w for w in known if f"{rest} ".startswith(f"{w} ")), key=len, default=None)
        if word is None:
            return None
        found.append(word)
        rest = rest[len(word) :].lstrip()
    return (found, rest) if found and found[-1] in NOUNS else None
