"""Changing what stands in a JSON document without knowing whose dialect it is."""

from collections.abc import Callable
from typing import Any

from fakes import exact_json

Json = Any


def loads(document: str | bytes) -> Json | None:
    """None for what is not JSON: a fault on content has nothing to strike there."""
    try:
        return exact_json.loads(document)
    except ValueError:
        return None


def dumps(value: Json) -> str:
    """Numbers that were not edited keep their digits: checksums cover them."""
    return exact_json.encoded(value).decode()


def edited(value: Json, edit: Callable[[str, Json], Json]) -> Json:
    """A copy in which every member that is no container went through `edit(name, value)`, at any depth.

    Items of a list are given the name of the member that holds the list.
    """
    return _edited("", value, edit)


def _edited(name: str, value: Json, edit: Callable[[str, Json], Json]) -> Json:
    if isinstance(value, dict):
        return {key: _edited(key, member, edit) for key, member in value.items()}
    if isinstance(value, list):
        return [_edited(name, item, edit) for item in value]
    return edit(name, value)


def with_member(value: Json, old: Json, new: Json) -> Json:
    """A copy in which the first member equal to `old`, at any depth, is `new`: the envelope stays."""
    replaced, _ = _with_member(value, old, new)
    return replaced


def _with_member(value: Json, old: Json, new: Json) -> tuple[Json, bool]:
    if value == old:
        return new, True
    if isinstance(value, dict):
        for key, member in value.items():
            changed, found = _with_member(member, old, new)
            if found:
                return {**value, key: changed}, True
    return value, False
