"""Which persona a customer belongs to, how surely, and who stays in the one they had."""

from collections.abc import Sequence

import numpy as np

from src.modeling.design import Design, FloatArray
from src.personas.model import UNKNOWN, PersonaModel, assign, confidence, far_from, settled
from src.personas.space import IntArray

Belonging = tuple[list[str], FloatArray]


def belonging(model: PersonaModel, design: Design) -> Belonging:
    """Return name and confidence of each customer."""
    rows = design.select(model.space.features).values
    return _told(model, far_from(model, rows), assign(model, rows))


def staying(model: PersonaModel, far: FloatArray, previous: Sequence[str | None]) -> Belonging:
    """Return name and confidence of customers who had a persona: it stays unless clearly farther.

    Parameters
    ----------
    far
        Distance to every persona, `src.personas.model.far_from`.
    previous
        Name of the persona that each had, None where none; one that is no more counts as none.
    """
    place = {name: position for position, name in enumerate(model.names)}
    known = np.array([place.get(name or "", UNKNOWN) for name in previous], dtype=np.int64)
    return _told(model, far, settled(far, known))


def sub_personas(model: PersonaModel, personas: Sequence[str], parts: IntArray) -> list[str | None]:
    """Return the part of its persona that each customer is in; None where nothing is divided.

    Parameters
    ----------
    personas
        Name of each customer's persona.
    parts
        `src.personas.model.part_in`.
    """
    if not model.parts:
        return [None] * len(personas)
    place = {name: position for position, name in enumerate(model.names)}
    own = [place[name] for name in personas]
    return [model.parts[one].names[near[one]] for one, near in zip(own, parts, strict=True)]


def _told(model: PersonaModel, far: FloatArray, personas: IntArray) -> Belonging:
    return [model.names[one] for one in personas], confidence(model, far, personas)
