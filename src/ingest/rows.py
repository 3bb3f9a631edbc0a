"""Checked rows of all sources of a data set, before anybody is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from src.config import Manifest
from src.engine import Engine
from src.sources.mapping import Mapped
from src.unify.words import WRITTEN


@dataclass(frozen=True)
class Rows:
    """What customers are named from, and canonical tables are made of.

    Parameters
    ----------
    mapped : sources
    whole : canonical table -> checked rows of all its sources
    links : the links of the last run, if there was one; its customers keep their names
    """

    engine: Engine
    manifest: Manifest
    mapped: Mapping[str, Mapped]
    whole: Mapping[str, str]
    links: Path


def has_texts(mapped: Mapping[str, Mapped]) -> bool:
    """Tell whether any source holds what customers wrote."""
    return any("text" in one.bound.types for one in mapped.values() if one.table in WRITTEN)
