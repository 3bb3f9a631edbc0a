"""The catalogue: every feature family, in the order of their columns.

A new family is one file with its `Family`, and one entry here; a new feature is one line in its
family. The exam in ``tests/unit/features`` and the table in ``data/FEATURES.md`` then include it.
"""

from collections.abc import Callable

from src.features.attitude import ATTITUDE
from src.features.breadth import BREADTH, DIFFERENT_ITEMS, DIFFERENT_TYPES
from src.features.campaigns import CAMPAIGNS
from src.features.contract import CONTRACT
from src.features.engagement import ENGAGEMENT
from src.features.family import Family
from src.features.norms import Norms
from src.features.payments import PAYMENTS
from src.features.price import PRICE
from src.features.profile import GROUP
from src.features.rhythm import HOURS, RHYTHM
from src.features.service import SERVICE
from src.features.value import VALUE
from src.features.variety import VARIETY, WALLET, price_level
from src.features.visits import VISITS

CATALOGUE: tuple[Family, ...] = (
    VALUE,
    RHYTHM,
    HOURS,
    PRICE,
    PAYMENTS,
    VARIETY,
    WALLET,
    ENGAGEMENT,
    VISITS,
    BREADTH,
    DIFFERENT_TYPES,
    DIFFERENT_ITEMS,
    CAMPAIGNS,
    SERVICE,
    ATTITUDE,
    CONTRACT,
)
FITTED: tuple[Callable[[Norms], Family | None], ...] = (price_level,)  # made of statistics
PROFILE_GROUP = GROUP  # of what a customer is, rather than does


def dictionary() -> str:
    """Return every feature as a Markdown table; see ``data/FEATURES.md``."""
    rows = [
        f"| {group} | `{feature.name}` | {family.name} | {feature.unit} | {feature.meaning} |"
        for family in CATALOGUE
        for group, members in family.groups.items()
        for feature in members
    ]
    head = ["| group | feature | family | unit, range | meaning |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])
