"""What each nation asks for, year by year; the checklists; and files with faults."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from signpost.concerns import ConcernScheme
from signpost.paths import shipped
from signpost.places import Nation
from signpost.record.assessment import ScoredConcern
from signpost.record.dues import months_after, refreshed
from signpost.record.follow_up import FollowUp
from signpost.record.policies import Policies, Scoring, Stands
from signpost.record.policy_files import BadPolicies, open_policies, read_policies
from signpost_indexer.taxonomy import read_taxonomy

TAXONOMY = shipped("taxonomy")


@pytest.mark.parametrize(
    ("day", "rules"),
    [
        (date(2013, 6, 1), [("CAN002", Stands.REQUIRED, 3)]),
        (date(2014, 4, 1), [("CAN003", Stands.REQUIRED, 6)]),
        (date(2022, 6, 1), [("CAN005", Stands.REQUIRED, 3), ("CAN004", Stands.REQUIRED, 12)]),
        (date(2025, 3, 31), [("CAN005", Stands.INCOME_PROTECTED, 3), ("CAN004", Stands.INCOME_PROTECTED, 12)]),
        (date(2025, 4, 1), [(None, Stands.GOOD_PRACTICE, 3), (None, Stands.GOOD_PRACTICE, 12)]),
    ],
)
def test_englands_reviews_by_the_year(policies: Policies, day: date, rules: list[tuple[str | None, Stands, int]]) -> None:
    assert [(rule.indicator, rule.stands, rule.within_months) for rule in policies.on(Nation.ENGLAND, day).reviews] == rules


@pytest.mark.parametrize("nation", [Nation.SCOTLAND, Nation.WALES, Nation.NORTHERN_IRELAND])
@pytest.mark.parametrize("year", range(2014, 2028))
def test_outside_england_no_contract_is_said_to_ask_for_a_review(policies: Policies, nation: Nation, year: int) -> None:
    policy = policies.on(nation, date(year, 6, 1))
    assert policy.reviews
    assert all(rule.stands is Stands.GOOD_PRACTICE and rule.scheme is None and not rule.verified for rule in policy.reviews)
    assert not policy.prescription_charges


def test_only_england_charges_for_prescriptions(policies: Policies) -> None:
    assert [nation for nation in Nation if policies.on(nation, date(2026, 1, 1)).prescription_charges] == [Nation.ENGLAND]


def test_a_nation_without_a_file_goes_by_no_rules(policies: Policies) -> None:
    policy = policies.on(Nation.JERSEY, date(2026, 1, 1))
    assert (policy.reviews, policy.assessments, policy.summaries) == ((), (), ())


def test_the_edition_of_2012_has_its_48_items_in_five_parts(policies: Policies) -> None:
    form = policies.instruments["concerns-checklist-2012", "2012"]
    assert [(section.title, len(section.items)) for section in form.sections] == [("Physical", 24), ("Practical", 9), ("Family", 3), ("Emotional", 9), ("Spiritual or religious", 3)]
    assert form.scored is Scoring.OVERALL


def test_the_edition_of_2012_is_mapped_as_the_concern_scheme_has_it(policies: Policies, taxonomy: ConcernScheme) -> None:
    mapped = {(item.label, concern) for item in policies.instruments["concerns-checklist-2012", "2012"].items.values() for concern in item.concerns}
    assert mapped == {(older.label, one.id) for one in taxonomy.concerns for older in one.older if older.edition == "2012"}


def test_the_later_edition_is_the_scheme_and_says_that_its_wording_is_from_memory(policies: Policies, taxonomy: ConcernScheme) -> None:
    form = policies.instruments["concerns-checklist", "later"].of(taxonomy)
    assert list(form.items) == [one.label for one in taxonomy.concerns]
    assert len(form.items) == 72
    assert not form.verified


def test_an_item_that_stands_for_two_concerns_keeps_both_under_its_own_wording(policies: Policies) -> None:
    ticked = policies.instruments["concerns-checklist-2012", "2012"].ticked("Money or housing", 7, "the rent")
    assert ticked == tuple(ScoredConcern(concern=concern, item="Money or housing", score=7, own_words="the rent") for concern in ("money-or-finance", "housing"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TAXONOMY / "policies", tmp_path / "policies"))


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("england.yaml", "within_months: 6", "within_months: soon", "england.yaml:{line}:20: reviews[1].within_months: Write a whole number"),
        ("england.yaml", "    stands: income-protected", "    stands: optional", "reviews[4].stands: Choose one of: required, income-protected, good-practice"),
        ("england.yaml", "until: 2014-03-31", "until: 2014-04-01", "reviews: Two rules 'review' hold on the same day"),
        ("england.yaml", "    indicator: CAN003", "    indicater: CAN003", "reviews[1].indicater: There is no such field."),
        ("england.yaml", 'point: "04"', 'point: "44"', "assessments[1].point: Choose one of: 01, 02"),
        ("england.yaml", "prescription_charges: true", "prescription_charges: true\nprescription_charges: false", "prescription_charges: 'prescription_charges' is written twice"),
        ("scotland.yaml", "nation: scotland", "nation: wales", "nation: The file is called scotland.yaml"),
        ("scotland.yaml", "nation: scotland", "nation: [", "This is not YAML here"),
        ("instruments.yaml", "concerns: [swelling]", "concerns: [swolling]", "concerns[0]: 'swolling' is not a concern. Did you mean 'swelling'?"),
        ("instruments.yaml", "category: practical", "category: practicle", "category: 'practicle' is not a category. Did you mean 'practical'?"),
        ("wordings.yaml", "letter-close:", "letter-end:", "letter-close: This wording is missing"),
        ("wordings.yaml", "  source: Signpost's own words\n", "", "source: Fill this in."),
        ("retention.yaml", "years: 30", "years: 0", "retention.yaml:{line}:10: after_last_entry.years: This is too small"),
        ("retention.yaml", "after_death:", "after_deaths:", "after_deaths: There is no such field."),
        ("retention.yaml", "  verified: false", "  verified: perhaps", "after_last_entry.verified: "),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_key(folder: Path, taxonomy: ConcernScheme, file: str, old: str, new: str, told: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    _, problems = read_policies(folder, lambda path: path.name, taxonomy)
    here = told.format(line=text[: text.index(old)].count("\n") + 1)
    assert any(here in str(problem) for problem in problems), [str(one) for one in problems]
    assert all(problem.file == file and problem.line for problem in problems)
    with pytest.raises(BadPolicies, match="errors"):
        open_policies(folder, taxonomy)


def test_a_file_that_is_missing_is_told(folder: Path, taxonomy: ConcernScheme) -> None:
    (folder / "wordings.yaml").unlink()
    assert [str(one) for one in read_policies(folder, lambda path: path.name, taxonomy)[1]] == ["wordings.yaml:1:1: The file is missing, or cannot be read."]


def test_signpost_check_reads_the_policies(tmp_path: Path) -> None:
    copied = Path(shutil.copytree(TAXONOMY, tmp_path / "taxonomy", ignore=shutil.ignore_patterns("phrases", "urgent")))
    wales = copied / "policies" / "wales.yaml"
    wales.write_text(wales.read_text().replace("within_months: 3", "within_months: 0", 1))
    assert [str(one) for one in read_taxonomy(copied, lambda path: path.name)[1]] == ["wales.yaml:12:20: reviews[0].within_months: This is too small: it must be more than 0."]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 11, 15), 3, date(2027, 2, 15)), (date(2026, 12, 1), 12, date(2027, 12, 1))],
)
def test_months_end_within_the_month(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_a_nation_decides_what_is_planned(policies: Policies) -> None:
    today = date(2026, 7, 1)
    planned = {nation: refreshed(FollowUp(nation=nation, diagnosed_on=date(2026, 6, 1)), [], policies, today).planned for nation in (Nation.ENGLAND, Nation.JERSEY)}
    assert [(one.rule, one.due_by) for one in planned[Nation.ENGLAND]] == [
        ("at-diagnosis-20260601", date(2026, 7, 2)),
        ("support-discussion", date(2026, 9, 1)),
        ("review", date(2027, 6, 1)),
    ]
    assert planned[Nation.JERSEY] == ()
