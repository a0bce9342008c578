"""Who may do what, with whom, and what the audit says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from signpost.record.access import ALLOWED, Action, NotAllowed, NotYours, Role, allowed
from signpost.record.assessment import Recipient
from signpost.record.identifiers import PersonNumber
from signpost.record.records import Gone, LastList, NoReason, Records
from signpost.record.store.people import NoSuchTeam
from tests.record import people
from tests.record.store.conftest import BREAST, LUNG, SURGERY, Site

NUMBER = PersonNumber.parse("999 000 0018")


class Filed:
    """A person on the lists of the breast nurses and the surgery, with a plan and a copy of it."""

    def __init__(self, site: Site, number: str | None = NUMBER.digits) -> None:
        nurse = site.records()
        self.person = nurse.add_person(people.person(number=number), BREAST)
        nurse.share(self.person.id, SURGERY)
        self.plan = nurse.add(self.person.id, people.plan(people.row()))
        self.copy = nurse.give_copy(self.plan.id, 1, Recipient.PERSON, "printed", "Plan")


@pytest.fixture
def filed(site: Site) -> Filed:
    return Filed(site)


# Every way to a person's record, by the action that it needs
WAYS: dict[str, tuple[Action, Callable[[Records, Filed], Any]]] = {
    "person": (Action.IDENTIFY, lambda records, filed: records.person(filed.person.id)),
    "teams_of": (Action.IDENTIFY, lambda records, filed: records.teams_of(filed.person.id)),
    "get": (Action.READ, lambda records, filed: records.get(filed.plan.id)),
    "get the person's details": (Action.READ, lambda records, filed: records.get(filed.person.id)),
    "history": (Action.READ, lambda records, filed: records.history(filed.plan.id)),
    "of_person": (Action.READ, lambda records, filed: records.of_person(filed.person.id)),
    "whole": (Action.READ, lambda records, filed: records.whole(filed.person.id)),
    "copies": (Action.READ, lambda records, filed: records.copies(filed.person.id)),
    "copy": (Action.READ, lambda records, filed: records.copy(filed.copy.id)),
    "add": (Action.WRITE, lambda records, filed: records.add(filed.person.id, people.plan())),
    "save": (Action.WRITE, lambda records, filed: records.save(filed.plan.id, 1, people.plan())),
    "save_person": (Action.WRITE, lambda records, filed: records.save_person(filed.person.id, 1, people.person(number=None, surname="New"))),
    "give_copy": (Action.COPY, lambda records, filed: records.give_copy(filed.plan.id, 1, Recipient.GP, "by post", "Plan")),
    "share": (Action.SHARE, lambda records, filed: records.share(filed.person.id, LUNG)),
    "unshare": (Action.SHARE, lambda records, filed: records.unshare(filed.person.id, SURGERY)),
    "export": (Action.EXPORT, lambda records, filed: records.export(filed.person.id)),
    "erase": (Action.ERASE, lambda records, filed: records.erase(filed.person.id, "They asked for it")),
}
INSIDE = {Role.CLINICIAN: (BREAST,), Role.GP: (SURGERY,)}
OUTSIDE = {Role.CLINICIAN: (LUNG,), Role.GP: (LUNG,)}


@pytest.mark.parametrize("way", WAYS)
def test_a_role_does_what_the_table_says_and_its_own_people_alone(site: Site, way: str) -> None:
    action, go = WAYS[way]
    for role in Role:
        filed, inside = Filed(site, None), site.records(role, *INSIDE.get(role, ()))
        before = site.count("versions"), site.count("copies"), site.count("caseloads")
        if not allowed(role, action):
            with pytest.raises(NotAllowed):
                go(inside, filed)
        if role in OUTSIDE:
            with pytest.raises(NotYours if allowed(role, action) else NotAllowed):
                go(site.records(role, *OUTSIDE[role]), filed)
        assert (site.count("versions"), site.count("copies"), site.count("caseloads")) == before
        if allowed(role, action):
            go(inside, filed)


def test_what_does_not_exist_looks_like_what_is_another_teams(site: Site, filed: Filed) -> None:
    nobody = Filed.__new__(Filed)
    nobody.person, nobody.plan, nobody.copy = (type("Made up", (), {"id": "0" * 32})() for _ in range(3))
    said = set()
    for action, go in WAYS.values():
        outsider = site.records(min(ALLOWED[action]), LUNG)
        for asked in (filed, nobody) if min(ALLOWED[action]) in OUTSIDE else (nobody,):
            with pytest.raises(NotYours) as refused:
                go(outsider, asked)
            said.add(str(refused.value))
    assert len(said) == 1


def test_a_gp_writes_reviews_and_plans_but_no_assessment(site: Site, filed: Filed) -> None:
    surgery = site.records(Role.GP, SURGERY)
    assert surgery.add(filed.person.id, people.FULL[4]).kind == "cancer-care-review"
    with pytest.raises(NotAllowed):
        surgery.add(filed.person.id, people.assessment())
    with pytest.raises(NotAllowed):
        surgery.add_person(people.person(number=None), SURGERY)


def test_lists_and_searches_show_an_outsider_nobody(site: Site, filed: Filed) -> None:
    outsider = site.records(Role.CLINICIAN, LUNG)
    assert outsider.find_by_number(NUMBER) is None
    assert outsider.find_by_name("Fixture", people.person().born) == ()  # type: ignore[arg-type]
    assert (outsider.caseload().people, outsider.due(people.TODAY)) == ((), ())
    assert list(outsider.for_report("care-plan")) == []


def test_a_nurse_adds_people_to_teams_of_their_own_alone(site: Site) -> None:
    with pytest.raises(NotYours):
        site.records().add_person(people.person(), LUNG)
    assert site.count("people") == 0


def test_breaking_the_glass_opens_one_person_for_reading(site: Site, filed: Filed) -> None:
    other = site.records().add_person(people.person(number=None, surname="Other"), BREAST)
    outsider = site.records(Role.CLINICIAN, LUNG, id_="nurse-9")
    with pytest.raises(NoReason):
        outsider.break_glass(NUMBER, "  ")
    with pytest.raises(NotYours):
        outsider.break_glass(PersonNumber.parse("999 000 0026"), "Collapsed on our ward")
    opened = outsider.break_glass(NUMBER, "Collapsed on our ward")
    assert opened == filed.person.id

    through = site.records(Role.CLINICIAN, LUNG, id_="nurse-9", reason="Collapsed on our ward", opened=opened)
    assert through.whole(opened).documents == (filed.plan,)
    assert through.copy(filed.copy.id)[1] == b"Plan"
    for way in ("save", "give_copy", "share", "export"):
        with pytest.raises(NotYours):
            WAYS[way][1](through, filed)
    with pytest.raises(NotYours):
        through.person(other.id)
    with pytest.raises(NotYours):
        site.records(Role.CLINICIAN, LUNG, opened=opened).person(opened)

    lines = site.records(Role.AUDITOR).audit_of(opened)
    mine = [(line.action, line.reason) for line in lines if line.actor == "nurse-9"]
    assert mine[-3:] == [("read", "Collapsed on our ward"), ("read", "Collapsed on our ward"), ("break-glass", "Collapsed on our ward")]


def test_sharing_needs_a_team_that_exists_and_leaves_nobody_without_one(site: Site, filed: Filed) -> None:
    nurse = site.records()
    with pytest.raises(NoSuchTeam):
        nurse.share(filed.person.id, "no-such-team")
    nurse.unshare(filed.person.id, SURGERY)
    with pytest.raises(LastList):
        nurse.unshare(filed.person.id, BREAST)
    assert nurse.teams_of(filed.person.id) == {BREAST}


# The audit


def test_every_way_to_a_record_is_written_down_also_when_it_was_closed(site: Site) -> None:
    auditor = site.records(Role.AUDITOR)
    for action, go in WAYS.values():
        filed, role = Filed(site, None), min(ALLOWED[action])
        before = len(auditor.audit_of(filed.person.id))
        if role in OUTSIDE:
            with pytest.raises(NotYours):
                go(site.records(role, *OUTSIDE[role], id_="somebody"), filed)
            assert auditor.audit_of(filed.person.id)[0].action == f"{action} refused"
            before += 1
        go(site.records(role, *INSIDE.get(role, ()), id_="somebody"), filed)
        lines = auditor.audit_of(filed.person.id)
        assert len(lines) == before + 1
        assert (lines[0].actor, lines[0].role, lines[0].action) == ("somebody", role.value, action.value)


def test_what_was_not_done_is_not_said_to_have_been(site: Site, filed: Filed) -> None:
    lines = site.count("audit", "action = 'copy'")
    with pytest.raises(ValueError, match="is not a valid Recipient"):
        site.records().give_copy(filed.plan.id, 1, "the neighbours", "by hand", "Plan")  # type: ignore[arg-type]
    assert site.count("audit", "action = 'copy'") == lines


def test_a_search_that_found_nobody_is_written_down_too(site: Site) -> None:
    site.records().find_by_number(NUMBER)
    (line,) = site.records(Role.AUDITOR).audit_log(limit=50)[1:]
    assert (line.action, line.person) == ("identify", None)


def test_the_log_is_read_page_by_page_the_last_first(site: Site, filed: Filed) -> None:
    auditor = site.records(Role.AUDITOR)
    first = auditor.audit_log(limit=3)
    assert [line.id for line in first] == sorted((line.id for line in first), reverse=True)
    assert auditor.audit_log(limit=1, before=first[-1].id)[0].id == first[-1].id - 1


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "UPDATE versions SET saved_by = 'nobody'", "UPDATE copies SET version = 9"])
def test_the_database_itself_refuses_to_change_what_happened(site: Site, filed: Filed, change: str) -> None:
    with pytest.raises(DBAPIError, match="is refused"), site.store.transaction() as connection:
        connection.execute(text(change))


@pytest.mark.heavy
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)  # SQLite has no TRUNCATE
def test_postgresql_refuses_to_empty_the_audit_as_a_whole(site: Site) -> None:
    with pytest.raises(DBAPIError, match="is refused"), site.store.transaction() as connection:
        connection.execute(text("TRUNCATE audit"))


# A person's rights


def test_an_export_holds_every_version_every_copy_and_who_looked(site: Site, filed: Filed) -> None:
    nurse = site.records()
    nurse.save(filed.plan.id, 1, people.plan(strengths="Stubborn"))
    told = nurse.export(filed.person.id)
    assert [(one["kind"], one["version"]) for one in told["versions"]] == [("person", 1), ("care-plan", 1), ("care-plan", 2)]
    assert told["versions"][0]["body"]["surname"] == "Fixture"
    assert told["versions"][2]["body"]["strengths"] == "Stubborn"
    assert [one["content_base64"] for one in told["copies"]] == ["UGxhbg=="]
    assert told["teams"] == [BREAST, SURGERY]
    assert [one["action"] for one in told["audit"]] == ["export", "write", "copy", "write", "share", "add-person"]


def test_erasing_destroys_the_key_and_all_that_it_sealed_but_not_the_audit(site: Site, filed: Filed) -> None:
    other = site.records().add_person(people.person(number=None, surname="Other"), BREAST)
    site.records(Role.ADMINISTRATOR, id_="administrator-1").erase(filed.person.id, "They asked for it, letter of 1 November")
    nurse = site.records()
    for way in ("person", "of_person", "add", "teams_of"):
        with pytest.raises(Gone):
            WAYS[way][1](nurse, filed)
    with pytest.raises(NotYours):
        nurse.get(filed.plan.id)
    with pytest.raises(NotYours):
        site.records(Role.CLINICIAN, LUNG).person(filed.person.id)
    assert nurse.find_by_number(NUMBER) is None
    assert nurse.caseload().people == (other,)
    assert (site.count("copies"), site.count("versions"), site.count("documents")) == (0, 1, 1)
    assert site.count("people", "wrapped_key IS NULL AND key_id IS NULL AND number_hash IS NULL AND name_hash IS NULL AND erased_at IS NOT NULL") == 1
    erased = [line for line in site.records(Role.AUDITOR).audit_of(filed.person.id) if line.action == "erase"]
    assert [(line.actor, line.reason) for line in erased] == [("administrator-1", "They asked for it, letter of 1 November")]


def test_erasing_needs_a_reason(site: Site, filed: Filed) -> None:
    with pytest.raises(NoReason):
        site.records(Role.ADMINISTRATOR).erase(filed.person.id, " ")
    assert site.records().person(filed.person.id) == filed.person


def test_an_erased_number_may_be_written_down_anew(site: Site, filed: Filed) -> None:
    site.records(Role.ADMINISTRATOR).erase(filed.person.id, "A mistake")
    assert site.records().add_person(people.person(), BREAST).id != filed.person.id


def test_a_report_reads_its_own_teams_or_everybody(site: Site, filed: Filed) -> None:
    lung = site.records(Role.CLINICIAN, LUNG)
    elsewhere = lung.add(lung.add_person(people.person(number=None), LUNG).id, people.plan())
    site.records().add(filed.person.id, people.assessment())
    assert list(site.records().for_report("care-plan")) == [filed.plan]
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.CURATOR):
        assert {one.id for one in site.records(role).for_report("care-plan")} == {filed.plan.id, elsewhere.id}
    with pytest.raises(NotAllowed):
        list(site.records(Role.GP, SURGERY).for_report("care-plan"))
