"""Names, addresses and the like in one spelling, so that one person's records can meet."""

from src.unify.standardise.full_names import split_full_name
from src.unify.standardise.records import standardise

__all__ = ["split_full_name", "standardise"]
