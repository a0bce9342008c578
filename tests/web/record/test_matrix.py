"""Every route of the record x every role x own and other team x logged out x broken glass gives exactly the allowed answer.

A new route joins by standing in `RECORD_ROUTES`. What its address holds beside the person's id must be made by `MAKERS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from signpost.record.access import ACROSS_WITH_A_REASON, BEYOND_TEAMS, Action, Actor, Role, allowed
from signpost.record.assessment import Assessment, Recipient
from signpost.record.cancer_care_review import CareReview
from signpost.record.care_plan import ActionType, CarePlan, PlanRow
from signpost.record.codes import AssessmentOffer, PathwayPoint, PlanStatus
from signpost.record.documents import Document
from signpost.record.events import EventInvitation
from signpost.record.follow_up import FollowUp
from signpost.record.person import Person
from signpost.record.records import Records
from signpost.record.signposts import ServiceCopy
from signpost.record.treatment_summary import TreatmentPhase, TreatmentSummary
from signpost_web.record.door import Handler, OpenRoute, RecordRoute
from signpost_web.record.room import Room
from signpost_web.record.routes import RECORD_ROUTES
from signpost_web.record.visits import Visit

if TYPE_CHECKING:
    from tests.web.record.conftest import Staff

OURS, THEIRS = "breast-unit", "bowel-unit"
SURNAME = "Matrixson"  # on no page that somebody may not see
DAY = date(2026, 10, 1)
POINT = next(iter(PathwayPoint))
NOWHERE = "f" * 32
NO_DOCUMENTS = {"people", "versions", "rows", "reports", "audit", "due", "list"}  # ids after these are no document's
IN_TEAMS = [role for role in Role if role not in BEYOND_TEAMS]
ANY_ANSWER = {200, 303, 400, 409}  # let through: shown, saved, or an empty form that lacks something


def filed(records: Records, body: Document) -> Callable[[str], str]:
    return lambda person_id: records.add(person_id, body).id


def plan_body() -> CarePlan:
    row = PlanRow(number=1, concern="swelling", type=ActionType.REFERRAL, service=ServiceCopy(id="made-up", name="Made up", copied_on=DAY))
    return CarePlan(status=next(iter(PlanStatus)), planned_on=DAY, point=POINT, rows=(row,))


def copy_of(records: Records) -> Callable[[str], str]:
    def made(person_id: str) -> str:
        plan = records.add(person_id, plan_body())
        return records.give_copy(plan.id, 1, Recipient.GP, "on paper", "a copy").id

    return made


# What an address says before an id: whose id it is.
MAKERS: Mapping[str, Callable[[Records], Callable[[str], str]]] = {
    "people": lambda _: lambda person_id: person_id,
    "assessments": lambda records: filed(records, Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=DAY, point=POINT)),
    "plans": lambda records: filed(records, plan_body()),
    "documents": lambda records: filed(records, plan_body()),
    "summaries": lambda records: filed(records, TreatmentSummary(written_on=DAY, phase=next(iter(TreatmentPhase)), diagnosis="Made up")),
    "reviews": lambda records: filed(records, CareReview(stage="three-months")),
    "events": lambda records: filed(records, EventInvitation(event="A made-up morning", starts_at="2027-01-14T10:00+00:00", invited_on=DAY)),
    "follow-up": lambda records: filed(records, FollowUp(nation="england")),
    "copies": copy_of,
    "versions": lambda _: lambda _: "1",
    "rows": lambda _: lambda _: "1",
    "from": lambda records: filed(records, Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=DAY, point=POINT)),
    "reports": lambda _: lambda _: "concerns.csv",
    "audit": lambda _: lambda _: "²",
    "due": lambda _: lambda _: f"{DAY}.{NOWHERE}",
    "list": lambda _: lambda _: "1",
}


def name_of(route: RecordRoute | OpenRoute) -> str:
    return f"{'/'.join(sorted(route.methods or ()))} {route.path}"


def address(route: RecordRoute, records: Records, person_id: str, documents_of: str | None = None) -> str:
    """The route's address, with ids of things that are there: documents of this person, or of another."""

    def id_of(found: re.Match[str]) -> str:
        whose = person_id if found[1] == "people" or not documents_of else documents_of
        return f"{found[1]}/{MAKERS[found[1]](records)(whose)}"

    return re.sub(r"([\w-]+)/{\w+}", id_of, route.path)


