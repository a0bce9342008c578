"""An assessment filled in together, copied from paper, and by the person on their own phone; its versions and its copies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from signpost.record.access import Actor, Role
from signpost.record.assessment import Assessment, Recipient, Way
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.follow_up import FollowUp
from signpost.record.links import NewLink
from signpost.record.policies import Instrument, Item, Scoring
from signpost.record.records import Records
from signpost_web.record import checklist_form
from signpost_web.record.forms import Form
from signpost_web.record.room import Room
from tests.web.fake import SCHEME
from tests.web.record.conftest import OURS, Clock, Staff
from tests.web.record.shown_form import fields_of

AROUND = {"offer": "03", "offered_on": "2026-11-02", "completed_on": "2026-11-02", "point": "03", "edition": "later"}


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


@pytest.fixture
def home(person_id: str) -> str:
    return f"/record/people/{person_id}/assessments"


def kept(ours: Records, person_id: str) -> Assessment:
    (one,) = ours.of_person(person_id, Assessment.KIND)
    assert isinstance(one.body, Assessment)
    return one.body


def test_scores_typed_one_after_the_other_are_an_assessment(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    answer = nurse.post(f"{home}/new", data={**AROUND, "score.swelling": "7", "score.pain-or-discomfort": "x", "other.practical": "The  hens", "other-score.practical": "3", "questions": "Will it come back?"})
    assert answer.status_code == 303
    found = kept(ours, person_id)
    assert [one.score for one in found.concerns] == [7, None]
    assert [(one.category, one.own_words, one.score) for one in found.others] == [("practical", "The hens", 3)]
    assert (found.how, found.questions, found.state) == (Way.CLINICIAN, "Will it come back?", "completed")
    assert "The hens" in nurse.get(answer.headers["location"]).text


@pytest.mark.parametrize(("sent", "field"), [({"score.swelling": "11"}, "score.swelling"), ({"score.swelling": "a lot"}, "score.swelling"), ({"other-score.practical": "-1"}, "other-score.practical"), ({"other-score.practical": "7"}, "other.practical"), ({"words.swelling": "At night"}, "score.swelling"), ({}, "no_concerns")])
def test_what_is_no_score_is_told_beside_it_and_nothing_is_saved(nurse: TestClient, ours: Records, home: str, person_id: str, sent: dict[str, str], field: str) -> None:
    answer = nurse.post(f"{home}/new", data={**AROUND, "questions": "", "score.pain-or-discomfort": "", **sent})
    assert answer.status_code == 400
    assert f'id="fault-{field}"' in answer.text
    assert ours.of_person(person_id, Assessment.KIND) == ()


def test_one_that_was_declined_needs_no_ticks(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    assert nurse.post(f"{home}/new", data={"offer": "02", "offered_on": "2026-11-02", "point": "01"}).status_code == 303
    assert kept(ours, person_id).state == "declined"


def test_the_form_as_it_is_shown_lets_somebody_decline(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    shown = fields_of(nurse.get(f"{home}/new").text)
    assert nurse.post(f"{home}/new", data={**shown, "offer": "02", "point": "01"}).status_code == 303
    assert kept(ours, person_id).state == "declined"


def test_what_is_filled_in_together_is_completed_today_and_paper_on_its_own_day(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    asked = {**AROUND, "completed_on": "", "questions": "Will it come back?"}
    refused = nurse.post(f"{home}/paper", data=asked)
    assert refused.status_code == 400
    assert 'id="fault-completed_on"' in refused.text
    assert nurse.post(f"{home}/new", data=asked).status_code == 303
    found = kept(ours, person_id)
    assert found.completed_on == date(2026, 11, 2)
    assert found.has_questions


def test_the_point_of_pathway_is_asked_first_and_begins_with_the_newest_turn(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    turns = [{"point": "05", "on": "2026-01-02"}, {"point": "06", "on": "2026-10-01"}, {"point": "08", "on": "2027-10-01"}]
    ours.add(person_id, FollowUp.model_validate({"nation": "england", "turns": turns}))
    page = nurse.get(f"{home}/new").text
    assert fields_of(page)["point"] == ["06"]
    assert page.index('name="point"') < page.index('name="score.swelling"') < page.index('name="words.swelling"')


def test_staff_who_fill_in_what_waits_for_the_person_stand_for_it(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    one = ours.add(person_id, old(completed_on=None, how="person"))
    assert nurse.post(f"{home}/{one.id}", data={**AROUND, "completed_on": "", "seen_version": "1", "score.swelling": "5"}).status_code == 303
    found = kept(ours, person_id)
    assert (found.how, found.state) == (Way.CLINICIAN, "completed")


@pytest.mark.parametrize("rubbish", ["abc", "9" * 30, "²", ""])
def test_what_is_no_version_has_seen_nothing(nurse: TestClient, ours: Records, home: str, person_id: str, rubbish: str) -> None:
    one = ours.add(person_id, old(no_concerns=True))
    assert nurse.post(f"{home}/{one.id}", data={**AROUND, "seen_version": rubbish, "score.swelling": "5"}).status_code == 409
    assert nurse.get(f"/record/people/{person_id}/documents/{one.id}/versions/{rubbish or '²'}").status_code == 404


def test_paper_is_copied_as_paper(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    assert nurse.post(f"{home}/paper", data={**AROUND, "score.swelling": "4"}).status_code == 303
    assert kept(ours, person_id).how is Way.PAPER
    assert "I have questions about my diagnosis" in nurse.get(f"{home}/blank").text


def test_their_own_words_make_a_new_version_and_the_old_one_stays(nurse: TestClient, home: str, person_id: str) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.swelling": "4"}).headers["location"]
    edit = f"{home}/{document.rsplit('/', 1)[1]}"
    assert nurse.post(edit, data={**AROUND, "seen_version": "1", "score.swelling": "5", "words.swelling": "It aches at night"}).status_code == 303
    assert "It aches at night" in nurse.get(document).text
    assert "It aches at night" not in nurse.get(f"{document}/versions/1").text
    late = nurse.post(edit, data={**AROUND, "seen_version": "1", "score.swelling": "9"})
    assert late.status_code == 409
    assert "It aches at night" in late.text
    assert 'value="9"' in late.text


def old(**changes: Any) -> Assessment:
    """Completed on a form whose wording is not today's, or of an edition with more on it."""
    told = {"offer": "03", "offered_on": "2026-11-02", "completed_on": "2026-11-02", "point": "03", "how": "paper"}
    return Assessment.model_validate(told | changes)


