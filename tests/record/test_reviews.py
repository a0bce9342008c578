"""The review, begun with what is known: the newest summary, and every earlier signpost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from signpost.record.cancer_care_review import Became, CareReview, DatedPlan, Invitation, SignpostOutcome, Told, prefilled, told_of
from signpost.record.care_plan import ActionType, RowStatus
from signpost.record.documents import Document
from tests.record.people import TODAY, plan, row, service, summary

DUE = date(2027, 6, 1)


def test_every_earlier_signpost_and_referral_stands_in_it_to_be_asked_about() -> None:
    later = DatedPlan("later", plan(row(1, concern="cough", type=ActionType.REFERRAL, service=service("chest-clinic")), planned_on=TODAY))
    earlier = DatedPlan("earlier", plan(row(1, status=RowStatus.DONE, outcome="Went twice", new_score=4, rescored_on=TODAY), row(2, type=ActionType.SELF_CARE, service=None)))
    review = prefilled("review", DUE, [], [later, earlier])
    assert [(one.plan_id, one.row, one.concern, one.service.id, one.planned_status, one.became, one.score_before, one.score_now, one.note) for one in review.signposts] == [
        ("earlier", 1, "swelling", "aire-swelling-clinic", RowStatus.DONE, Became.NOT_ASKED, 8, 4, "Went twice"),
        ("later", 1, "cough", "chest-clinic", RowStatus.OPEN, Became.NOT_ASKED, 8, None, None),
    ]


def test_the_newest_summary_fills_in_what_it_knows() -> None:
    old = summary(written_on=date(2025, 1, 1), diagnosis="Another")
    review = prefilled("review", DUE, [summary(sent_on=TODAY), old], [])
    assert (review.diagnosis, review.medicines, review.late_effects) == ("Breast cancer", "Tamoxifen", "Swelling of the arm")
    assert review.treatment == "Lumpectomy (1 September 2026)"
    assert review.safety_net == "A new lump\nIn hours: Breast nurses 0113 496 0303 9 to 5"
    assert review.due() == DUE


def test_nothing_that_is_filled_in_says_that_anything_was_done() -> None:
    review = prefilled("review", DUE, [summary(sent_on=TODAY)], [DatedPlan("plan", plan(row()))])
    assert (review.summary_received, review.plan_seen, review.reviewed_on, review.reviewer) == (None, None, None, None)


def test_with_nothing_known_it_is_empty_and_still_a_review() -> None:
    review = prefilled("support-discussion", None, [], [])
    assert review == CareReview(stage="support-discussion")
    assert Document.from_json(review.to_json()) == review


def test_of_several_reviews_the_newest_that_asked_tells_what_became_of_a_row() -> None:
    begun = prefilled("review", DUE, [], [DatedPlan("a-plan", plan(row(1), row(2)))])

    def reviewed(on: date, *became: Became) -> CareReview:
        asked = tuple(one.model_copy(update={"became": what}) for one, what in zip(begun.signposts, became, strict=True))
        return begun.model_copy(update={"invitation": Invitation.DONE, "reviewed_on": on, "signposts": asked})

    first, second = reviewed(TODAY, Became.WAITING, Became.HELPED), reviewed(TODAY + timedelta(days=90), Became.NOT_REACHED, Became.NOT_ASKED)
    told = told_of("a-plan", [second, begun, first])
    assert {number: (one.on, one.outcome.became) for number, one in told.items()} == {1: (second.reviewed_on, Became.NOT_REACHED), 2: (first.reviewed_on, Became.HELPED)}
    assert told_of("another", [first, second]) == {}


def told(became: Became, **said: Any) -> Told:
    facts: dict[str, Any] = {"plan_id": "plan", "row": 1, "service": service(), "planned_on": TODAY, "planned_status": RowStatus.OPEN}
    return Told(TODAY, SignpostOutcome(became=became, **(facts | said)))


@pytest.mark.parametrize(
    ("became", "status"),
    [(Became.HELPED, RowStatus.DONE), (Became.WAITING, RowStatus.IN_PROGRESS), (Became.NOT_WANTED, RowStatus.DECLINED), (Became.NOT_REACHED, None)],
)
def test_what_a_review_has_heard_changes_the_plans_row_once(became: Became, status: RowStatus | None) -> None:
    heard, before = told(became, note="Too far", score_now=3), plan(row(outcome="Rang them"))
    changes = heard.changes(before.rows[0])
    after = before.with_changes(1, **changes).rows[0]
    assert (after.new_score, after.rescored_on, after.status) == (3, TODAY, status or RowStatus.OPEN)
    assert after.outcome == f"Rang them\nAt the review of 1 November 2026: {became.label[0].lower()}{became.label[1:]}. Too far"
    assert heard.changes(after) == {}


def test_a_score_that_was_given_after_the_review_stays_and_what_was_filled_in_is_not_said_twice() -> None:
    later = row(outcome="Rang them", new_score=1, rescored_on=TODAY + timedelta(days=1))
    changes = told(Became.HELPED, note="Rang them, and went", score_now=3).changes(later)
    assert changes == {"outcome": "At the review of 1 November 2026: used it, and it helped. Rang them, and went", "status": RowStatus.DONE}
