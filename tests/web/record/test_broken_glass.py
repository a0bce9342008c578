"""Break-glass: it asks why, is written down, opens one person for an hour, and lets read and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response

from signpost.record.access import Action, Actor, Role
from signpost.record.records import Records
from signpost_web.record.door import RecordRoute
from signpost_web.record.room import Room
from signpost_web.record.visits import Visit

if TYPE_CHECKING:
    from tests.web.record.conftest import Clock, Staff

OURS, THEIRS = "breast-unit", "bowel-unit"
REASON = "Came in by ambulance, cannot speak"
GIVEN = {"number": "999 000 0018", "reason": REASON, "known": "yes"}
AUDITOR = Actor("9" * 32, Role.AUDITOR, frozenset())


def surname(visit: Visit) -> Response:
    return visit.page("record/refused.html", {"kind": {"heading": "Found"}, "detail": visit.records.person(visit.id("person_id")).body.surname})


def touch(visit: Visit) -> Response:
    stored = visit.records.person(visit.id("person_id"))
    visit.records.save_person(stored.id, stored.version, stored.body)
    return PlainTextResponse("saved")


@pytest.fixture(autouse=True)
def pages(record_app: Starlette) -> None:
    probes = (RecordRoute("/record/glass-probe/{person_id}", surname, Action.IDENTIFY), RecordRoute("/record/glass-probe/{person_id}", touch, Action.WRITE, ["POST"]))
    record_app.router.routes.extend(probes)


def test_a_reason_opens_one_person_for_an_hour(staff: Staff, person_id: str, clock: Clock) -> None:
    client = staff(Role.CLINICIAN, THEIRS)
    assert client.get(f"/record/glass-probe/{person_id}").status_code == 404
    answer = client.post("/record/open", data=GIVEN)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/record/people/{person_id}")
    page = client.get(f"/record/glass-probe/{person_id}")
    assert "Testerly" in page.text
    assert "This person belongs to another team." in page.text
    for _ in range(5):
        clock.move(minutes=10)
        assert client.get(f"/record/glass-probe/{person_id}").status_code == 200
    clock.move(minutes=10)
    assert client.get(f"/record/glass-probe/{person_id}").status_code == 404


def test_it_opens_nobody_else_and_changes_nothing(staff: Staff, ours: Records, person_id: str) -> None:
    other = ours.add_person(ours.person(person_id).body.model_copy(update={"number": None}), OURS).id
    client = staff(Role.CLINICIAN, THEIRS)
    client.post("/record/open", data=GIVEN)
    assert client.get(f"/record/glass-probe/{other}").status_code == 404
    refused = client.post(f"/record/glass-probe/{person_id}")
    assert refused.status_code == 403
    assert "may read it" in refused.text
    assert ours.person(person_id).version == 1


def test_it_is_this_browser_s_alone(staff: Staff, person_id: str) -> None:
    first, second = staff(Role.CLINICIAN, THEIRS), staff(Role.CLINICIAN, THEIRS)
    first.post("/record/open", data=GIVEN)
    assert second.get(f"/record/glass-probe/{person_id}").status_code == 404


def test_the_auditor_reads_the_reason_beside_every_look(staff: Staff, room: Room, person_id: str) -> None:
    client = staff(Role.CLINICIAN, THEIRS)
    client.post("/record/open", data=GIVEN)
    client.get(f"/record/glass-probe/{person_id}")
    read = [(line.action, line.reason) for line in room.records(AUDITOR).audit_of(person_id)]
    assert ("break-glass", REASON) in read
    assert ("identify", REASON) in read


def test_the_auditor_reads_what_was_tried_beyond_reading(staff: Staff, room: Room, person_id: str) -> None:
    client = staff(Role.CLINICIAN, THEIRS)
    client.post("/record/open", data=GIVEN)
    client.post(f"/record/glass-probe/{person_id}")
    client.get(f"/record/people/{person_id}/export")
    tried = [(line.action, line.reason) for line in room.records(AUDITOR).audit_of(person_id)]
    assert ("write refused", REASON) in tried
    assert ("export refused", REASON) in tried


@pytest.mark.parametrize(
    ("given", "said", "status"),
    [
        ({"number": "999 000 0019"}, "fails its check", 400),
        ({"number": ""}, "Write the person’s number", 400),
        ({"reason": "urgent"}, "in 10 to 500 characters", 400),
        ({"known": ""}, "Tick that you know", 400),
        ({"number": "999 000 0026"}, "There is no record for this number.", 404),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(staff: Staff, person_id: str, given: dict[str, str], said: str, status: int) -> None:
    sent = {**GIVEN, **given}
    page = staff(Role.CLINICIAN, THEIRS).post("/record/open", data=sent)
    assert page.status_code == status
    assert said in page.text
    assert f'value="{sent["number"]}"' in page.text
    assert f">{sent['reason']}</textarea>" in page.text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.CURATOR])
def test_no_other_role_breaks_the_glass_and_the_try_is_written_down(staff: Staff, room: Room, person_id: str, role: Role) -> None:
    client = staff(role, THEIRS)
    assert client.post("/record/open", data=GIVEN).status_code == 403
    assert ("break-glass refused", role.value) in [(line.action, line.role) for line in room.records(AUDITOR).audit_log()]
    assert "/record/open" not in client.get("/record").text
