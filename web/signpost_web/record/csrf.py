"""Nothing changes in the record because another site says so."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request

from signpost_web.security import sent_from_here


def refuse_foreign(request: Request) -> None:
    """Raises a 403 unless a page of ours sent this.

    Every browser says where a form comes from, by Sec-Fetch-Site or by Origin: who says neither is no browser with a
    member of staff before it. An old browser's Origin of `null` is let through, because our own pages have it too (they send no
    referrer): there the cookie's SameSite=Strict is what keeps other sites out.
    """
    says = {"sec-fetch-site", "origin"} & set(request.headers)
    if request.method == "POST" and not (says and sent_from_here(request)):
        raise HTTPException(403)
