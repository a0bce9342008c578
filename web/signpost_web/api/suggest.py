"""`GET /api/v1/suggest`: what people may mean while they type."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web import shapes, state
from signpost_web.api.answers import answer, values_of
from signpost_web.params import Q


async def suggest(request: Request) -> Response:
    """Concerns and services for the letters typed so far. No cache may keep them: they are a person's words."""
    directory = state.directory_of(request)
    typed = values_of(request, directory, Q).get("q", "")
    return answer([shapes.suggestion(one) for one in directory.suggest(typed)])
