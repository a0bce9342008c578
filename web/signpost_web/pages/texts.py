"""The pages that only say something: who checks this and how, privacy, accessibility."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web.my_list import KEPT_FOR
from signpost_web.pages.rendering import render


async def about(request: Request) -> Response:
    """How services are chosen, who checks them, and what comes first."""
    return render(request, "about.html", {})


async def privacy(request: Request) -> Response:
    """What is kept of a visit, and what is not."""
    return render(request, "privacy.html", {"list_days": KEPT_FOR.days})


async def accessibility(request: Request) -> Response:
    """What was done, what was tested, what was not."""
    return render(request, "accessibility.html", {})
