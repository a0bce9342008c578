"""`/record/issuer`: signing in through the organisation's own OpenID Connect issuer, when one is set."""

from __future__ import annotations

import hmac
import json
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signpost.problems import SignpostError
from signpost.record.accounts import SignInRefused
from signpost.record.issuer import Attempt, Issuer, IssuerFailed
from signpost.record.store.sealing import Damaged
from signpost_web.pages.rendering import render
from signpost_web.record import cookies
from signpost_web.record.door import OpenRoute
from signpost_web.record.forms import Form
from signpost_web.record.room import Room, room_of
from signpost_web.record.sign_in import TOO_MANY, sign_in_form, within_record

ATTEMPT = "signpost-issuer"  # the cookie of a sign-in on its way
LASTS = timedelta(minutes=10)  # to type a password and a second factor
_PLACE = "issuer/attempt"


async def leave(request: Request, form: Form) -> Response:
    """To the issuer, with something in the browser that it must bring back."""
    issuer, room, attempt = _issuer(request), room_of(request), Attempt.fresh()
    if not room.sign_ins.take(request.client.host if request.client else ""):
        return sign_in_form(request, Form().wrong([("name", TOO_MANY)]), 429)
    try:
        answer = RedirectResponse(await run_in_threadpool(issuer.address, attempt), 303)
    except IssuerFailed as failed:
        return _failed(request, failed)
    said = [attempt.state, attempt.nonce, attempt.verifier, within_record(request.query_params.get("next", "")), (room.clock() + LASTS).timestamp()]
    sealed = room.store.reasons.seal(json.dumps(said).encode(), _PLACE).hex()
    cookies.leave(answer, request, ATTEMPT, sealed, from_elsewhere=True)
    return answer


async def back(request: Request, form: Form) -> Response:
    """From the issuer: signed in, when the answer belongs to what this browser began and the person has an account."""
    issuer, room = _issuer(request), room_of(request)
    try:
        attempt, going = _opened(room, cookies.kept(request, ATTEMPT))
        if not hmac.compare_digest(attempt.state.encode(), request.query_params.get("state", "").encode()):
            raise IssuerFailed("This sign-in was not begun in this browser, or took too long. Begin again.")
        token = await run_in_threadpool(_signed_in, room, issuer, request.query_params.get("code", ""), attempt, cookies.kept(request, cookies.STAFF))
    except (IssuerFailed, SignInRefused) as failed:
        return _failed(request, failed)
    answer = render(request, "record/signed_in.html", {"visit": None, "going": going})  # a page: a browser sends no strict cookie along with a redirect from elsewhere
    cookies.take_back(answer, request, ATTEMPT)
    cookies.leave(answer, request, cookies.STAFF, token)
    return answer


def _signed_in(room: Room, issuer: Issuer, code: str, attempt: Attempt, former: str) -> str:
    name = issuer.who(code, attempt, room.clock())
    return room.sessions.start(room.accounts.sign_in_as_vouched(name), former)


def _opened(room: Room, sealed: str) -> tuple[Attempt, str]:
    """What the browser began, and where it was going."""
    try:
        *attempt, going, until = json.loads(room.store.reasons.open(bytes.fromhex(sealed), _PLACE))
    except (Damaged, ValueError):
        until = 0.0
    if until <= room.clock().timestamp():
        raise IssuerFailed("This sign-in was not begun in this browser, or took too long. Begin again.")
    return Attempt(*attempt), going


def _issuer(request: Request) -> Issuer:
    issuer = room_of(request).issuer
    if issuer is None:
        raise HTTPException(404)
    return issuer


def _failed(request: Request, error: SignpostError) -> Response:
    answer = sign_in_form(request, Form().wrong([("name", str(error))]), 403)
    cookies.take_back(answer, request, ATTEMPT)
    return answer


ROUTES = (OpenRoute("/record/issuer", leave), OpenRoute("/record/issuer/back", back))
