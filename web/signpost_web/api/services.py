"""`GET /api/v1/services/{id}`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web import shapes, state
from signpost_web.api.answers import answer, values_of
from signpost_web.errors import not_there
from signpost_web.params import AS_OF


async def service(request: Request) -> Response:
    """A whole entry, closed ones too."""
    directory, asked = state.directory_of(request), request.path_params["id"]
    now = values_of(request, directory, AS_OF).get("as_of") or state.now_of(request)
    entry = directory.service(asked)
    if entry is None:
        raise not_there("service", asked, directory.ids)
    found = shapes.service(entry, now.astimezone(state.LONDON).date())
    return answer({**found, "opening": shapes.opening(directory.opening(asked, now))})
