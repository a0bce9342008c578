"""`/services/{id}/wrong`: anyone may tell the curators what is wrong with an entry. Nobody is asked who they are."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from ipaddress import IPv6Network, ip_address

from limits import RateLimitItem, RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signpost.corrections import KINDS, MAX_WORDS, BrokenQueue, Queue, QueueFull
from signpost_web import shapes, state
from signpost_web.errors import log, trace
from signpost_web.languages import marked, say
from signpost_web.pages.form import SearchForm, shown
from signpost_web.pages.rendering import render
from signpost_web.pages.services import entry_of
from signpost_web.params import UNREADABLE, BadParameters, Pair, query_pairs
from signpost_web.security import sent_from_here

Fault = tuple[str | None, str]  # the field, if it is one's, and what is wrong

TRAP = "website"  # a field that no person sees: what fills it in is a program
EACH = RateLimitItemPerHour(10, namespace="one address")  # a whole hospital may stand behind one
ALL = RateLimitItemPerHour(200, namespace="everybody")  # more than curators can read, so most of it would be rubbish
RETRY_AFTER_SECONDS = "3600"

NO_KIND = marked("Choose what is wrong")
TOO_LONG = marked("Write no more than %(most)s characters")
TOO_MANY = marked("We have had many reports in the last hour. Please try again in an hour.")
NOT_TAKEN = marked("Sorry, we cannot take your report now. Please try again tomorrow.")


class Allowance:
    """How much may be sent in a while, counted in this process's memory. An address is kept there only as a hash that means nothing elsewhere."""

    def __init__(self, each: RateLimitItem = EACH, everybody: RateLimitItem = ALL) -> None:
        self._each, self._everybody = each, everybody
        self._counts = FixedWindowRateLimiter(MemoryStorage())
        self._key = os.urandom(16)

    def take(self, address: str) -> bool:
        """Whether this address may send once more."""
        seal = blake2b(_network(address).encode(), key=self._key, digest_size=16).hexdigest()
        return self._counts.hit(self._each, seal) and self._counts.hit(self._everybody)


def _network(address: str) -> str:
    """The address; of version 6 the network that one home or hospital has."""
    try:
        parsed = ip_address(address)
    except ValueError:  # no address at all, such as a socket of this machine
        return address
    return str(IPv6Network((parsed, 64), strict=False)) if parsed.version == 6 else address


async def wrong(request: Request) -> Response:
    """The form; or, when it is sent, thanks."""
    if request.method != "POST":
        return _form(request, [])
    if not sent_from_here(request):
        raise HTTPException(403)
    try:
        pairs = query_pairs(await state.body_of(request, state.FORM))
    except BadParameters as error:
        return _form(request, [], [(None, detail) for _, detail in error.errors], UNREADABLE)
    given = {name: shown(text).replace("\r\n", "\n").strip() for name, text in pairs}
    if not given.get(TRAP):
        if faults := _faults(given):
            return _form(request, pairs, faults, UNREADABLE)
        if not request.app.state.allowance.take(request.client.host if request.client else ""):
            return _form(request, pairs, [(None, say(TOO_MANY))], 429, {"Retry-After": RETRY_AFTER_SECONDS})
        if not await run_in_threadpool(_kept, request, given):
            return _form(request, pairs, [(None, say(NOT_TAKEN))], 503)
    return RedirectResponse(f"/services/{entry_of(request)['id']}/wrong/thanks", 303)


async def thanks(request: Request) -> Response:
    """What happens now. An address of its own, so that reloading it sends nothing twice."""
    return render(request, "wrong_thanks.html", _shown(request))


def _faults(given: Mapping[str, str]) -> list[Fault]:
    faults: list[Fault] = []
    if given.get("kind") not in KINDS:
        faults.append(("kind", say(NO_KIND)))
    if len(given.get("words", "")) > MAX_WORDS:
        faults.append(("words", say(TOO_LONG, most=MAX_WORDS)))
    return faults


def _kept(request: Request, given: Mapping[str, str]) -> bool:
    """Whether the report now stands in the queue. Why it does not goes to the log, without a word of it."""
    try:
        Queue(request.app.state.settings.corrections).add(entry_of(request)["id"], given["kind"], given.get("words", ""), state.now_of(request).date())
    except (QueueFull, BrokenQueue, OSError) as error:
        log.error("a report could not be kept\n%s", trace(error))
        return False
    return True


def _form(request: Request, pairs: Sequence[Pair], faults: Sequence[Fault] = (), status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    form = SearchForm.of(state.directory_of(request).scheme, pairs, [(name, detail) for name, detail in faults if name])
    listed = [(name and f"field-{name}", detail) for name, detail in faults]
    return render(request, "wrong.html", {**_shown(request), "form": form, "faults": listed, "trap": TRAP, "kinds": [(kind, say(words)) for kind, words in KINDS.items()], "most": MAX_WORDS}, status, headers)


def _shown(request: Request) -> shapes.Json:
    service = entry_of(request)
    return {"service": service, "leaving": state.directory_of(request).scheme.needs_quick_exit(service["concerns"][:1])}
