"""`POST /api/v1/signpost`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web import shapes, state
from signpost_web.api.answers import answer
from signpost_web.assessment_body import read_json


async def signpost(request: Request) -> Response:
    """A whole assessment: what helps with each concern, and a plan for all of them."""
    directory = state.directory_of(request)
    assessment, as_of = read_json(await state.body_of(request, "application/json"), directory)
    found = directory.assess(assessment, as_of or state.now_of(request))
    return answer(shapes.assessment_answer(found, as_of))
