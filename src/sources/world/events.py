"""Events of one sort as arrays, collected day by day."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Events:
    """Events of one sort, by day.

    Parameters
    ----------
    who : position of the person among the people of its chunk
    day : day of the world
    facts : what else is known of each event, by name; flags are 0 and 1
    """

    who: Ints
    day: Ints
    facts: Mapping[str, Ints]

    def __len__(self) -> int:
        return len(self.who)

    def __getitem__(self, name: str) -> Ints:
        return self.facts[name]

    def take(self, chosen: Flags | Ints) -> "Events":
        """Return some of the events, by flag or position."""
        facts = {name: values[chosen] for name, values in self.facts.items()}
        return Events(self.who[chosen], self.day[chosen], facts)


@dataclass(eq=False)
class Log:
    """Collects events of one sort; ``names`` are the facts that each of them needs."""

    names: tuple[str, ...]
    parts: list[tuple[Ints, Ints, dict[str, Ints]]] = field(default_factory=list)

    def add(self, who: Ints, day: int, facts: Mapping[str, Ints | Flags]) -> None:
        """Note what happened to some people on one day."""
        if len(who):
            kept = {name: facts[name].astype(np.int64) for name in self.names}
            self.parts.append((who.astype(np.int64), np.full(len(who), day), kept))

    def events(self) -> Events:
        """Return all that was noted."""
        return Events(
            _joined([who for who, _, _ in self.parts]),
            _joined([day for _, day, _ in self.parts]),
            {name: _joined([facts[name] for _, _, facts in self.parts]) for name in self.names},
        )


def _joined(arrays: list[Ints]) -> Ints:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)
