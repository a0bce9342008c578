"""`GET /api/v1/places/{place}`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web import shapes, state
from signpost_web.api.answers import answer, values_of


async def place(request: Request) -> Response:
    """What a postcode, a position or a name stands for."""
    directory = state.directory_of(request)
    values_of(request, directory)
    return answer(shapes.place(directory.gazetteer.find(request.path_params["place"])))
