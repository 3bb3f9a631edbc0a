"""Readiness: which questions a data set can answer, by rules that commercial systems publish.

A requirement says what is needed and what was found; a question is possible where all are met.
Nothing is forbidden by it: a training runs on less, and its yardsticks tell how little it knows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from src.asof import Frame
from src.quality.examples import LABEL, Seen, arms, buyers, contracts, labelled, silent
from src.quality.quarantine import Account

# Published by Dynamics 365 Customer Insights as prerequisites of its predictions
PROFILES_MIN = 1_000  # churn by subscription
WINDOWS_MIN = 2  # churn by subscription: history, in windows predicted
RETURNING_MIN = 500  # churn without a contract: customers with two or more orders
MISSING_LIMIT = 0.2  # of rows, in required fields
HISTORY_DAYS_MIN = 365  # value
# Our own: a rate among so many is known to 7 percentage points (95 %)
EXAMPLES_MIN = 200  # of each class, or to learn an amount from
ARM_MIN = 200  # of each arm of an experiment
PERSONAS_MIN = 500  # five groups of a hundred

NEEDS = {  # what each question is asked of
    "personas": ("orders",),
    "churn by inactivity": ("orders",),
    "churn by subscription": ("subscriptions",),
    "churn by label": ("profiles",),
    "CLV": ("orders",),
    "uplift": ("orders", "messages"),
}
PERSONAS, INACTIVITY, SUBSCRIPTION, BY_LABEL, CLV, UPLIFT = NEEDS
TRAINED = {  # what a training answers, by the kind of churn
    "inactivity": (PERSONAS, INACTIVITY, CLV),
    "subscription": (SUBSCRIPTION,),
    "label": (BY_LABEL,),
}


@dataclass(frozen=True)
class Requirement:
    """What is needed and what was found.

    Parameters
    ----------
    what, unit
        What is counted, in ``tables``, ``customers``, ``examples``, ``days`` or ``share`` (0 to 1).
    needed, found
        In that unit; a share must stay below what is needed, all else must reach it.
    """

    what: str
    unit: str
    needed: float
    found: float

    @property
    def met(self) -> bool:
        """Whether enough was found."""
        return self.found < self.needed if self.unit == "share" else self.found >= self.needed

    @property
    def lacking(self) -> float:
        """How much more is needed, of a share how much less; 0 if it is met."""
        return 0.0 if self.met else abs(self.needed - self.found)


@dataclass(frozen=True)
class Question:
    """A question that customers' data may answer, and all that it requires."""

    name: str
    requirements: tuple[Requirement, ...]

    @property
    def possible(self) -> bool:
        """Whether every requirement is met."""
        return all(one.met for one in self.requirements)

    @property
    def unmet(self) -> tuple[Requirement, ...]:
        """What stands in the way; only tables not mapped, if there are: all else follows."""
        unmet = tuple(one for one in self.requirements if not one.met)
        return tuple(one for one in unmet if one.unit == "tables") or unmet


def readiness(
    tables: Mapping[str, Frame], accounts: Iterable[Account], customers: int, known: Seen
) -> tuple[Question, ...]:
    """Hold the canonical tables against what every question requires.

    Parameters
    ----------
    tables : canonical name -> table; one that is absent counts as empty
    accounts : what became of the rows of every source
    customers : how many there are in all tables
    """
    sources = tuple(accounts)
    all_buyers, returning = buyers(tables, known)
    lost, kept, ends_days = contracts(tables, known)
    window = WINDOWS_MIN * known.horizon_days
    required = {
        PERSONAS: (_customers("who ordered", PERSONAS_MIN, all_buyers),),
        INACTIVITY: (
            _customers("with two order days", RETURNING_MIN, returning),
            *_classes("examples of silence", "examples of an order", silent(tables, known)),
        ),
        SUBSCRIPTION: (
            _customers("of any kind", PROFILES_MIN, customers),
            Requirement("days since the first contract ended", "days", window, ends_days),
            *_classes("examples of an end", "examples of a contract", (lost, kept)),
        ),
        BY_LABEL: _classes(f"profiles: {LABEL} = 1", f"profiles: {LABEL} = 0", labelled(tables)),
        CLV: (
            _customers("who ordered", EXAMPLES_MIN, all_buyers),
            Requirement("days of orders", "days", HISTORY_DAYS_MIN, known.history_days),
        ),
        UPLIFT: tuple(
            _customers(f"{arm}, horizon seen", ARM_MIN, found)
            for arm, found in zip(("treated", "control"), arms(tables, known), strict=True)
        ),
    }
    return tuple(
        Question(name, (*_mapped(tables, needs), *required[name], *_missing(sources, needs)))
        for name, needs in NEEDS.items()
    )


def _mapped(tables: Mapping[str, Frame], needs: Iterable[str]) -> Iterator[Requirement]:
    """Yield that every table which is asked for is mapped."""
    for name in needs:
        yield Requirement(f"tables.{name} mapped", "tables", 1, int(name in tables))


def _customers(which: str, needed: int, found: int) -> Requirement:
    return Requirement(f"customers {which}", "customers", needed, found)


def _classes(left: str, stayed: str, found: tuple[int, int]) -> tuple[Requirement, ...]:
    counts = zip((left, stayed), found, strict=True)
    return tuple(Requirement(which, "examples", EXAMPLES_MIN, count) for which, count in counts)


def _missing(accounts: Iterable[Account], tables: Iterable[str]) -> tuple[Requirement, ...]:
    """Return how much may be missing in each source of some tables.

    A row without a required field is quarantined, so its share is that of the rows that were to be
    used: of those read, without what the manifest's filter leaves out.
    """
    return tuple(
        Requirement(
            f"rows of {account.source} set aside",
            "share",
            MISSING_LIMIT,
            account.quarantined_rows / (account.read_rows - account.filtered_rows),
        )
        for account in accounts
        if account.table in tables
    )
