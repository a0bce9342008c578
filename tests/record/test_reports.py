"""Reports over many people, and the small numbers that they keep secret."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product

import pytest

from signpost.concerns import ConcernScheme
from signpost.record.assessment import ScoredConcern, Way
from signpost.record.cancer_care_review import Became, CareReview, DatedPlan, Invitation, prefilled
from signpost.record.care_plan import ActionType, PlanRow
from signpost.record.codes import AssessmentOffer, PlanStatus, StaffRole
from signpost.record.reports import CategoryRow, ConcernRow, CosdRow, GapRow, as_csv, categories, concerns, cosd, gaps, signposts
from signpost.record.small_numbers import shown, total_shown, union_shown
from signpost.services import Referral
from tests.record.people import MONEY, SWELLING, TODAY, Kept, assessment, plan, row, service

LATER = date(2026, 12, 1)


def assessed(people: int, concern: str, score: int | None = 8, first: int = 0) -> list[Kept]:
    return [Kept(f"a{concern}{number}", f"p{number}", assessment((concern, score))) for number in range(first, first + people)]


def planned(people: int, made: PlanRow, first: int = 0) -> list[Kept]:
    return [Kept(f"plan{number}", f"p{number}", plan(made)) for number in range(first, first + people)]


def reviewed(people: int, became: Became, first: int = 0, day: date = LATER) -> list[Kept]:
    begun = prefilled("review", None, [], [DatedPlan("plan", plan(row()))])
    asked = tuple(one.model_copy(update={"became": became}) for one in begun.signposts)
    held = CareReview(stage="review", invitation=Invitation.DONE, reviewed_on=day, signposts=asked)
    return [Kept(f"r{number}{day}", f"p{number}", held) for number in range(first, first + people)]


@pytest.mark.parametrize(("cells", "most"), [(1, 12), (2, 14), (3, 10), (4, 7)])
def test_whoever_knows_the_rule_cannot_work_out_a_hidden_cell(cells: int, most: int) -> None:
    worlds: dict[tuple[tuple[int | None, ...], int | None], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(most + 1), repeat=cells):
        worlds[tuple(map(shown, counts)), total_shown(counts)].append(counts)
    for (published, _), could_be in worlds.items():
        for at, cell in enumerate(published):
            assert cell is not None or len({world[at] for world in could_be}) > 1


def test_a_total_is_hidden_only_where_it_gives_something_away() -> None:
    assert [total_shown(counts) for counts in ([9, 0], [9, 3], [9, 3, 2, 0], [1, 1], [4, 4], [4, 3])] == [9, None, 14, None, None, 7]
    assert [shown(count) for count in (0, 1, 4, 5)] == [0, None, None, 5]


def test_a_concern_is_counted_by_people_with_its_score_before_and_after(taxonomy: ConcernScheme) -> None:
    filed = [*assessed(6, SWELLING), *planned(6, row(new_score=4, rescored_on=TODAY))]
    assert concerns(filed, taxonomy) == (ConcernRow("physical", SWELLING, 6, 6, 8.0, 4.0),)


def test_the_last_score_of_all_counts_wherever_it_was_given(taxonomy: ConcernScheme) -> None:
    begun = prefilled("review", None, [], [DatedPlan("plan", plan(row(new_score=4, rescored_on=TODAY)))])
    asked = tuple(one.model_copy(update={"score_now": 2}) for one in begun.signposts)
    held = CareReview(stage="review", invitation=Invitation.DONE, reviewed_on=LATER, signposts=asked)
    filed = [*assessed(5, SWELLING), *planned(5, row(new_score=4, rescored_on=TODAY)), *(Kept(f"r{at}", f"p{at}", held) for at in range(5))]
    [found] = concerns(filed, taxonomy)
    assert (found.before, found.after) == (8.0, 2.0)


def test_fewer_than_five_people_are_not_told_nor_what_they_scored(taxonomy: ConcernScheme) -> None:
    filed = [*assessed(4, SWELLING), *planned(4, row(new_score=4, rescored_on=TODAY))]
    assert concerns(filed, taxonomy) == (ConcernRow("physical", SWELLING, None, None, None, None),)


def test_those_who_were_not_scored_again_cannot_be_counted_by_subtraction(taxonomy: ConcernScheme) -> None:
    filed = [*assessed(8, SWELLING), *planned(6, row(new_score=4, rescored_on=TODAY))]
    assert concerns(filed, taxonomy) == (ConcernRow("physical", SWELLING, 8, None, None, None),)


def test_two_items_of_one_day_are_no_second_score(taxonomy: ConcernScheme) -> None:
    items = tuple(ScoredConcern(concern=SWELLING, item=item, score=score) for item, score in (("One", 3), ("Two", 7)))
    filed = [Kept(f"a{at}", f"p{at}", assessment(concerns=items)) for at in range(5)]
    assert concerns(filed, taxonomy) == (ConcernRow("physical", SWELLING, 5, 0, None, None),)


def test_what_is_not_completed_is_not_counted(taxonomy: ConcernScheme) -> None:
    assert concerns([Kept(f"a{at}", f"p{at}", assessment((SWELLING, 7), completed_on=None)) for at in range(9)], taxonomy) == ()


@pytest.mark.parametrize(("cells", "most", "enough"), [(2, 12, 12), (3, 4, 6)])
def test_whoever_knows_the_people_of_a_category_cannot_work_out_a_hidden_concern(cells: int, most: int, enough: int) -> None:
    patterns = [one for one in product((0, 1), repeat=cells) if any(one)]  # who has which of the concerns
    worlds: dict[tuple[tuple[int | None, ...], int | None], list[tuple[int, ...]]] = defaultdict(list)
    for people in product(range(most + 1), repeat=len(patterns)):
        counts = tuple(sum(many for many, pattern in zip(people, patterns, strict=True) if pattern[at]) for at in range(cells))
        published = tuple(map(shown, counts))
        worlds[published, union_shown(sum(people), published)].append(counts)
    for (published, union), could_be in worlds.items():
        if any(cell is not None and cell > enough for cell in published):
            continue  # worlds with more people were not made
        for at, cell in enumerate(published):
            assert cell is not None or len({world[at] for world in could_be}) > 1
            assert cell is None or union is None or shown(union - cell) is not None


def test_a_category_counts_each_of_its_people_once_with_the_worst_of_their_scores_before_and_after(taxonomy: ConcernScheme) -> None:
    both = [Kept(f"a{at}", f"p{at}", assessment((SWELLING, 8), ("cough", 4))) for at in range(6)]
    again = [Kept(f"plan{at}", f"p{at}", plan(row(new_score=4, rescored_on=TODAY), row(2, concern="cough", score=4, new_score=5, rescored_on=TODAY))) for at in range(6)]
    assert categories([*both, *again, *assessed(7, MONEY)], taxonomy) == (CategoryRow("physical", 6, 6, 8.0, 5.0), CategoryRow("practical", 7, 0, None, None))


def test_a_category_hides_what_would_give_away_one_of_its_concerns(taxonomy: ConcernScheme) -> None:
    within = categories([*assessed(9, SWELLING), *assessed(3, "cough")], taxonomy)
    beyond = categories([*assessed(9, SWELLING), *assessed(3, "cough", first=8)], taxonomy)
    outside = categories([*assessed(9, SWELLING), *assessed(6, "cough", first=5)], taxonomy)
    assert (within, beyond, outside) == ((CategoryRow("physical", 9, 0, None, None),), (CategoryRow("physical", None, None, None, None),), (CategoryRow("physical", None, None, None, None),))


def test_a_categorys_scores_are_hidden_where_they_are_of_few_whose_concern_hides_them(taxonomy: ConcernScheme) -> None:
    raised = [Kept(f"a{at}", f"p{at}", assessment((SWELLING, 8), ("cough", 4))) for at in range(20)]
    again = [*planned(6, row(new_score=4, rescored_on=TODAY)), *planned(3, row(concern="cough", score=4, new_score=2, rescored_on=TODAY), first=10)]
    assert categories([*raised, *again], taxonomy) == (CategoryRow("physical", 20, None, None, None),)


def test_services_are_told_with_what_became_of_them_by_the_last_review() -> None:
    filed = [*planned(12, row()), *reviewed(6, Became.WAITING, day=TODAY), *reviewed(6, Became.HELPED)]
    [found] = signposts(filed)
    assert (found.name, found.people) == ("Aire Swelling Clinic", 12)
    assert {became: count for became, count in found.outcomes.items() if count} == {Became.HELPED: 6, Became.NOT_ASKED: 6}


def test_a_single_outcome_cannot_be_worked_out_from_the_people_of_its_service() -> None:
    [found] = signposts([*planned(12, row()), *reviewed(2, Became.DID_NOT_HELP), *reviewed(10, Became.HELPED, first=2)])
    assert (found.people, found.outcomes[Became.HELPED], found.outcomes[Became.DID_NOT_HELP]) == (None, 10, None)


def test_a_service_of_few_people_shows_no_outcome_at_all() -> None:
    [found] = signposts(planned(4, row()))
    assert found.people is None
    assert set(found.outcomes.values()) == {None}


def test_gaps_are_concerns_in_plans_without_a_service(taxonomy: ConcernScheme) -> None:
    bare = row(service=None, type=ActionType.INFORMATION)
    filed = [*planned(6, row()), *planned(5, bare, first=6), *planned(3, row(concern="pets", service=None, type=ActionType.INFORMATION), first=20), *planned(6, row(concern="cough"), first=30)]
    assert gaps(filed, taxonomy) == (GapRow(SWELLING, 11, 5), GapRow("pets", None, None))


def test_a_person_helped_by_one_of_two_rows_is_no_gap(taxonomy: ConcernScheme) -> None:
    both = plan(row(1, service=None, type=ActionType.INFORMATION), row(2, service=service(referral=(Referral.SELF,))))
    assert gaps([Kept(f"plan{at}", f"p{at}", both) for at in range(9)], taxonomy) == ()


def test_the_data_sets_rows_carry_codes_and_dates_alone_and_each_once() -> None:
    made = plan(row(), assessment_id="a1", status=PlanStatus.COMPLETED, staff_role=StaffRole.SUPPORT_WORKER)
    declined = assessment(offer=AssessmentOffer.DECLINED, completed_on=None, staff_role=StaffRole.OTHER_NURSE)
    filed = [Kept("a1", "p1", assessment((SWELLING, 8))), Kept("c1", "p1", made), Kept("a2", "p2", declined), Kept("a3", "p2", declined)]
    assert cosd(filed) == (CosdRow("p1", "03", "03", "2026-06-12", "01", "01", "04"), CosdRow("p2", "02", "", "2026-06-10", "01", "02", ""))
    assert as_csv(cosd(filed)) == "record,CR7900,CR7920,CR7930,CR7940,CR7950,CR7960\r\np1,03,03,2026-06-12,01,01,04\r\np2,02,,2026-06-10,01,02,\r\n"


def test_an_offer_by_a_link_that_nobody_has_answered_is_not_reported_as_accepted() -> None:
    waiting = assessment(how=Way.PERSON, completed_on=None)
    answered = assessment((SWELLING, 8), how=Way.PERSON)
    assert [one.CR7900 for one in cosd([Kept("a1", "p1", waiting), Kept("a2", "p2", answered)])] == ["01", "03"]


def test_a_table_says_what_is_hidden(taxonomy: ConcernScheme) -> None:
    text = as_csv(signposts([*planned(12, row()), *reviewed(2, Became.DID_NOT_HELP), *reviewed(10, Became.HELPED, first=2)]))
    head, line = text.splitlines()
    assert head.startswith('service,name,people,Not asked yet,"Used it, and it helped"')
    assert line == "aire-swelling-clinic,Aire Swelling Clinic,hidden,0,10,hidden,0,0,0,0"
    assert as_csv(concerns([], taxonomy)) == ""
