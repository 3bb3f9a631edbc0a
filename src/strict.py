"""Models that are frozen and strict: their reference, and what is wrong with what they get."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from src.errors import did_you_mean


class Strict(BaseModel):
    """Frozen, and an unknown key is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )


def reference(model: type[BaseModel]) -> str:
    """Return the keys of a model as a Markdown table, with the documentation of each."""
    rows = [
        f"| `{name}` | {_default(field)} | {field.description} |"
        for name, field in model.model_fields.items()
    ]
    return "\n".join(["| key | default | meaning |", "|---|---|---|", *rows])


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    plain = isinstance(field.default, str | int) and field.default != ""
    return f"`{field.default}`" if plain else ""


def breaches_in(error: ValidationError, model: type[BaseModel], given: Any) -> list[str]:
    """Return one sentence per wrong place, however many types were tried there."""
    found: dict[str, list[str]] = {}
    for breach in error.errors(include_url=False):
        path = _path_within(given, breach["loc"])
        texts = found.setdefault(".".join(map(str, path)) or "the manifest", [])
        if breach["type"] == "extra_forbidden":
            known = _model_at(model, path[:-1]).model_fields
            texts.append(f"is not known. {did_you_mean(str(path[-1]), known)}")
        elif breach["type"] == "missing":
            texts[:] = ["is missing; write it."]
        elif breach["type"] == "string_pattern_mismatch":
            field = _model_at(model, path[:-1]).model_fields.get(str(path[-1]))
            about = f" {field.description}" if field and field.description else ""
            texts.append(f"{_told(breach['msg'])}, found {breach['input']!r}.{about}")
        else:
            texts.append(_told(breach["msg"]))
    return [f"{place} {' or '.join(dict.fromkeys(texts))}" for place, texts in found.items()]


def _told(message: str) -> str:
    """Turn pydantic's sentence into one that follows the name of a place.

    >>> _told("Input should be 'auto'"), _told("Value error, needs a path")
    ("should be 'auto'", 'needs a path')
    """
    for subject in ("Value error, ", "Input ", "String "):
        message = message.removeprefix(subject)
    return message


def _path_within(given: Any, loc: Iterable[int | str]) -> list[int | str]:
    """Return the keys in pydantic's location, without the types of a union that it tried."""
    path: list[int | str] = []
    for part in loc:
        if not isinstance(given, Mapping | list):
            break
        path.append(part)
        given = given.get(part) if isinstance(given, Mapping) else given[int(part)]
    return path


def _model_at(model: type[BaseModel], path: Iterable[int | str]) -> type[BaseModel]:
    """Return the model that describes the table at ``path``."""
    for part in path:
        if str(part) not in model.model_fields:
            continue  # the name of an entry, such as `orders`
        annotation = model.model_fields[str(part)].annotation
        inner = [a for a in (annotation, *get_args(annotation)) if isinstance(a, type)]
        model = next((a for a in inner if issubclass(a, BaseModel)), model)
    return model
