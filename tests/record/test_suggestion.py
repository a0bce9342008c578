"""From an assessment and a place to the rows of a plan, over small directories."""

from __future__ import annotations

from datetime import date

import pytest

from signpost.record.assessment import OtherConcern, ScoredConcern
from signpost.record.care_plan import ActionType, PlanRow
from signpost.record.suggestion import Suggestion, suggest
from signpost.search.directory import Directory
from signpost.services import Referral
from tests.record.people import assessment, plan
from tests.search.small import HARROGATE, LEEDS, NOW, SEACROFT, DirectoryOf, entry


def suggested(directory: Directory, *concerns: tuple[str, int | None], **said: object) -> Suggestion:
    return suggest(directory, assessment(*concerns, **said), directory.gazetteer.find(LEEDS), NOW)


def told(rows: tuple[PlanRow, ...]) -> list[tuple[int, str | None, str | None, ActionType]]:
    return [(row.number, row.concern, row.service.id if row.service else None, row.type) for row in rows]


@pytest.fixture
def directory(directory_of: DirectoryOf) -> Directory:
    return directory_of(
        entry("clinic", SEACROFT, referral=["self"], assurance={"source": "https://example.org/", "last_checked": "2026-10-01"}),
        entry("far-clinic", HARROGATE, referral=["self"]),
        entry("dietitians", SEACROFT, concerns=["diet-and-nutrition"], referral=["professional", "gp"]),
        entry("gp-clinic", SEACROFT, concerns=["pain-or-discomfort"], referral=["gp"]),
        entry("advice", SEACROFT, concerns=["money-or-finance", "housing"], referral=[]),
    )


def test_the_worst_concern_stands_first_each_with_its_service(directory: Directory) -> None:
    found = suggested(directory, ("money-or-finance", 3), ("swelling", 8), ("housing", None))
    assert told(found.rows) == [
        (1, "swelling", "clinic", ActionType.SIGNPOST),
        (2, "money-or-finance", "advice", ActionType.SIGNPOST),
        (3, "housing", "advice", ActionType.SIGNPOST),
    ]
    assert [row.score for row in found.rows] == [8, 3, None]


def test_a_row_carries_a_copy_of_the_service_with_its_number(directory: Directory) -> None:
    [row] = suggested(directory, ("swelling", 8)).rows
    assert row.service
    assert (row.service.name, row.service.phone, row.service.last_checked, row.service.copied_on) == ("Fixture clinic", "0113 496 0000", date(2026, 10, 1), NOW.date())
    assert row.action is not None
    assert (row.action.endswith("Then: Get in touch with Fixture clinic"), row.who) == (True, "The person")


def test_a_service_behind_a_professional_becomes_a_referral(directory: Directory) -> None:
    found = suggested(directory, ("diet-and-nutrition", 5), ("pain-or-discomfort", 4))
    assert [(row.type, row.who, row.action) for row in found.rows] == [
        (ActionType.REFERRAL, "Key worker", "Refer to Fixture dietitians"),
        (ActionType.REFERRAL, "GP", "Refer to Fixture gp-clinic"),
    ]
    assert [row.service.referral for row in found.rows if row.service] == [(Referral.PROFESSIONAL, Referral.GP), (Referral.GP,)]


def test_a_concern_that_nothing_answers_says_what_to_do_instead(directory: Directory) -> None:
    found = suggested(directory, ("swelling", 2), ("pets", 9))
    assert told(found.rows)[0] == (1, "pets", None, ActionType.INFORMATION)
    assert found.rows[0].action == directory.scheme.concern_by_id["pets"].instead


def test_beside_each_concern_stand_its_best_services_nearest_first(directory: Directory) -> None:
    found = suggested(directory, ("swelling", 2), ("pets", 9))
    assert [(one.concern.concern, [result.id for result in one.results], one.total) for one in found.beside] == [("pets", [], 0), ("swelling", ["clinic", "far-clinic"], 2)]
    assert found.beside[0].instead


def test_what_the_checklist_lacks_gets_a_row_to_fill_in(directory: Directory) -> None:
    found = suggested(directory, ("swelling", 2), others=(OtherConcern(category="practical", own_words="Who feeds the hens", score=9),))
    assert [(row.number, row.concern, row.other, row.score) for row in found.rows] == [(1, "swelling", None, 2), (2, None, "Who feeds the hens", 9)]


def test_no_concerns_make_no_rows(directory: Directory) -> None:
    assert suggested(directory, no_concerns=True) == Suggestion((), (), ())


def test_a_concern_under_two_items_of_an_older_form_is_one_row_with_the_worse_score(directory: Directory) -> None:
    twice = tuple(ScoredConcern(concern="swelling", item=item, score=score) for item, score in (("One", 3), ("Two", 7)))
    assert [row.score for row in suggested(directory, concerns=twice).rows] == [7]


def test_a_high_score_and_written_words_both_call_for_urgent_advice(directory: Directory) -> None:
    assert "thoughts-of-ending-life" in {advice.id for advice in suggested(directory, ("hopelessness", 9)).urgent}
    written = suggested(directory, ("swelling", 1), questions="I want to end my life")
    assert written.urgent[0].id == "thoughts-of-ending-life"
    assert suggested(directory, ("swelling", 1)).urgent == ()


def test_what_is_urgent_about_a_concern_stands_first_in_its_own_row_alone(directory: Directory) -> None:
    pain, swelling = suggested(directory, ("pain-or-discomfort", 9), ("swelling", 3)).rows
    advice = directory.scheme.urgent_for(("pain-or-discomfort",), {"pain-or-discomfort": 9})
    assert advice
    assert pain.action == f"{' '.join(f'{one.title}: {one.call}' for one in advice)} Then: Refer to Fixture gp-clinic"
    assert swelling.action == "Get in touch with Fixture clinic"


def test_words_of_an_emergency_make_its_row_say_what_to_do_whatever_the_concern(directory: Directory) -> None:
    words = "I want to end my life"
    found = suggested(directory, concerns=(ScoredConcern(concern="swelling", score=1, own_words=words),), others=(OtherConcern(category="practical", own_words=words),))
    call = next(one.call for one in directory.scheme.urgent if one.id == "thoughts-of-ending-life")
    assert [call in (row.action or "") for row in found.rows] == [True, True]
    assert found.rows[0].action
    assert found.rows[0].action.endswith("Then: Get in touch with Fixture clinic")


@pytest.mark.parametrize("pause", [". ", "\n", ".\n\n"])
def test_a_sentence_at_the_end_of_a_long_text_is_read_too(directory: Directory, pause: str) -> None:
    long = f"The garden is doing well this year{pause}" * 30 + "I want to end my life"
    assert suggested(directory, ("swelling", 1), questions=long).urgent[0].id == "thoughts-of-ending-life"


def test_accepted_rows_make_a_plan(directory: Directory) -> None:
    made = plan()
    for row in suggested(directory, ("swelling", 8), ("pets", 2)).rows:
        made = made.with_row(row)
    assert told(made.rows) == [(1, "swelling", "clinic", ActionType.SIGNPOST), (2, "pets", None, ActionType.INFORMATION)]
