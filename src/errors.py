"""Every deliberate error of the project, each with the exit code its command returns.

A message says where, what was found, what was expected and what to do. It counts customers and
never shows one: no row, no name, no key. Commands print it without a traceback and return
``exit_code``.
"""

from collections.abc import Iterable
from difflib import get_close_matches

NOT_READY = 16  # of a check: an answer and no error, but a training cannot answer all it should


class ProjectError(Exception):
    """A mistake that was foreseen; its text is all a user needs."""

    exit_code = 10


class ManifestError(ProjectError):
    """``dataset.toml`` or a setting says something that cannot be."""

    exit_code = 11


class SourceError(ProjectError):
    """A source named by the manifest is missing, unreadable or not what the manifest says."""

    exit_code = 12


class DataError(ProjectError):
    """The rows were read, but what they say cannot be used (all quarantined, no history, ...)."""

    exit_code = 13


class StoreError(ProjectError):
    """The MLflow store or a model in it cannot be used."""

    exit_code = 14


class CapacityError(ProjectError):
    """The machine, or what it was allowed to use, is too small for the data."""

    exit_code = 15


class UnknownCustomerError(ProjectError):
    """Nobody is known by the key that was given, or more than one may be."""

    exit_code = 17


class FeatureError(ProjectError):
    """A data set's own features cannot be computed, or fail the exam."""

    exit_code = 18


class LeakError(ProjectError):
    """A column seems to know the outcome, so what was learnt from it would be worth nothing."""

    exit_code = 19


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, and list what is known.

    >>> did_you_mean("InvoiceDat", ["InvoiceDate", "Country"])
    "Did you mean 'InvoiceDate'? Known: Country, InvoiceDate."
    >>> did_you_mean("xyz", ["net"])
    'Known: net.'
    """
    names = sorted(known)
    near = get_close_matches(found, names, n=1)
    question = f"Did you mean '{near[0]}'? " if near else ""
    return f"{question}Known: {', '.join(names)}."
