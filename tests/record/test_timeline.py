"""One page tells a person's story."""

from __future__ import annotations

from datetime import UTC, date, datetime

from signpost.record.cancer_care_review import Became, CareReview, DatedPlan, Invitation, prefilled
from signpost.record.timeline import timeline
from tests.record.people import FULL, TODAY, Given, Kept, assessment, follow_up, plan, row, summary


def test_the_story_runs_from_the_diagnosis_to_what_is_planned() -> None:
    kept = [Kept(document.KIND, "p", document) for document in FULL]
    copies = [Given("care-plan", "person", datetime(2026, 6, 12, 15, tzinfo=UTC))]
    lines = [(line.day.isoformat(), line.what, line.ahead) for line in timeline(kept, copies)]
    assert lines == [
        ("2026-06-01", "Diagnosis", False),
        ("2026-06-10", "Holistic needs assessment: offered and accepted", False),
        ("2026-06-12", "Care plan: assessment completed, plan completed", False),
        ("2026-06-12", "Copy of the care plan given to: The person", False),
        ("2026-06-12", "Holistic needs assessment completed, concerns: 3", False),
        ("2026-09-01", "Lumpectomy ended", False),
        ("2026-09-01", "Lumpectomy started", False),
        ("2026-09-01", "Surgery ended", False),
        ("2026-11-01", "Diagnosis of recurrence", False),
        ("2026-11-01", "Follow-up: shared care", False),
        ("2026-11-01", "Invited to Moving on day", False),
        ("2026-11-01", "Signposted to Aire Swelling Clinic", False),
        ("2027-01-14", "Due: Ask whether they came to the event", True),
        ("2027-01-14", "Moving on day: invited", False),
        ("2027-06-01", "Due: Cancer care review", True),
        ("2027-06-01", "Due: Cancer care review", True),
    ]


def test_a_review_tells_what_became_of_each_signpost_and_a_new_score_what_changed() -> None:
    made = plan(row()).rescored(1, 3, TODAY)
    begun = prefilled("review", None, [], [DatedPlan("plan", made)])
    asked = begun.signposts[0].model_copy(update={"became": Became.HELPED})
    held = CareReview(stage="review", invitation=Invitation.DONE, reviewed_on=date(2026, 12, 1), signposts=(asked,))
    told = [line.what for line in timeline([Kept("plan", "p", made), Kept("review", "p", held)])]
    assert told[-2:] == ["Aire Swelling Clinic: used it, and it helped", "Cancer care review"]
    assert "Scored again: 8 then, 3 now" in told


def test_a_diagnosis_that_two_documents_name_is_told_once() -> None:
    told = timeline([Kept("a", "p", summary()), Kept("b", "p", follow_up())])
    assert [line.what for line in told].count("Diagnosis") == 1


def test_an_assessment_without_concerns_says_so() -> None:
    assert timeline([Kept("a", "p", assessment(no_concerns=True))])[-1].what == "Holistic needs assessment completed, no concerns"
