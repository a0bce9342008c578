"""Will they take me? Age, cancer, who is asking and where from, against what the entry says."""

from __future__ import annotations

import pytest

from signpost.search.request import Person
from tests.search.small import EVERYBODY, LEEDS, DirectoryOf, entry, ids, only, search


@pytest.mark.parametrize(
    ("said", "person", "verdict", "because"),
    [
        (None, Person(age=40), "ask", "The source does not say who it takes"),
        ({}, Person(age=40), "ask", "The source does not say who it takes"),
        (EVERYBODY, Person(), "yes", "You do not need to meet any condition that we know of"),
        ({"text": "Adults registered with a Leeds GP."}, Person(age=40), "ask", "For adults registered with a Leeds GP"),
        ({"patients_of": "Fixture Hospital"}, Person(age=40), "ask", "For patients of Fixture Hospital"),
        ({"min_age": 18}, Person(), "ask", "For ages 18 and over"),
        ({"min_age": 18}, Person(age=17), "no", "For ages 18 and over"),
        ({"min_age": 18}, Person(age=18), "yes", "For ages 18 and over"),
        ({"max_age": 24}, Person(age=24), "yes", "For ages up to 24"),
        ({"min_age": 16, "max_age": 24}, Person(age=25), "no", "For ages 16 to 24"),
        ({"audience": ["carer", "family"]}, Person(), "ask", "For carers and family and friends"),
        ({"audience": ["carer", "family"]}, Person(audience="family"), "yes", "For carers and family and friends"),
        ({"audience": ["carer", "family"]}, Person(audience="patient"), "no", "For carers and family and friends"),
        ({"cancer_types": ["breast"]}, Person(), "ask", "For people with breast cancer"),
        ({"cancer_types": ["breast"]}, Person(cancer_type="breast"), "yes", "For people with breast cancer"),
        ({"cancer_types": ["breast"]}, Person(cancer_type="bowel"), "no", "For people with breast cancer"),
        ({"cancer_types": ["colorectal"]}, Person(cancer_type="bowel"), "yes", "For people with bowel cancer"),
        ({"cancer_types": ["blood"]}, Person(cancer_type="lymphoma"), "yes", "For people with blood cancer"),
        ({"cancer_types": ["lymphoma"]}, Person(cancer_type="blood"), "ask", "For people with lymphoma"),
        ({"min_age": 18, "text": "Ring first."}, Person(age=12), "no", "For ages 18 and over"),
        ({"min_age": 18, "text": "Ring first."}, Person(age=30), "ask", "Ring first"),
    ],
)
def test_a_verdict_and_its_reason(directory_of: DirectoryOf, said: dict[str, object] | None, person: Person, verdict: str, because: str) -> None:
    result = only(search(directory_of(entry("one", LEEDS, eligibility=said)), person=person))
    assert (result.verdict, result.because) == (verdict, (because,))


def test_a_no_is_last_but_never_hidden(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("a-refuses", LEEDS, eligibility={"min_age": 18}), entry("b-takes", "HG1 1AA", eligibility={"max_age": 17}))
    page = search(directory, person=Person(age=15))
    assert [(result.id, result.verdict.value) for result in page.results] == [("b-takes", "yes"), ("a-refuses", "no")]
    assert page.total == 2


def test_the_referral_route_never_makes_a_no(directory_of: DirectoryOf) -> None:
    result = only(search(directory_of(entry("gp-only", LEEDS, referral=["gp"], eligibility=EVERYBODY))))
    assert result.verdict == "yes"
    assert "Your GP must refer you" in result.why


def test_overdue_is_null_until_somebody_has_checked_and_true_after_the_day(directory_of: DirectoryOf) -> None:
    def checked(last: str, by: str | None = None) -> dict[str, object]:
        return {"assurance": {"source": "https://example.org/", "last_checked": last} | ({"review_by": by} if by else {})}

    directory = directory_of(
        entry("a-never"), entry("b-fresh", **checked("2026-10-01")), entry("c-old", **checked("2026-01-05")), entry("d-early", **checked("2026-10-01", "2026-11-21")), entry("e-today", **checked("2026-01-05", "2026-11-22"))
    )
    page = search(directory)
    assert {result.id: result.overdue for result in page.results} == {"a-never": None, "b-fresh": False, "c-old": True, "d-early": True, "e-today": False}
    assert ids(page) == sorted(ids(page))
