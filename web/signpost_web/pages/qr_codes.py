"""QR codes, drawn here: a camera turns paper back into a page, or into a call."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from urllib.parse import quote

import segno
from starlette.requests import Request
from starlette.responses import Response

from signpost_web import my_list, state
from signpost_web.errors import not_there
from signpost_web.languages import say
from signpost_web.pages import sheet, wording
from signpost_web.pages.services import entry_of

FOLDED_PAPER = "m"  # a code of a service is small, and can afford to lose a seventh of itself
AS_COARSE_AS_CAN_BE = "l"  # a code of a list holds much, and must not become too fine to print


def public_address(request: Request, path: str) -> str | None:
    """A page's address as the outside world writes it; None where the installation has not said."""
    public = request.app.state.settings.public_url
    return f"{public.rstrip('/')}{path}" if public else None


def list_path(ids: Iterable[str]) -> str:
    """The list of these services, for anybody: no cookie, no place, nothing about anyone."""
    return f"/list?services={quote(','.join(ids), safe=',')}"


def leads_to(request: Request, service_id: str, number: str | None, website: str | None) -> tuple[str, str] | None:
    """What a service's code holds, and what for: its page here; without a public address its number, else its website."""
    if page := public_address(request, f"/services/{service_id}"):
        return page, say("Scan for more")
    if number:
        return f"tel:{wording.dialled(number)}", say("Scan to ring")
    return (website, say("Scan for the website")) if website else None


async def of_service(request: Request) -> Response:
    """The code of one service."""
    entry = entry_of(request)
    found = leads_to(request, entry["id"], sheet.number_of(entry), (entry.get("contacts") or {}).get("url"))
    if found is None:
        raise not_there("QR code of", entry["id"], ())
    return drawn(found[0], FOLDED_PAPER)


async def of_list(request: Request) -> Response:
    """The code of a list that its address names."""
    directory = state.directory_of(request)
    asked = my_list.readable(request.query_params.get("services", "").split(","))
    ids = [one for one in asked if directory.service(one)]
    address = public_address(request, list_path(ids))
    if address is None or not ids:
        raise not_there("QR code of", ",".join(asked), ())
    return drawn(address, AS_COARSE_AS_CAN_BE)


def drawn(content: str, error: str) -> Response:
    """Black on white, as large as the page makes it. The page leaves the white margin of four modules around it."""
    picture = BytesIO()
    segno.make(content, error=error, micro=False).save(picture, kind="svg", border=0, xmldecl=False, omitsize=True, light="#fff", nl=False)
    return Response(picture.getvalue(), media_type="image/svg+xml")
