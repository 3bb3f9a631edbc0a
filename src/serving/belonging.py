"""Which persona a customer belongs to, how surely, and who stays in the one they had."""

from collections.abc import Sequence

import numpy as np

from src.modeling.design import Design, FloatArray
from src.personas.model import UNKNOWN, PersonaModel, confidence, far_from, settled
from src.personas.space import IntArray
from src.segments.rfm import RfmBins, scores
from src.segments.typical import MEASURES

Belonging = tuple[list[str], FloatArray, FloatArray]


def belonging(model: PersonaModel, rfm: RfmBins, design: Design) -> Belonging:
    """Return name, confidence and distance to every persona of each customer.

    Where personas do not stay, the name is that of the RFM segment, a rule that is always sure; the
    distances are to nothing.
    """
    if not model.stable:
        segments = scores(rfm, *(design.column(name) for name in MEASURES))["rfm_segment"]
        return segments.astype(str).to_list(), np.ones(len(design)), np.empty((len(design), 0))
    far = far_from(model, design.select(model.space.features).values)
    return *_told(model, far, far.argmin(axis=1)), far


def staying(
    model: PersonaModel, far: FloatArray, previous: Sequence[str | None]
) -> tuple[list[str], FloatArray]:
    """Return name and confidence of customers who had a persona: it stays unless clearly farther.

    Parameters
    ----------
    far
        Distance to every persona, of `belonging`.
    previous
        Name of the persona that each had, None where none; one that is no more counts as none.
    """
    place = {name: position for position, name in enumerate(model.names)}
    known = np.array([place.get(name or "", UNKNOWN) for name in previous], dtype=np.int64)
    return _told(model, far, settled(far, known))


def _told(model: PersonaModel, far: FloatArray, personas: IntArray) -> tuple[list[str], FloatArray]:
    return [model.names[one] for one in personas], confidence(model, far, personas)