@pytest.mark.parametrize(
    "ticked",
    [
        {"concerns": [{"concern": "swelling", "item": "Swollen arm or leg, as it was called", "score": 9, "own_words": "At night"}]},
        {"concerns": [{"concern": "no-longer-in-the-scheme", "item": "Taken out", "score": 8, "own_words": "Since May"}]},
        {"others": [{"category": "spiritual", "own_words": "Of a part that this form lacks", "score": 7}]},
        {"others": [{"category": "practical", "own_words": "The hens", "score": 7}, {"category": "practical", "own_words": "The geese"}]},
    ],
)
def test_saving_an_assessment_again_loses_nothing_that_todays_form_words_otherwise_or_has_no_line_for(nurse: TestClient, ours: Records, home: str, person_id: str, ticked: dict[str, Any]) -> None:
    one = ours.add(person_id, old(**ticked))
    page = nurse.get(f"{home}/{one.id}").text
    assert nurse.post(f"{home}/{one.id}", data=fields_of(page)).status_code == 303
    assert kept(ours, person_id) == one.body


def test_a_tick_that_is_sent_after_the_checklist_has_grown_stands_for_the_concern_that_was_shown() -> None:
    shown = Instrument(id="made-up", name="Made up", edition="1", scored=Scoring.EACH, source="made up", verified=True, credit="made up").of(SCHEME)
    field = next(row.key for row in checklist_form.parts_of(shown)[0].rows if row.label == "Pain or discomfort")
    grown = shown.model_copy(update={"sections": (shown.sections[0].model_copy(update={"items": (Item(label="Newly found", concerns=("new",)), *shown.sections[0].items)}), *shown.sections[1:])})
    marks, faults = checklist_form.read(Form(((f"score.{field}", "6"),)), grown)
    assert not faults
    assert [(one.concern, one.score) for one in marks.concerns] == [("pain-or-discomfort", 6)]


