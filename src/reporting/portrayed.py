"""What the page of the personas shows beside their key figures."""

from dataclasses import dataclass

from src.explain.membership import Membership
from src.personas.landscape import Landscape
from src.personas.portrait import Portrait


@dataclass(frozen=True, eq=False)
class Portrayed:
    """Portraits, their map, and why customers are in them.

    Parameters
    ----------
    portraits
        One per persona, with all claims; those without support are not printed.
    landscape, membership
        None where there is but one persona.
    asked, served
        Whether anybody could have said anything: in surveys, to support.
    """

    portraits: tuple[Portrait, ...] = ()
    landscape: Landscape | None = None
    membership: Membership | None = None
    asked: bool = False
    served: bool = False


NOBODY = Portrayed()
