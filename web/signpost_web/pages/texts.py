"""The pages that only say something: who checks this and how, privacy, accessibility."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signpost_web.my_list import KEPT_FOR
from signpost_web.pages.rendering import render

ONLY_IN_ENGLISH = {"only_in_english": True}  # what they say must be right to the letter: it waits for a translator

async def about(request: Request) -> Response:
    """How services are chosen, who checks them, and what comes first."""
    return render(request, "about.html", ONLY_IN_ENGLISH)


async def privacy(request: Request) -> Response:
    """What is kept of a visit, and what is not."""
    return render(request, "privacy.html", {**ONLY_IN_ENGLISH, "list_days": KEPT_FOR.days})


async def accessibility(request: Request) -> Response:
    """What was done, what was tested, what was not."""
    return render(request, "accessibility.html", ONLY_IN_ENGLISH)
