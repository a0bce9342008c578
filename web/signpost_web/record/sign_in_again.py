"""What somebody sees who is not signed in, or not any more. What they had typed is not lost."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signpost_web.pages.rendering import render
from signpost_web.record.forms import Form

SECRETS = ("password", "pin")  # fields that no page holds


def sign_in_again(request: Request, form: Form) -> Response:
    """To the sign-in page, and back from there. What was sent stands in a page that can send it once more."""
    if request.method != "POST":
        query = urlencode({"next": request.url.path}) if request.url.path != "/record" else ""
        return RedirectResponse(f"/record/sign-in?{query}".rstrip("?"), 303)
    return render(request, "record/signed_out.html", {"visit": None, "form": form.without(*SECRETS)}, 401, {"WWW-Authenticate": "Form"})
