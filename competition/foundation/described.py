"""Pieces of JSON Schema in which rooms describe their open data."""

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]
DAY = r"^\d{4}-\d{2}-\d{2}$"
MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00$"


def object_of(properties: Mapping[str, Schema]) -> Schema:
    """Describe an object that has these names, all of them and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def named(schema: str) -> Schema:
    """Point to a schema by its name."""
    return {"$ref": f"#/components/schemas/{schema}"}


def list_of(schema: str, said: str) -> Schema:
    """Describe a list of what a name stands for."""
    return {"type": "array", "items": named(schema), "description": said}


def text(said: str, pattern: str = "") -> Schema:
    """Describe a text, perhaps of a form."""
    return {"type": "string", "description": said, **({"pattern": pattern} if pattern else {})}


def day(said: str) -> Schema:
    """Describe a day as ISO 8601 writes it."""
    return text(said, DAY)


def moment(said: str) -> Schema:
    """Describe a moment in the city's time."""
    return text(said, MOMENT)


def whole(said: str) -> Schema:
    """Describe a whole number."""
    return {"type": "integer", "description": said}


def one_of(values: Iterable[str], said: str = "") -> Schema:
    """Describe one of some words."""
    return {"type": "string", "enum": list(values), **({"description": said} if said else {})}


def or_nothing(schema: Schema) -> Schema:
    """Let a value be null, too."""
    return {**schema, "type": [schema["type"], "null"]}
