"""Claims as sentences of a language, each with the line that says what it rests on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from src.personas.claims import Claim, Condition, Slot, Support
from src.personas.own_words import SEPARATOR
from src.reporting.formats import number, percent, signed
from src.reporting.language import Speech
from src.reporting.words import feature_words, in_unit

SMALL_P = 0.001
HUNDRED = 100


@dataclass(frozen=True)
class Sentence:
    """One printed sentence: ``id`` is its anchor, ``evidence`` what it rests on."""

    id: str
    text: str
    evidence: str


@dataclass(frozen=True)
class Teller:
    """Who tells: a language and a currency."""

    speech: Speech
    currency: str

    def sentences(self, claims: Iterable[Claim], owner: str) -> tuple[Sentence, ...]:
        """Say claims; ``owner`` begins their ids."""
        return tuple(self.sentence(claim, owner) for claim in claims)

    def sentence(self, claim: Claim, owner: str) -> Sentence:
        """Say one claim."""
        gaps = {name: self.filled(slot) for name, slot in claim.slots.items()}
        text = self.speech.say(f"claim.{claim.says}", **gaps)
        subject = re.sub(r"\W+", "-", f"{owner}-{claim.chapter}-{claim.subject}").strip("-").lower()
        return Sentence(subject, text[:1].upper() + text[1:], self.evidence(claim.support))

    def evidence(self, support: Support) -> str:
        """Say what a sentence rests on."""
        speech, p = self.speech, support.p_value
        shown = speech.say("evidence.small_p") if p is not None and p < SMALL_P else ""
        compared = support.others_n is not None
        estimate, low, high = (
            self._measure(support.unit, value, compared=compared)
            for value in (support.estimate, support.low, support.high)
        )
        others = support.others_n
        return speech.say(
            "evidence.line",
            statistic=speech.word("statistic", support.statistic),
            estimate=estimate,
            low=low,
            high=high,
            n=number(support.n),
            others="" if others is None else speech.say("evidence.others", n=number(others)),
            table=speech.word("table", support.table),
            chance="" if p is None else speech.say("evidence.chance", p=shown or number(p, 3)),
        )

    def filled(self, slot: Slot) -> str:
        """Say what fills a gap."""
        speech, value = self.speech, slot.value
        if isinstance(value, tuple):
            return speech.phrases["form.and"].join(self._condition(one) for one in value)
        if isinstance(value, str):
            return self._word(slot.kind, value)
        if slot.kind in ("weekday", "hours"):
            return speech.phrases[f"{slot.kind}.{int(value)}"]
        said = {
            "amount": lambda: self.amount(slot.of, value),
            "share": lambda: percent(value),
            "score": lambda: speech.say("form.score", score=number(HUNDRED * value)),
            "days": lambda: speech.days(value),
            "money": lambda: speech.money(abs(value), self.currency).removesuffix(".00"),
            "factor": lambda: number(value, 1 if value >= 2 else 2),  # noqa: PLR2004 - two figures
        }
        plain = number(value, 0 if float(value).is_integer() else 1)
        return said[slot.kind]() if slot.kind in said else plain

    def amount(self, feature: str, value: float) -> str:
        """Say a feature's value in its unit."""
        shown = in_unit(feature, value, self.currency)
        if shown.endswith((" day", " days")):
            return self.speech.days(value)
        return self.speech.money(value, self.currency) if shown.endswith(" million") else shown

    def _word(self, kind: str, word: str) -> str:
        match kind:
            case "feature":
                return feature_words(word, self.speech)
            case "group" | "stage":
                return self.speech.word(kind, word)
            case "term":
                return self.speech.phrases.get(
                    f"term.{word.lower()}", self.speech.say("form.quoted", text=word)
                )
            case "quote":
                quoted = [self.speech.say("form.quoted", text=one) for one in word.split(SEPARATOR)]
                return self.speech.listed(quoted)
            case _:
                return word

    def _condition(self, condition: Condition) -> str:
        feature, sign, limit = condition
        return self.speech.say(
            "form.at_most" if sign == "<=" else "form.above",
            feature=feature_words(feature, self.speech),
            limit=self.amount(feature, limit),
        )

    def _measure(self, unit: str, value: float, *, compared: bool) -> str:
        match unit:
            case "share":
                return f"{'+' if compared and value > 0 else ''}{percent(value)}"
            case "money":
                sign = "+" if compared and value > 0 else ""
                return sign + self.amount("net_sum", value)
            case "score":
                return signed(HUNDRED * value, 1)
            case "index":
                return number(value, 2)
            case _:
                return signed(value)
