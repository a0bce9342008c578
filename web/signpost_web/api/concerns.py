"""`GET /api/v1/concerns` and `/api/v1/concerns/{id}`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web import shapes, state
from signpost_web.api.answers import SHARED_FOR_MINUTES, answer, values_of
from signpost_web.errors import not_there
from signpost_web.params import Q


async def concerns(request: Request) -> Response:
    """The whole scheme; with `q`, the concerns that the words mean, best first."""
    directory = state.directory_of(request)
    words = values_of(request, directory, Q).get("q")
    if words is None:
        return answer([shapes.concern(one) for one in directory.scheme.concerns], SHARED_FOR_MINUTES)
    return answer([shapes.meant_concern(one, directory.scheme) for one in directory.understand(words)])


async def concern(request: Request) -> Response:
    """One concern, or one category with the ids of its concerns."""
    directory, asked = state.directory_of(request), request.path_params["id"]
    values_of(request, directory)
    scheme = directory.scheme
    if asked in scheme.concern_by_id:
        return answer(shapes.concern(scheme.concern_by_id[asked]), SHARED_FOR_MINUTES)
    if asked in scheme.category_by_id:
        return answer(shapes.category(scheme.category_by_id[asked], scheme), SHARED_FOR_MINUTES)
    raise not_there("concern", asked, scheme.known)
