"""One request of one member of staff: who they are, what they sent, what they may do. What every handler of the record is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signpost.record.access import Action, Actor, NotAllowed, allowed, check_allowed
from signpost.record.accounts import Account
from signpost.record.records import Records
from signpost.record.sessions import IDLE, Session
from signpost_web.pages.rendering import render
from signpost_web.record import cookies
from signpost_web.record.forms import Form
from signpost_web.record.menu import MENU
from signpost_web.record.room import Room
from signpost_web.state import LONDON

WARN_BEFORE_SECONDS = 120  # time to come back to the desk
PERSON = "person_id"  # what a route calls the person that it is about


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that has passed the door. `form` is empty unless something was sent."""

    request: Request
    room: Room
    session: Session
    form: Form
    reason: str | None = None  # why they look at this person of another team

    @property
    def account(self) -> Account:
        return self.session.account

    @property
    def actor(self) -> Actor:
        """For whom the record acts. Broken glass opens the one person that this address is about, and nobody else."""
        opened = self.request.path_params.get(PERSON) if self.reason else None
        return Actor(self.account.id, self.account.role, self.account.team_ids, self.reason, opened)

    @property
    def records(self) -> Records:
        """The record, as far as it is theirs."""
        return self.room.records(self.actor)

    def check(self, action: Action, kind: str | None = None) -> None:
        """Raises NotAllowed, and writes it down, when their role may never do this."""
        try:
            check_allowed(self.actor, action, kind)
        except NotAllowed:
            self.room.refused(self.actor, action)
            raise

    @property
    def now(self) -> datetime:
        """As UK clocks show it."""
        return self.room.clock().astimezone(LONDON)

    def id(self, name: str) -> str:
        """An id in the address: `visit.id("person_id")`."""
        return str(self.request.path_params[name])

    def page(self, template: str, context: Mapping[str, Any] | None = None, status: int = 200) -> Response:
        """A page, framed with who is signed in."""
        saved = bool(cookies.kept(self.request, cookies.SAVED))
        page = render(self.request, template, {"visit": self, "form": self.form, "saved": saved, **(context or {})}, status)
        if saved:
            cookies.take_back(page, self.request, cookies.SAVED)
        return page

    def to(self, address: str) -> Response:
        """Another page of this site, which may be reloaded without sending anything twice."""
        return RedirectResponse(address, 303)

    def saved(self, address: str) -> Response:
        """The same, with a word on that page that it was saved: in a cookie, for the address says nothing of it when it is opened again."""
        answer = self.to(address)
        cookies.leave(answer, self.request, cookies.SAVED, "yes")
        return answer

    @property
    def menu(self) -> list[tuple[str, str]]:
        """The pages that this role can start from."""
        return [(address, words) for address, words, action in MENU if action is None or allowed(self.account.role, action)]

    @property
    def idle_seconds(self) -> int:
        return int(IDLE.total_seconds())

    @property
    def idle_minutes(self) -> int:
        return self.idle_seconds // 60

    @property
    def warn_seconds(self) -> int:
        """After how long the page warns."""
        return self.idle_seconds - WARN_BEFORE_SECONDS
