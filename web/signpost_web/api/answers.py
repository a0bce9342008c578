"""JSON answers, and the check that an address without parameters was given none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from signpost_web import shapes
from signpost_web.directory import Directory
from signpost_web.params import Parameter, read
from signpost_web.state import pairs_of

SHARED_FOR_MINUTES = {"Cache-Control": "public, max-age=300"}  # the scheme changes with a release, not with a visitor


def answer(value: Any, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON."""
    return Response(shapes.as_bytes(value), headers=headers, media_type="application/json")


def values_of(request: Request, directory: Directory, *table: Parameter) -> Mapping[str, Any]:
    """The query parameters of an address that takes these and no others. Raises BadParameters."""
    return read(pairs_of(request), {parameter.name: parameter for parameter in table}, directory)
