# ruff: noqa: RUF001 - print has a minus and a dash that are not on keyboards
"""English sentences of the report in the language of its reader.

What the stages found is said in English in the terminal, the model card and the model store; the
report shows the same sentences. Each is its own key in ``phrases/texts.LANGUAGE.toml``: where
numbers and names stand in it, the key has gaps. ``{n}`` is filled by a number, ``{o}`` by something
or nothing, any other by something; what fills a gap is translated in its turn. A sentence without
an entry is shown as it is, which a test does not let pass.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from src.reporting.language import Language, Speech

GAP = re.compile(r"\{([a-z]\w*)\}")
NUMBER = r"(?:[−+±<>-]*(?:[A-Z]{3} )?[$£€¥]?[\d.,]*\d%?(?: million)?|–)"
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
LETTER = re.compile("[A-Za-z]{2}")
DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")
JOINTS = ("; ", ", ", " and ")  # of what may fill one gap


@dataclass(frozen=True)
class _Entry:
    english: re.Pattern[str]
    other: str


def tell(text: str, said: Speech) -> str:
    """Return a text of the report in a language; markup stays markup.

    >>> from src.reporting.language import speech
    >>> tell("Orders from 2 October 2017 on", speech("en"))
    'Orders from 2 October 2017 on'
    >>> tell("0.898 (0.872 to 0.920)", speech("ja"))
    '0.898(0.872~0.920)'
    """
    if said.language == "en" or not text.strip():
        return text
    told = _told(" ".join(text.split()), said)
    return Markup(told) if isinstance(text, Markup) else told  # noqa: S704  as it was


def _told(text: str, said: Speech) -> str:
    if text in (known := catalogued(said.language)):
        return known[text]
    if day := DAY.fullmatch(text):
        gaps = {"day": day[1], "month": f"{MONTHS.index(day[2]) + 1}月", "year": day[3]}
        return said.say("form.day", **gaps)
    for entry in _gapped(said.language):
        if found := entry.english.fullmatch(text):
            filled = {gap: _filled(gap, own, said) for gap, own in found.groupdict().items()}
            return entry.other.format_map(filled)
    return text


def _filled(gap: str, value: str, said: Speech) -> str:
    """Translate what fills a gap: as a list if all its parts are known, else as a whole."""
    whole = _told(value.strip(), said)
    joint = next((one for one in JOINTS if len(_parts(one, value)) > 1), None)
    if joint is None or _kind(gap) == "o":
        return whole
    parts = _parts(joint, value)
    told = [_told(part, said) for part in parts]
    if all(a != b or not LETTER.search(a) for a, b in zip(told, parts, strict=True)):
        return said.listed(told)
    return said.listed([_filled(gap, part, said) for part in parts]) if whole == value else whole


def _parts(joint: str, value: str) -> list[str]:
    """Split a list, but not inside brackets."""
    return re.split(f"{re.escape(joint)}(?![^()]*\\))", value)


def _kind(gap: str) -> str:
    return gap.rstrip("0123456789")


@cache
def catalogued(language: Language) -> dict[str, str]:
    """Return the sentences of a language, each by its English."""
    file = files("src.reporting").joinpath("phrases", f"texts.{language}.toml")
    sections = tomllib.loads(file.read_text("utf-8")).values()
    return {key: own for section in sections for key, own in section.items()}


@cache
def _gapped(language: Language) -> tuple[_Entry, ...]:
    """Return the sentences with gaps; those with the most letters of their own come first."""
    texts = catalogued(language)
    keys = sorted(filter(GAP.search, texts), key=_own_letters, reverse=True)
    return tuple(_Entry(re.compile(_pattern(key), re.DOTALL), texts[key]) for key in keys)


def _own_letters(key: str) -> int:
    return len(GAP.sub("", key))


def _pattern(key: str) -> str:
    """Return a regular expression for a key; a gap that comes twice is the same both times.

    >>> re.fullmatch(_pattern("{n} of {what}"), "91 of all").groupdict()
    {'n': '91', 'what': 'all'}
    """
    made, seen, at = "", set(), 0
    for gap in GAP.finditer(key):
        made += re.escape(key[at : gap.start()])
        name, at = gap[1], gap.end()
        kind = {"n": NUMBER, "o": ".*?"}.get(_kind(name), ".+?")
        made += f"(?P={name})" if name in seen else f"(?P<{name}>{kind})"
        seen.add(name)
    return made + re.escape(key[at:])
