"""`GET /openapi.json`, and `/docs`, the page made from it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web.api.answers import SHARED_FOR_MINUTES, answer
from signpost_web.errors import KINDS
from signpost_web.openapi import document
from signpost_web.pages.rendering import render


async def openapi(request: Request) -> Response:
    """The API's description, OpenAPI 3.1."""
    return answer(document(request.app.state.settings.public_url), SHARED_FOR_MINUTES)


async def docs(request: Request) -> Response:
    """The same, to read."""
    return render(request, "docs.html", {"document": document(request.app.state.settings.public_url), "kinds": KINDS})
