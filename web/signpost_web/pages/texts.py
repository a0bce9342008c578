"""The pages that only say something: how services are chosen, privacy, accessibility."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web.pages.rendering import render


async def about(request: Request) -> Response:
    """How services are chosen and checked."""
    return render(request, "about.html", {})


async def privacy(request: Request) -> Response:
    """What is kept of a visit: nothing."""
    return render(request, "privacy.html", {})


async def accessibility(request: Request) -> Response:
    """What was done, what was tested, what was not."""
    return render(request, "accessibility.html", {})
