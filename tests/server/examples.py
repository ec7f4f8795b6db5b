"""The smallest bodies and queries that the API's own document allows, made from its schemas."""

from typing import Any

Document = dict[str, Any]


def operations(document: Document) -> list[tuple[str, str, Document]]:
    """(method, path, operation) of all; path parameters stand in braces."""
    methods = ("get", "post", "put", "patch", "delete")
    return [
        (method.upper(), path, item[method])
        for path, item in document["paths"].items()
        for method in methods
        if method in item
    ]


def body_of(document: Document, operation: Document) -> Any:
    """None where the operation takes no body."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return None if content is None else example(document, content["schema"])


def query_of(document: Document, operation: Document) -> dict[str, Any]:
    """What must be there."""
    found = [resolved(document, one) for one in operation.get("parameters", [])]
    return {one["name"]: example(document, one["schema"]) for one in found if one["in"] == "query" and one["required"]}


def resolved(document: Document, schema: Document) -> Document:
    while "$ref" in schema:
        place: Any = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            place = place[name]
        schema = place
    return schema


def example(document: Document, schema: Document) -> Any:
    schema = resolved(document, schema)
    for name in ("anyOf", "oneOf", "allOf"):
        if name in schema:
            return example(document, schema[name][0])
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "string")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: example(document, properties[name]) for name in schema.get("required", [])}
    if kind == "array":
        return [example(document, schema["items"]) for _ in range(schema.get("minItems", 0))]
    plain = {"integer": schema.get("minimum", 1), "number": 1, "boolean": True}
    return plain.get(kind) if kind in plain else _text(schema)


def _text(schema: Document) -> str:
    if schema.get("format") == "email":
        return "someone@brightwater.example"
    return "abc".ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 80)]
