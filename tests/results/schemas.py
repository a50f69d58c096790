"""Holds a value against a JSON schema: the few words our own OpenAPI document uses, any other word is an error."""

import re
from collections.abc import Iterator
from typing import Any

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
KNOWN = {
    "type", "properties", "required", "additionalProperties", "items", "enum", "const", "pattern", "anyOf", "$ref",
    "description",
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> Iterator[str]:
    """Name every place where the value is not what the schema says."""
    assert set(schema) <= KNOWN, f"{at}: {set(schema) - KNOWN} is not known here"
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        yield from faults(value, document["components"]["schemas"][name], document, at)
    elif "anyOf" in schema:
        if all(any(True for _ in faults(value, one, document, at)) for one in schema["anyOf"]):
            yield f"{at}: {value!r} is none of them"
    elif "const" in schema:
        if value != schema["const"]:
            yield f"{at}: {value!r} is not {schema['const']!r}"
    elif not _is_of(value, schema["type"]):
        yield f"{at}: {value!r} is no {schema['type']}"
    else:
        yield from _inside(value, schema, document, at)


def _is_of(value: Any, kinds: Any) -> bool:
    wanted = kinds if isinstance(kinds, list) else [kinds]
    return any(type(value) is TYPES[kind] for kind in wanted)


def _inside(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not in {schema['enum']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} is not like {schema['pattern']}"
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from faults(one, schema["items"], document, f"{at}[{number}]")
    if isinstance(value, dict):
        known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        yield from (f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value)
        for name, one in value.items():
            if name in known or isinstance(more, dict):
                yield from faults(one, known.get(name, more), document, f"{at}.{name}")
            elif more is False:
                yield f"{at}: {name} is not foreseen"
