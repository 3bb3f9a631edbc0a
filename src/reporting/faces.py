"""A drawn face per persona, made of its numbers: an emblem that is no portrait of a person.

Chernoff's idea (1973, doi:10.2307/2284077), few features: the mouth rises with the chance to order
again, the eyes open with the time since the last order, the bag grows with the size of an order,
and a price tag hangs from it where more is bought at a discount than by others. No hair, no skin,
no age, no sex: nothing of who people are goes into it.
"""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Level = Literal[0, 1, 2]
MOUTHS = ("down", "flat", "up")
EYES = ("closed", "half", "open")
BAGS = ("small", "middling", "large")


@dataclass(frozen=True)
class Face:
    """Traits of a persona, each low, middling or high, and whether it buys at a discount."""

    mouth: Level
    eyes: Level
    bag: Level
    tag: bool


def level(value: float, low: float, high: float) -> Level:
    """Return where a value is: below, between or above two bounds.

    >>> level(0.2, 0.3, 0.6), level(0.5, 0.3, 0.6), level(0.9, 0.3, 0.6)
    (0, 1, 2)
    """
    return 0 if value < low else 1 if value < high else 2


def drawn(face: Face, words: str) -> Markup:
    """Draw a face as an ``<svg>`` in the colour of its surroundings; ``words`` describe it."""
    bend = (-7, 0, 7)[face.mouth]
    mouth = f'<path d="M24 44q10 {bend} 20 0"/>'
    eyes = "".join(_eye(x, face.eyes) for x in (25, 43))
    size = (14, 19, 24)[face.bag]
    left, top = 88 - size, 66 - size
    grip = f'<path d="M{left + size / 3:g} {top}v-4q{size / 6:g} -5 {size / 3:g} 0v4"/>'
    bag = f'<rect x="{left}" y="{top}" width="{size}" height="{size}" rx="2"/>{grip}'
    tag = '<path d="M70 12h12l6 6-6 6h-12z"/><circle cx="75" cy="18" r="1.5"/>' if face.tag else ""
    return Markup(
        '<svg class="face" viewBox="0 0 96 72" role="img" aria-label="{}" fill="none"'
        ' stroke="currentColor" stroke-width="2.4" stroke-linecap="round">'
        '<circle cx="34" cy="36" r="27" class="head"/>{}</svg>'
    ).format(words, Markup(eyes + mouth + bag + tag))  # noqa: S704 - numbers only


def _eye(x: int, opened: Level) -> str:
    if opened == 0:
        return f'<path d="M{x - 4} 30q4 3 8 0"/>'
    return f'<ellipse cx="{x}" cy="29" rx="3.4" ry="{(0, 1.7, 4)[opened]}" fill="currentColor"/>'