class Case:
    """One route over one record: whose requests it answers, and how."""

    def __init__(self, route: RecordRoute, room: Room, staff: Staff) -> None:
        self.route, self.staff = route, staff
        self.method = "POST" if "POST" in (route.methods or ()) else "GET"
        self.personal = "{person_id}" in route.path
        self.records = room.records(Actor(NOWHERE, Role.CLINICIAN, frozenset({OURS})))
        self.room = room

    def person(self) -> str:
        """Somebody new on the list of OURS: some routes leave nothing of a person."""
        return self.records.add_person(Person(surname=SURNAME, born=DAY), OURS).id

    def answer(self, client: TestClient, where: str) -> int:
        answer = client.request(self.method, where)
        if answer.status_code in (303, 401, 403, 404):
            assert SURNAME not in answer.text, f"{self.method} {where} shows the person while it refuses"
        return answer.status_code

    def expected(self, role: Role, own: bool) -> set[int]:
        if self.route.action and not allowed(role, self.route.action, self.route.kind):
            return {403}
        return ANY_ANSWER if own or role in BEYOND_TEAMS or not self.personal else {404}

    def check(self) -> None:
        for role in Role:
            for team in (THEIRS, OURS):
                client, where = self.staff(role, team), address(self.route, self.records, self.person())
                expected, got = self.expected(role, team == OURS), self.answer(client, where)
                assert got in expected, f"{name_of(self.route)} as {role} of {team}: {got}, not {expected}"

    def check_strangers(self, client: TestClient) -> None:
        got = self.answer(client, address(self.route, self.records, self.person()))
        assert got == (401 if self.method == "POST" else 303), f"{name_of(self.route)} logged out: {got}"

    def check_unknown_ids(self) -> None:
        """An id that is nobody's, and one person's document under another person's address."""
        for role in IN_TEAMS:
            if self.personal and self.expected(role, True) == ANY_ANSWER:
                where = re.sub(r"{\w+}", NOWHERE, self.route.path)
                assert self.answer(self.staff(role, OURS), where) == 404, f"{name_of(self.route)} as {role}: an unknown id"

    def check_two_people_of_one_team(self) -> None:
        """A document of one, under the address of the other."""
        ids_of_documents = set(re.findall(r"([\w-]+)/{", self.route.path)) - NO_DOCUMENTS
        for role in IN_TEAMS:
            if self.personal and ids_of_documents and self.expected(role, True) == ANY_ANSWER:
                where = address(self.route, self.records, self.person(), documents_of=self.person())
                assert self.answer(self.staff(role, OURS), where) == 404, f"{name_of(self.route)} as {role}: a document of somebody else"

    def check_broken_glass(self) -> None:
        """It lets read, and nothing else; nor another person."""
        client = self.staff(Role.CLINICIAN, THEIRS)
        session = self.room.sessions.session(client.cookies["signpost-record"])
        assert session
        opened, other = self.person(), self.person()
        self.room.sessions.open_person(session, opened, "Came in by ambulance")
        reads = self.route.action in ACROSS_WITH_A_REASON
        expected = self.expected(Role.CLINICIAN, own=True) if reads else {403}
        assert self.answer(client, address(self.route, self.records, opened)) in expected
        assert self.answer(client, address(self.route, self.records, other)) in self.expected(Role.CLINICIAN, own=False)
        if self.route.path.count("{") > 1 and reads:
            where = address(self.route, self.records, opened, documents_of=other)
            assert self.answer(client, where) == 404, f"{name_of(self.route)}: glass broken for one person opens a document of another"


STAFF_ROUTES = [route for route in RECORD_ROUTES if isinstance(route, RecordRoute)]
OPEN = {"GET /record/sign-in", "POST /record/sign-in", "GET /record/issuer", "GET /record/issuer/back", "GET /checklist/thanks", "GET /checklist/{token}", "POST /checklist/{token}", "GET /checklist", "GET /checklist/scores", "POST /checklist"}


@pytest.mark.parametrize("route", STAFF_ROUTES, ids=name_of)
def test_every_route_answers_every_role_and_team_as_it_is_allowed(route: RecordRoute, room: Room, staff: Staff, browser: Callable[[], TestClient]) -> None:
    case = Case(route, room, staff)
    case.check_strangers(browser())
    case.check_unknown_ids()
    case.check_two_people_of_one_team()
    case.check()
    if case.personal:
        case.check_broken_glass()


def test_nobody_made_a_route_that_needs_no_signing_in_unnoticed() -> None:
    found = {name_of(route).replace("GET/HEAD", "GET") for route in RECORD_ROUTES if isinstance(route, OpenRoute)}
    assert found <= OPEN
    assert all(isinstance(route, RecordRoute | OpenRoute) for route in RECORD_ROUTES)


# The matrix itself: it lets right handlers through, and finds the wrong ones


def shows(visit: Visit) -> Response:
    return PlainTextResponse(visit.records.person(visit.id("person_id")).body.surname)


def changes(visit: Visit) -> Response:
    stored = visit.records.person(visit.id("person_id"))
    visit.records.save_person(stored.id, stored.version, stored.body)
    return visit.to("/record")


def forgets_to_ask(visit: Visit) -> Response:
    return PlainTextResponse("Somebody")


def reads_where_it_should_write(visit: Visit) -> Response:
    return PlainTextResponse(visit.records.get(visit.id("plan_id")).body.state)


class OpenRecordRoute(RecordRoute):
    """One that states no action to the door, so that only its handler could ask."""

    def __init__(self, path: str, handler: Handler, action: Action) -> None:
        super().__init__(path, handler, None)
        self.action = action


RIGHT = [
    RecordRoute("/record/probe/people/{person_id}", shows, Action.IDENTIFY),
    RecordRoute("/record/probe/people/{person_id}/plans/{plan_id}", reads_where_it_should_write, Action.READ),
    RecordRoute("/record/probe/people/{person_id}", changes, Action.WRITE, ["POST"], kind="person"),
]
WRONG = [
    RecordRoute("/record/probe/people/{person_id}/plans/{plan_id}", forgets_to_ask, Action.READ),
    OpenRecordRoute("/record/probe/people/{person_id}", forgets_to_ask, Action.READ),
]


def run(route: RecordRoute, app: Starlette, room: Room, staff: Staff) -> None:
    app.router.routes.append(route)
    case = Case(route, room, staff)
    case.check_unknown_ids()
    case.check()
    case.check_broken_glass()


@pytest.mark.parametrize("route", RIGHT, ids=name_of)
def test_the_matrix_lets_a_careful_handler_through(route: RecordRoute, record_app: Starlette, room: Room, staff: Staff) -> None:
    run(route, record_app, room, staff)


@pytest.mark.parametrize("route", WRONG, ids=name_of)
def test_the_matrix_finds_a_handler_that_asks_nobody(route: RecordRoute, record_app: Starlette, room: Room, staff: Staff) -> None:
    with pytest.raises(AssertionError):
        run(route, record_app, room, staff)
