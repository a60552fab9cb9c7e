"""The description of the program interface in OpenAPI, made from the endpoints and the declared shapes."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any

from matcher._version import __version__
from matcher.programs import plain
from matcher.web.api import ENDPOINTS
from matcher.web.asking import Given
from matcher.web.endpoint import Endpoint, Option
from matcher.web.served import Edition
from matcher.web.shapes import Problem

__all__ = ["description"]

Schema = dict[str, object]
#: Formats of every table.
FORMATS = ("json", "csv", "xlsx")
#: Statuses of an error, and when it comes.
ERRORS = {
    "400": "a value cannot work",
    "404": "a name is not known",
    "414": "the address is too long",
    "503": "too much is asked at once",
}
#: Rows of an example.
SHOWN = 1
SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
STEPS = {"region": "id or name of a region", "other": "id or name of another region", "theme": "id of a theme or niche"}


def description(edition: Edition) -> Schema:
    """The OpenAPI description; its examples are answers of the run that is served.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    dict
    """
    shapes: dict[str, Schema] = {}
    problem = _schema(Problem, shapes)
    paths = {f"/api/v1{one.path}": {"get": _operation(one, edition, shapes, problem)} for one in ENDPOINTS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "matcher",
            "version": __version__,
            "description": "Partner regions for smart specialisation, suggested for discussion.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {"schemas": dict(sorted(shapes.items()))},
    }


def _operation(one: Endpoint, edition: Edition, shapes: dict[str, Schema], problem: Schema) -> Schema:
    steps = _steps(one, edition)
    parameters: list[Schema] = [
        {"name": name, "in": "path", "required": True, "description": STEPS[name],
         "schema": {"type": "string", "minLength": 1}, "example": value}
        for name, value in steps.items()
    ]  # fmt: skip
    parameters += [_parameter(option) for option in one.options]
    parameters.append(_parameter(Option("format", "format of the answer", choices=FORMATS, usual="json")))
    binary: Schema = {"schema": {"type": "string"}}
    content: Schema = {
        "application/json": {"schema": _schema(one.shape, shapes), **_example(one, edition, steps)},
        "text/csv": binary,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": binary,
    }
    refusals = {
        status: {"description": says, "content": {"application/problem+json": {"schema": problem}}}
        for status, says in ERRORS.items()
    }
    name = one.path.strip("/").replace("/", "_").replace("{", "").replace("}", "").replace("-", "_")
    return {
        "operationId": name,
        "summary": one.says,
        "parameters": parameters,
        "responses": {"200": {"description": one.says, "content": content}, **refusals},
    }


def _steps(one: Endpoint, edition: Edition) -> dict[str, str]:
    """Values of the path's steps that the run holds."""
    run = edition.run
    ids = [each for each in run.region_ids if not run.is_unmatched(each)] or run.region_ids
    values = {"region": ids[0], "other": ids[-1], "theme": run.niche_ids[0] if run.niche_ids else ""}
    return {name: values[name] for name in STEPS if f"{{{name}}}" in one.path}


def _parameter(option: Option) -> Schema:
    schema: Schema = {"type": option.kind}
    if option.choices:
        schema["enum"] = list(option.choices)
    if option.kind == "string":
        schema["maxLength"] = option.most or 500
    if option.kind == "integer":
        schema["minimum"] = 1
        if option.most:
            schema["maximum"] = option.most
    if option.usual is not None:
        schema["default"] = option.usual
    if option.several:
        schema = {"type": "array", "items": schema, "maxItems": 20}
    shown: Schema = {"name": option.name, "in": "query", "required": option.required, "description": option.says,
                     "schema": schema}  # fmt: skip
    if option.example:
        shown["example"] = [option.example] if option.several else option.example
    return shown


def _example(one: Endpoint, edition: Edition, steps: Mapping[str, str]) -> Schema:
    """An answer of the run that is served, with few rows; none for what takes long."""
    if one.slow:
        return {}
    value = plain(one.answer(edition, Given({}), *steps.values()).value)
    return {"example": value[:SHOWN] if isinstance(value, list) else value}


def _schema(shape: Any, shapes: dict[str, Schema]) -> Schema:
    """The JSON schema of a declared shape; named shapes are gathered in `shapes`.

    Examples
    --------
    >>> _schema(list[str] | None, {})
    {'anyOf': [{'type': 'array', 'items': {'type': 'string'}}, {'type': 'null'}]}
    """
    origin, parts = typing.get_origin(shape), typing.get_args(shape)
    if typing.is_typeddict(shape):
        return _named(shape, shapes)
    if origin in (typing.Required, typing.NotRequired):
        return _schema(parts[0], shapes)
    found: Schema = {}
    if origin is list:
        found = {"type": "array", "items": _schema(parts[0], shapes)}
    elif origin is dict:
        found = {"type": "object", "additionalProperties": _schema(parts[1], shapes)}
    elif origin is typing.Literal:
        found = {"enum": list(parts)}
    elif origin in (typing.Union, types.UnionType):
        found = {"anyOf": [_schema(part, shapes) for part in parts]}
    elif shape in SIMPLE:
        found = {"type": SIMPLE[shape]}
    return found


def _named(shape: Any, shapes: dict[str, Schema]) -> Schema:
    name = shape.__name__
    if name not in shapes:
        shapes[name] = {}  # a shape may hold itself
        fields = {key: _schema(kind, shapes) for key, kind in typing.get_type_hints(shape).items()}
        shapes[name] = {
            "type": "object",
            "description": (shape.__doc__ or "").strip(),
            "properties": fields,
            "required": sorted(_required(shape)),
        }
    return {"$ref": f"#/components/schemas/{name}"}


def _required(shape: Any) -> set[str]:
    """Keys that are always there; the annotations are texts, so that Python itself does not read their marks."""
    marks = {key: typing.get_origin(kind) for key, kind in typing.get_type_hints(shape, include_extras=True).items()}
    found = {key for key in shape.__required_keys__ if marks[key] is not typing.NotRequired}
    return found | {key for key, mark in marks.items() if mark is typing.Required}
