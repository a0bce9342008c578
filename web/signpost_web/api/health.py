"""`GET /healthz` and `/readyz`: for whatever keeps the program running."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web import state
from signpost_web.api.answers import answer


async def alive(request: Request) -> Response:
    """The program runs."""
    return answer({"status": "alive"})


async def ready(request: Request) -> Response:
    """The program serves an index; NoIndexYet becomes a 503."""
    directory = state.directory_of(request)
    return answer({"status": "ready", "generation": directory.generation, "services": directory.count})
