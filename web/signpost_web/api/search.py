"""`GET /api/v1/search`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web import shapes, state
from signpost_web.api.answers import answer


async def search(request: Request) -> Response:
    """The services for a need and a place."""
    directory, pairs = state.directory_of(request), state.pairs_of(request)
    page, as_of = state.search(request, pairs, directory)
    return answer(shapes.search_page(page, pairs, as_of, directory.scheme))
