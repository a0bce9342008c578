"""`/language`: a visitor chooses the language of the pages, and is back where they were."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signpost_web.errors import not_there
from signpost_web.languages import COOKIE, KEPT_FOR, Language
from signpost_web.my_list import local, over_https


async def choose(request: Request) -> Response:
    """Leaves the choice with the browser. Nothing is changed but how pages speak, so a plain link may do it."""
    asked = request.query_params.get("to", "")
    language = request.app.state.languages.named(asked)
    if language is None:
        raise not_there("language", asked, (one.primary for one in request.app.state.languages))
    answer = RedirectResponse(local(request.query_params.get("back", ""), otherwise="/"), 303)
    remember(language, answer, request)
    return answer


def remember(language: Language, answer: Response, request: Request) -> None:
    """Lets the browser hold a choice."""
    answer.set_cookie(COOKIE, language.primary, max_age=int(KEPT_FOR.total_seconds()), secure=over_https(request), httponly=True, samesite="lax")
