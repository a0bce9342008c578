"""The door of the record: every route states what one must be allowed to do, and nobody gets past it otherwise.

A handler is a plain function from a `Visit` to a response, and runs in a thread: the store may block there. It need not ask
who is signed in, where a form was sent from, or whether the role may do this. Whose person it is asks `Records`, at every call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from signpost.problems import SignpostError
from signpost.record.access import Action, NotAllowed, NotYours, OnlyForReading
from signpost.record.records import AlreadyKept, EnteredInError, Gone, LastList, NoReason, SavedByAnother
from signpost_web.errors import kind_of
from signpost_web.record import cookies
from signpost_web.record.csrf import refuse_foreign
from signpost_web.record.forms import Form, form_of
from signpost_web.record.room import room_of
from signpost_web.record.sign_in_again import sign_in_again
from signpost_web.record.visits import PERSON, Visit

Handler = Callable[[Visit], Response]
OpenHandler = Callable[[Request, Form], Awaitable[Response]]

STATUSES: dict[type[SignpostError], int] = {NotAllowed: 403, OnlyForReading: 403, NotYours: 404, SavedByAnother: 409, AlreadyKept: 409, LastList: 409, EnteredInError: 409, Gone: 410, NoReason: 400}


class RecordRoute(Route):
    """An address of the record, and the action that its visitors must be allowed to do: None = anybody who is signed in.

    `kind` is that of the documents which are written there, where it makes a difference to who may.
    """

    def __init__(self, path: str, handler: Handler, action: Action | None, methods: Sequence[str] = ("GET",), kind: str | None = None) -> None:
        super().__init__(path, partial(_staff, handler, action, kind), methods=list(methods), name=handler.__name__)
        self.action, self.kind = action, kind


class OpenRoute(Route):
    """An address that nobody has to be signed in for: it shows nothing out of the record, and what is sent there is guarded all the same."""

    def __init__(self, path: str, handler: OpenHandler, methods: Sequence[str] = ("GET",)) -> None:
        super().__init__(path, partial(_anybody, handler), methods=list(methods), name=handler.__name__)


async def _anybody(handler: OpenHandler, request: Request) -> Response:
    return await handler(request, await _sent(request))


async def _staff(handler: Handler, action: Action | None, kind: str | None, request: Request) -> Response:
    return await run_in_threadpool(_past_the_door, handler, action, kind, request, await _sent(request))


async def _sent(request: Request) -> Form:
    """What a page of ours sent. Raises HTTPException for what another site did."""
    if request.method != "POST":
        return Form()
    refuse_foreign(request)
    return await form_of(request)


def _past_the_door(handler: Handler, action: Action | None, kind: str | None, request: Request, form: Form) -> Response:
    room = room_of(request)
    session = room.sessions.session(cookies.kept(request, cookies.STAFF))
    if session is None:
        return sign_in_again(request, form)
    person = request.path_params.get(PERSON)
    visit = Visit(request, room, session, form, room.sessions.reason_for(session, person) if person else None)
    try:
        if action:
            visit.check(action, kind)
        if action and person:  # before a handler looks at what was sent: an outsider is not told what is wrong with it
            visit.records.admit(action, person, kind)
        return handler(visit)
    except tuple(STATUSES) as error:
        return refused(visit, error)


def refused(visit: Visit, error: SignpostError) -> Response:
    """What was not done, and why, within the frame of the record."""
    status = next(status for kind, status in STATUSES.items() if isinstance(error, kind))
    return visit.page("record/refused.html", {"kind": kind_of(status), "detail": str(error)}, status)
