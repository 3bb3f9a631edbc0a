"""Names and notes that people gave to personas: ``personas.toml`` beside ``dataset.toml``.

```toml
[p2]                                     # the persona's id, as a training prints it
name = "Stock-up families"
notes = "Ask before the summer sale."
```

An id stays with a persona as long as `src.personas.lineage` finds it again, so what was written
survives retrainings.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from src.errors import ManifestError
from src.strict import Strict

FILE = "personas.toml"


class ByHand(Strict):
    """What somebody wrote about one persona."""

    name: Annotated[str, Field(min_length=1)] | None = None
    """What it is called, whatever its evidence says."""
    notes: str = ""
    """Shown with it."""


Told = Mapping[str, ByHand]
_READER = TypeAdapter(dict[Annotated[str, Field(pattern=r"^p\d+$")], ByHand])


def by_hand(folder: Path) -> Told:
    """Read what was written about personas, by their ids; nothing where there is no such file.

    Raises
    ------
    ManifestError
        The file cannot be read, does not say what it should, or gives two personas one name.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        told = _READER.validate_python(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: this is not TOML: {error}.") from None
    except ValidationError as error:
        raise ManifestError(
            f"{path}: a persona is written as [p1], with a name and notes:"
            f" {'; '.join(_breach(one['loc'], one['msg']) for one in error.errors())}"
        ) from None
    names = [one.name for one in told.values() if one.name]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ManifestError(f"{path}: two personas are called {', '.join(twice)}.")
    return told


def _breach(place: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, place))}: {message}"
