"""Decisions by hand: records that are one person, and that are two, in ``overrides.toml``.

```toml
[[merge]]
keys = ["account:A00012", "card:L00077"]   # the sort of key, a colon, the key; no sort: the key
why = "rang up"

[[split]]
keys = ["account:A00012", "account:A00013"]
why = "father and son"
```
"""

import tomllib
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from pydantic import Field, ValidationError

from src.errors import ManifestError
from src.strict import Strict, breaches_in
from src.unify.identity.resolve import ByHand

FILE = "overrides.toml"


class Decision(Strict):
    """Records about which somebody decided."""

    keys: tuple[str, ...] = Field(min_length=2, strict=False)
    """Keys of the records, as ``sort:key``."""
    why: str
    """The reason, for whoever reads it later."""


class Overrides(Strict):
    """All that was decided by hand."""

    merge: tuple[Decision, ...] = Field(default=(), strict=False)
    """Records that are one person."""
    split: tuple[Decision, ...] = Field(default=(), strict=False)
    """Records of which no two are one person."""


def decided(folder: Path, keys: Sequence[str]) -> ByHand:
    """Read what was decided by hand about these records; keys that are not there are passed over.

    Raises
    ------
    ManifestError
        The file cannot be read, or does not say what it should.
    """
    path = folder / FILE
    if not path.is_file():
        return ByHand()
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        told = Overrides.model_validate(given)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: this is not TOML: {error}.") from None
    except ValidationError as error:
        breaches = breaches_in(error, Overrides, given)
        raise ManifestError("\n".join(f"{path}: {breach}" for breach in breaches)) from None
    number = {key: place for place, key in enumerate(keys)}
    return ByHand(_pairs(told.merge, number), _pairs(told.split, number))


def _pairs(told: Sequence[Decision], number: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    known = [[number[key] for key in decision.keys if key in number] for decision in told]
    return tuple(pair for records in known for pair in combinations(records, 2))