def test_a_copy_stays_as_it_was_given_whatever_becomes_of_the_assessment(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.swelling": "4", "words.swelling": "Only at night"}).headers["location"]
    given = nurse.post(f"{document}/copies", data={"recipient": "person", "how.person": "Handed over", "print": "large"}).headers["location"]
    first = nurse.get(given).content
    edit = f"{home}/{document.rsplit('/', 1)[1]}"
    nurse.post(edit, data={**AROUND, "seen_version": "1", "score.swelling": "9", "words.swelling": "All day"})
    assert nurse.get(given).content == first
    assert b"Only at night" in first
    (copy,) = ours.copies(person_id)
    assert (copy.recipient, copy.how, copy.version) == ("person", "Handed over", 1)


def test_no_copy_goes_to_the_gp_without_consent(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.swelling": "4"}).headers["location"]
    asked = {"recipient": "gp", "how.gp": "By post"}
    refused = nurse.post(f"{document}/copies", data=asked)
    assert refused.status_code == 400
    assert 'id="fault-consented"' in refused.text
    assert ours.copies(person_id) == ()
    assert nurse.post(f"{document}/copies", data={**asked, "consented": "yes"}).status_code == 303


def test_one_press_gives_a_copy_to_each_who_is_ticked_and_keeps_how_each_went(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.swelling": "4"}).headers["location"]
    ways = {"how.person": "Handed over", "how.gp": "By email", "how.notes": "Put in the notes", "how.other": "By post"}
    sent = nurse.post(f"{document}/copies", data={**ways, "recipient": ["person", "gp", "notes"], "consented": "yes"})
    assert sent.headers["location"] == f"{document}#copies"
    copies = ours.copies(person_id)
    assert {(copy.recipient, copy.how) for copy in copies} == {("person", "Handed over"), ("gp", "By email"), ("notes", "Put in the notes")}
    page = nurse.get(document).text
    for copy in copies:
        assert f'href="/record/people/{person_id}/copies/{copy.id}">Copy for: {copy.for_whom}</a>' in page
        assert f"Copy for: <strong>{copy.for_whom}</strong>" in nurse.get(f"/record/people/{person_id}/copies/{copy.id}").text


@pytest.mark.parametrize("sent", [{"how.person": "Handed over"}, {"recipient": "person"}, {"recipient": ["person", "gp"], "how.person": "Handed over", "how.gp": "By pigeon", "consented": "yes"}])
def test_a_copy_for_nobody_or_on_no_known_way_is_not_given(nurse: TestClient, ours: Records, home: str, person_id: str, sent: dict[str, Any]) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.swelling": "4"}).headers["location"]
    assert 'id="fault-recipient"' in nurse.post(f"{document}/copies", data=sent).text
    assert ours.copies(person_id) == ()


# On the person's own phone


@pytest.fixture
def link(room: Room, ours: Records, person_id: str) -> NewLink:
    waiting = ours.add(person_id, Assessment(offer=AssessmentOffer.ACCEPTED, offered_on="2026-11-02", point=PathwayPoint.DURING_TREATMENT, how=Way.PERSON))
    return room.links.offer(ours, Actor("0" * 32, Role.CLINICIAN, frozenset({OURS})), waiting.id)


@pytest.fixture
def phone(browser: Callable[[], TestClient], link: NewLink) -> TestClient:
    """A browser that has given the right PIN."""
    client = browser()
    assert client.post(f"/checklist/{link.token}", data={"pin": link.pin, "day": "27", "month": "3", "year": "1961"}).status_code == 303
    return client


TICKS = {"step": "ticked", "score.swelling": "x", "score.pain-or-discomfort": "x"}
LIST = {"step": "sent", "score.swelling": "8", "score.pain-or-discomfort": "x", "words.swelling": "Up the stairs", "questions": "What next?", "share_with": "gp"}


def pressed(phone: TestClient, sent: dict[str, Any]) -> str:
    """The page that a press of a button leads to, which may be loaded again."""
    answer = phone.post("/checklist", data=sent)
    assert answer.status_code == 303
    page = phone.get(answer.headers["location"])
    return page.text if page.status_code == 200 else phone.get(page.headers["location"]).text


def test_a_person_ticks_then_scores_and_the_team_has_it(phone: TestClient, ours: Records, person_id: str) -> None:
    assert "Testerly" not in phone.get("/checklist").text
    second = pressed(phone, TICKS)
    assert "Step 2 of 2" in second
    assert "Testerly" not in second
    assert "Thank you" in pressed(phone, LIST)
    found = kept(ours, person_id)
    assert [(one.score, one.own_words) for one in found.concerns] == [(8, "Up the stairs"), (None, None)]
    assert (found.how, found.state, found.questions, found.has_questions, found.share_with) == (Way.PERSON, "completed", "What next?", True, (Recipient.GP,))


def test_an_empty_list_is_asked_about_and_no_worries_is_an_answer(phone: TestClient, ours: Records, person_id: str) -> None:
    assert 'id="fault-no_concerns"' in pressed(phone, {"step": "ticked"})
    assert "Thank you" in pressed(phone, {"step": "ticked", "no_concerns": "yes"})
    assert kept(ours, person_id).no_concerns


def test_who_does_not_wish_to_fill_it_in_now_has_declined(phone: TestClient, ours: Records, person_id: str) -> None:
    assert 'id="fault-leaving"' in pressed(phone, {**TICKS, "leaving": "yes"})
    assert kept(ours, person_id).state == "waiting"
    assert "That is fine" in pressed(phone, {"step": "ticked", "leaving": "yes"})
    found = kept(ours, person_id)
    assert (found.state, found.offer.value, found.concerns, found.due()) == ("declined", "02", (), None)
    assert "That is fine" in pressed(phone, {"step": "ticked", "leaving": "yes"})


def test_back_to_the_ticks_and_on_again_loses_neither_scores_nor_words(phone: TestClient) -> None:
    pressed(phone, TICKS)
    first = fields_of(pressed(phone, {**LIST, "other.practical": "The hens", "go": "back"}))
    assert first["score.swelling"] == first["score.pain-or-discomfort"] == ["x"]
    again = fields_of(pressed(phone, {**first, "score.pets": "x"}))
    assert (again["score.swelling"], again["score.pets"]) == (["8"], ["x"])
    assert (again["words.swelling"], again["questions"], again["other.practical"], again["share_with"]) == (["Up the stairs"], ["What next?"], ["The hens"], ["gp"])


def test_the_browsers_own_back_shows_what_was_ticked(phone: TestClient) -> None:
    pressed(phone, TICKS)
    assert fields_of(phone.get("/checklist").text)["score.swelling"] == ["x"]
    assert "score.swelling" in fields_of(phone.get("/checklist/scores").text)


def test_what_is_not_ticked_any_more_is_not_sent(phone: TestClient, ours: Records, person_id: str) -> None:
    pressed(phone, TICKS)
    pressed(phone, {**LIST, "go": "back"})
    pressed(phone, {"step": "ticked", "score.pain-or-discomfort": "x"})
    pressed(phone, {"step": "sent", "score.pain-or-discomfort": "3"})
    assert [(one.concern, one.score) for one in kept(ours, person_id).concerns] == [("pain-or-discomfort", 3)]


def test_words_of_an_emergency_are_answered_at_once(phone: TestClient) -> None:
    thanks = pressed(phone, {**LIST, "words.swelling": "I have a shiver and feel hot"})
    assert thanks.index("Urgent") < thanks.index("Thank you</h1>")


def test_a_second_press_and_a_reload_show_the_same_thanks_with_the_same_advice(phone: TestClient, ours: Records, person_id: str) -> None:
    urgent = {**LIST, "words.swelling": "I have a shiver and feel hot"}
    first = pressed(phone, urgent)
    assert "Urgent" in first
    assert pressed(phone, urgent) == first
    assert phone.get("/checklist/thanks").text == first
    assert phone.get("/checklist").headers["location"] == "/checklist/thanks"
    (one,) = ours.of_person(person_id, Assessment.KIND)
    assert one.version == 2


def test_a_list_that_comes_after_another_is_not_saved_and_its_words_stay_on_the_page(phone: TestClient, browser: Callable[[], TestClient], link: NewLink, ours: Records, person_id: str) -> None:
    second = browser()
    second.post(f"/checklist/{link.token}", data={"pin": link.pin, "day": "27", "month": "3", "year": "1961"})
    pressed(second, {"step": "sent", "score.swelling": "2"})
    for late in (phone, second):
        answer = late.post("/checklist", data=LIST)
        assert answer.status_code == 409
        assert "A list was sent from this link before" in answer.text
        assert "Up the stairs" in answer.text
        assert "What next?" in answer.text
    assert kept(ours, person_id).concerns[0].score == 2


def test_after_an_hour_the_phone_must_give_the_pin_again_and_has_all_that_was_written(phone: TestClient, link: NewLink, clock: Clock) -> None:
    pressed(phone, TICKS)
    clock.move(minutes=61)
    assert phone.get("/checklist").status_code == 403
    paused = phone.post("/checklist", data=LIST)
    assert paused.status_code == 403
    assert "Your link still works" in paused.text
    assert "What you wrote is kept" in paused.text
    phone.post(f"/checklist/{link.token}", data={"pin": link.pin, "day": "27", "month": "3", "year": "1961"})
    assert fields_of(phone.get("/checklist/scores").text)["words.swelling"] == ["Up the stairs"]


def test_what_is_sent_without_the_cookie_stays_on_the_page(phone: TestClient) -> None:
    phone.cookies.clear()
    answer = phone.post("/checklist", data=LIST)
    assert answer.status_code == 410
    assert "Open the link again" in answer.text
    assert "Up the stairs" in answer.text


def test_the_thanks_are_not_shown_to_the_next_who_holds_the_tablet(phone: TestClient, clock: Clock) -> None:
    pressed(phone, {**LIST, "words.swelling": "I have a shiver and feel hot"})
    clock.move(minutes=16)
    page = phone.get("/checklist/thanks")
    assert page.status_code == 409
    assert "Urgent" not in page.text


def test_what_staff_fill_in_meanwhile_is_not_written_over(phone: TestClient, nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    (waiting,) = ours.of_person(person_id, Assessment.KIND)
    assert nurse.post(f"{home}/{waiting.id}", data={**AROUND, "seen_version": "1", "score.swelling": "5"}).status_code == 303
    late = phone.post("/checklist", data=LIST)
    assert late.status_code == 409
    assert "your nurse has filled it in" in late.text
    assert kept(ours, person_id).concerns[0].score == 5


def test_the_paper_and_the_phone_say_what_the_policy_files_say(phone: TestClient, nurse: TestClient, home: str, taxonomy: Path) -> None:
    words = {key: one["text"] for key, one in yaml.safe_load((taxonomy / "policies" / "wordings.yaml").read_text(encoding="utf-8")).items()}
    paper = " ".join(nurse.get(f"{home}/blank").text.split())
    phones = phone.get("/checklist").text + pressed(phone, TICKS)
    for key in ("form-introduction", "form-scoring", "form-leaving", "consent-to-share"):
        assert words[key] in paper
        assert words[key] in phones


def test_a_link_that_nobody_answers_is_due_on_the_day_it_ends_and_again_when_it_is_renewed(staff: Staff, ours: Records, home: str, person_id: str, clock: Clock) -> None:
    staff(Role.CLINICIAN, OURS).post(f"{home}/link", data={"offered_on": "2026-11-02", "point": "03"})
    (waiting,) = ours.of_person(person_id, Assessment.KIND)
    assert waiting.body.due() == date(2026, 11, 9)
    clock.move(days=8)
    assert staff(Role.CLINICIAN, OURS).post(f"{home}/{waiting.id}/link").status_code == 200
    assert ours.get(waiting.id).body.due() == date(2026, 11, 17)


def test_a_link_is_made_for_somebody_whose_date_of_birth_is_known(nurse: TestClient, home: str) -> None:
    page = nurse.post(f"{home}/link", data={"offered_on": "2026-11-02", "point": "03"}).text
    assert "/checklist/" in page
    assert "link-pin" in page
    nameless = nurse.post("/record/people/new", data={"surname": "Ali"}).headers["location"]
    refused = nurse.post(f"{nameless}/assessments/link", data={"offered_on": "2026-11-02", "point": "03"})
    assert refused.status_code == 400
    assert "date of birth" in refused.text
