"""What a nurse keeps is there again, whole, in every version, on either database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from signpost.places import Nation
from signpost.record.access import NotYours, Role
from signpost.record.assessment import Assessment, Recipient
from signpost.record.care_plan import CarePlan
from signpost.record.documents import Document
from signpost.record.follow_up import FollowUp
from signpost.record.identifiers import PersonNumber
from signpost.record.records import PAGE, AlreadyKept, AlreadyPlanned, Records, SavedByAnother, Stored
from tests.record import people
from tests.record.store.conftest import BREAST, LUNG, START, SURGERY, Site

NUMBER = PersonNumber.parse("999 000 0018")
OTHER_NUMBER = "999 000 0026"


def test_a_person_is_found_again_as_they_were_written_down(nurse: Records) -> None:
    made = nurse.add_person(people.person(), BREAST)
    found = nurse.person(made.id)
    assert found == made
    assert found.body == people.person()
    assert (found.version, found.saved_by) == (1, "nurse-1")


def test_every_kind_of_document_comes_back_equal(nurse: Records) -> None:
    person = nurse.add_person(people.person(), BREAST)
    kept = list[Stored[Document]]()
    for body in people.FULL[1:]:
        made = nurse.add(person.id, body)
        kept.insert(0, made)
        assert nurse.get(made.id) == made
        assert nurse.get(made.id, of=type(body)).body == body
        assert nurse.of_person(person.id, body.KIND) == (made,)
    assert nurse.of_person(person.id) == tuple(kept)
    assert nurse.of_person(person.id, "person") == ()


def test_a_document_asked_for_as_another_kind_is_not_there(nurse: Records) -> None:
    plan = nurse.add(nurse.add_person(people.person(), BREAST).id, people.plan(people.row()))
    assert nurse.get(plan.id, of=CarePlan) == plan
    with pytest.raises(NotYours):
        nurse.get(plan.id, of=Assessment)
    with pytest.raises(NotYours):
        nurse.save(plan.id, 1, people.assessment())
    assert nurse.get(plan.id) == plan


def test_every_version_stays_as_it_was_saved(site: Site, nurse: Records) -> None:
    first = nurse.add(nurse.add_person(people.person(), BREAST).id, people.assessment((people.SWELLING, 8)))
    second = site.records(id_="nurse-2").save(first.id, 1, people.assessment((people.SWELLING, 3)))
    assert nurse.get(first.id) == second
    assert nurse.get(first.id, 1) == first
    assert [(note.version, note.saved_by) for note in nurse.history(first.id)] == [(2, "nurse-2"), (1, "nurse-1")]
    with pytest.raises(NotYours):
        nurse.get(first.id, 3)


def test_who_has_not_seen_the_newest_version_is_shown_it_and_overwrites_nothing(nurse: Records) -> None:
    first = nurse.add(nurse.add_person(people.person(), BREAST).id, people.assessment((people.SWELLING, 8)))
    newer = nurse.save(first.id, 1, people.assessment((people.SWELLING, 3)))
    with pytest.raises(SavedByAnother) as refused:
        nurse.save(first.id, 1, people.assessment((people.MONEY, 9)))
    assert refused.value.newer == newer
    assert nurse.get(first.id) == newer


def test_a_version_from_the_future_is_refused(nurse: Records) -> None:
    first = nurse.add(nurse.add_person(people.person(), BREAST).id, people.assessment())
    with pytest.raises(SavedByAnother):
        nurse.save(first.id, 2, people.assessment((people.MONEY, 9)))


def test_of_two_who_save_at_once_one_is_told(site: Site) -> None:
    nurse = site.records()
    document = nurse.add(nurse.add_person(people.person(), BREAST).id, people.assessment())
    at_once, outcomes = threading.Barrier(4), list[object]()

    def save(score: int) -> None:
        body = people.assessment((people.SWELLING, score))
        at_once.wait()
        try:
            outcomes.append(site.records(id_=f"nurse-{score}").save(document.id, 1, body))
        except SavedByAnother as told:
            outcomes.append(told)

    savers = [threading.Thread(target=save, args=(score,)) for score in range(4)]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()
    told = [one for one in outcomes if isinstance(one, SavedByAnother)]
    (saved,) = [one for one in outcomes if one not in told]
    assert [one.newer for one in told] == [saved] * 3
    assert nurse.get(document.id) == saved


def test_two_people_cannot_have_one_number(site: Site, nurse: Records) -> None:
    first = nurse.add_person(people.person(), BREAST)
    with pytest.raises(AlreadyKept) as own:
        nurse.add_person(people.person(surname="Else"), BREAST)
    assert own.value.person_id == first.id
    with pytest.raises(AlreadyKept, match="Another team") as elsewhere:
        site.records(Role.CLINICIAN, LUNG).add_person(people.person(), LUNG)
    assert elsewhere.value.person_id is None
    second = nurse.add_person(people.person(number=OTHER_NUMBER), BREAST)
    with pytest.raises(AlreadyKept):
        nurse.save_person(second.id, 1, people.person())
    assert nurse.person(second.id) == second
    assert site.count("people") == 2


def test_people_without_a_number_are_people_too(nurse: Records) -> None:
    made = [nurse.add_person(people.person(number=None, born=None, surname=name), BREAST) for name in ("One", "Two")]
    assert {one.id for one in nurse.caseload().people} == {one.id for one in made}


def test_a_person_is_found_by_number_whatever_the_spacing_and_after_it_was_mended(nurse: Records) -> None:
    made = nurse.add_person(people.person(), BREAST)
    assert nurse.find_by_number(PersonNumber.parse("9990000018")) == made
    mended = nurse.save_person(made.id, 1, people.person(number=OTHER_NUMBER))
    assert nurse.find_by_number(NUMBER) is None
    assert nurse.find_by_number(PersonNumber.parse(OTHER_NUMBER)) == mended


def test_a_surname_is_found_in_the_spellings_that_people_use(nurse: Records) -> None:
    born = date(1961, 2, 3)
    for kept, *found, other in (
        ("O'Neill", "oneill", "O’NEILL", "Neill"),
        ("Müller", "Muller", "MÜLLER", "Miller"),
        ("Smith-Jones", "Smith Jones", "smithjones", "Smith"),
        ("de la Cruz", "De La Cruz", "Delacruz", "Cruz"),
        ("李", "李", "王"),
        ("Smythe", "SMYTHE ", "Smyth"),
    ):
        made = nurse.add_person(people.person(number=None, surname=kept), BREAST)
        assert {asked: nurse.find_by_name(asked, born) for asked in found} == dict.fromkeys(found, (made,))
        assert nurse.find_by_name(other, born) == ()
        assert nurse.find_by_name(kept, date(1961, 3, 2)) == ()


def test_namesakes_born_on_one_day_are_all_shown(nurse: Records) -> None:
    made = tuple(nurse.add_person(people.person(number=number), BREAST) for number in (None, OTHER_NUMBER))
    assert nurse.find_by_name("Fixture", date(1961, 2, 3)) == made


def test_a_caseload_lists_the_last_changed_first_and_page_by_page(site: Site, nurse: Records) -> None:
    made = [nurse.add_person(people.person(number=None, surname=f"Number {n}"), BREAST) for n in range(PAGE + 2)]
    site.records(Role.CLINICIAN, LUNG).add_person(people.person(), LUNG)
    nurse.add(made[0].id, people.assessment())
    newest_first = [made[0], *reversed(made[1:])]
    first, second, third = (nurse.caseload(page) for page in (1, 2, 3))
    assert [*first.people, *second.people, *third.people] == newest_first
    assert (len(first.people), len(second.people), third.people) == (PAGE, 2, ())
    assert {one.total for one in (first, second, third)} == {PAGE + 2}


def test_the_worklist_shows_what_is_due_the_longest_overdue_first(site: Site, nurse: Records) -> None:
    person = nurse.add_person(people.person(), BREAST)
    days = [people.TODAY + timedelta(days=day) for day in (3, -5, 0, -5)]
    made = [nurse.add(person.id, people.plan(people.row(by_when=day))) for day in days]
    nurse.add(person.id, people.plan(people.row()))
    elsewhere = site.records(Role.CLINICIAN, LUNG)
    elsewhere.add(elsewhere.add_person(people.person(number=OTHER_NUMBER), LUNG).id, people.plan(people.row(by_when=days[1])))

    rows = nurse.due(people.TODAY)
    earliest = sorted((made[1].id, made[3].id))
    assert [(row.due, row.document_id) for row in rows] == [(days[1], earliest[0]), (days[1], earliest[1]), (days[2], made[2].id)]
    assert {row.person for row in rows} == {person}
    assert {(row.kind, row.state) for row in rows} == {("care-plan", "active")}
    assert nurse.how_many_due(people.TODAY) == 3
    page = nurse.due(people.TODAY, limit=1)
    assert nurse.due(people.TODAY, after=page[-1].position) == rows[1:]


def test_what_is_done_is_not_due_any_more(nurse: Records) -> None:
    plan = nurse.add(nurse.add_person(people.person(), BREAST).id, people.plan(people.row(by_when=people.TODAY)))
    assert len(nurse.due(people.TODAY)) == 1
    nurse.save(plan.id, 1, people.plan(people.row(by_when=people.TODAY, status="done")))
    assert nurse.due(people.TODAY) == ()


def test_what_was_filled_in_waits_on_the_worklist_until_somebody_works_on_the_plan(site: Site, nurse: Records) -> None:
    first, second = nurse.add_person(people.person(), BREAST), nurse.add_person(people.person(number=OTHER_NUMBER), BREAST)
    offered = nurse.add(first.id, people.assessment(completed_on=None))
    nurse.add(first.id, people.plan(people.row()))  # before the answers came
    nurse.add(second.id, people.assessment(no_concerns=True))
    assert nurse.answered(START) == ()
    nurse.save(offered.id, 1, people.assessment(("swelling", 8)))
    assert [(one.person, one.document_id, one.assessment.concerns[0].score) for one in nurse.answered(START)] == [(first, offered.id, 8)]
    assert site.records(Role.CLINICIAN, LUNG).answered(START) == ()
    assert nurse.answered(site.clock()) == ()
    nurse.add(first.id, people.plan(people.row()))
    assert nurse.answered(START) == ()


def test_a_person_may_be_on_the_lists_of_nurses_and_surgery(site: Site, nurse: Records) -> None:
    person = nurse.add_person(people.person(), BREAST)
    surgery = site.records(Role.GP, SURGERY)
    with pytest.raises(NotYours):
        surgery.person(person.id)
    nurse.share(person.id, SURGERY)
    nurse.share(person.id, SURGERY)
    assert nurse.teams_of(person.id) == {BREAST, SURGERY}
    assert surgery.person(person.id) == person
    nurse.add(person.id, people.plan(people.row(by_when=people.TODAY)))
    both = site.records(Role.CLINICIAN, BREAST, SURGERY)
    assert len(both.due(people.TODAY)) == both.caseload().total == 1
    nurse.unshare(person.id, SURGERY)
    with pytest.raises(NotYours):
        surgery.person(person.id)


def test_a_copy_stays_what_was_given_whatever_becomes_of_the_document(nurse: Records) -> None:
    person = nurse.add_person(people.person(), BREAST)
    plan = nurse.add(person.id, people.plan(people.row()))
    printed = nurse.give_copy(plan.id, 1, Recipient.GP, "by post to Dr Invented", "<h1>Plan für Addy</h1>")
    nurse.save(plan.id, 1, people.plan())
    sent = nurse.give_copy(plan.id, 2, Recipient.PERSON, "printed", b"%PDF \xff", "application/pdf")
    assert nurse.copies(person.id) == (sent, printed)
    assert nurse.copy(printed.id) == (printed, "<h1>Plan für Addy</h1>".encode())
    assert nurse.copy(sent.id) == (sent, b"%PDF \xff")
    assert (printed.version, printed.recipient, printed.how, printed.given_by) == (1, "gp", "by post to Dr Invented", "nurse-1")
    with pytest.raises(NotYours):
        nurse.give_copy(plan.id, 9, Recipient.NOTES, "printed", "")


def test_the_whole_record_is_details_documents_copies_and_the_story_they_tell(nurse: Records) -> None:
    person = nurse.add_person(people.person(), BREAST)
    made = [nurse.add(person.id, body) for body in people.FULL[1:]]
    copy = nurse.give_copy(made[0].id, 1, Recipient.PERSON, "printed", "text")
    whole = nurse.whole(person.id)
    assert (whole.person, whole.documents, whole.copies) == (person, tuple(reversed(made)), (copy,))
    assert {line.document_id for line in nurse.whole(person.id).timeline} == {one.id for one in made}
    assert any(line.what.startswith("Copy of the assessment given") for line in nurse.whole(person.id).timeline)


def test_a_state_that_somebody_could_have_typed_is_never_stored_in_clear(nurse: Records) -> None:
    class Loose(Assessment):
        @property
        def state(self) -> str:
            return "Mrs Fixture is worried"

    person = nurse.add_person(people.person(), BREAST)
    with pytest.raises(ValueError, match="small letters"):
        nurse.add(person.id, Loose(**dict(people.assessment())))
    assert nurse.of_person(person.id) == ()


def test_of_many_who_make_the_plan_of_one_assessment_at_once_one_does(site: Site, nurse: Records) -> None:
    person = nurse.add_person(people.person(), BREAST)
    told = nurse.add(person.id, people.assessment((people.SWELLING, 8)))

    def make(_: int) -> str:
        try:
            return site.records().add(person.id, people.plan(people.row(), assessment_id=told.id)).id
        except AlreadyPlanned as already:
            return already.plan_id

    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(make, range(4)))
    assert made == {one.id for one in nurse.of_person(person.id, CarePlan.KIND)}
    assert len(made) == 1


def test_plans_that_name_no_assessment_may_be_many(nurse: Records) -> None:
    person = nurse.add_person(people.person(), BREAST)
    for _ in range(2):
        nurse.add(person.id, people.plan(people.row()))
    assert len(nurse.of_person(person.id, CarePlan.KIND)) == 2


def test_a_person_has_one_follow_up(nurse: Records) -> None:
    person = nurse.add_person(people.person(), BREAST)
    first = nurse.add(person.id, FollowUp(nation=Nation.ENGLAND))
    with pytest.raises(SavedByAnother) as refused:
        nurse.add(person.id, FollowUp(nation=Nation.WALES))
    assert refused.value.newer == first
