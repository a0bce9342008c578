"""Plans for whole assessments, against an exhaustive search that knows nothing of how they are made."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import pytest

from bench.generate import write_index
from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer
from signpost.search.assessment import Assessment, AssessmentAnswer, Scored
from signpost.search.directory import Directory
from signpost.search.plan import EXACT_UP_TO, Candidate, best_plan, in_order
from signpost.search.request import MAX_LIMIT, SILENT, Person, Reach, Result, SearchRequest, Verdict
from signpost.search.serving import open_current
from signpost.services import Service
from signpost.settings import Settings
from signpost_indexer.compiling import shelve
from tests.search.small import HARROGATE, LEEDS, NOW, SEACROFT, DirectoryOf, Entry, entry

ASSESSMENTS = [json.loads(line) for line in (Path(__file__).parents[1] / "relevance" / "assessments.jsonl").read_text("utf-8").splitlines()]
NOT_IN_THE_GAZETTEER = {"Boston, Lincolnshire": "PE21 9QS", "Oban": "PA34 4DH", "Berwick-upon-Tweed": "TD15 1AB", "Whitechapel, London": "E1 1BB"}
PLACES = ("LS1 4AP", "SW1A 1AA", "M1 1AE", "TR21 0PW", "CF10 1EP", "LL57 2DG", "EH1 1YZ", "ZE1 0LL", "BT1 5GS", "BT48 6HQ", "TD15 1AZ", "LS1", "Leeds", "JE2")
PEOPLE = (SILENT, Person(age=67, cancer_type="breast", audience="patient"), Person(age=19, cancer_type="blood"), Person(audience="carer"))
MILES = 4  # decimals that distances are shown with, and counted with


# -- the oracle ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Helper:
    """What a plan may hold: who, what it answers, how far it counts."""

    id: str
    answers: frozenset[str]
    miles: float


def exhaustive(services: Iterable[Helper]) -> tuple[int, float]:
    """The fewest services that answer everything which any of them answers, and the least miles that so few need."""
    every = list(services)
    wanted = frozenset().union(*(one.answers for one in every))
    worth = [one for one in every if not any(other.answers > one.answers and other.miles <= one.miles for other in every)]
    nearest = {answers: min(one.miles for one in worth if one.answers == answers) for answers in {one.answers for one in worth}}
    for count in range(len(wanted) + 1):
        found = list(_ways(wanted, nearest, count))
        if found:
            return count, min(found)
    raise AssertionError("one service for each concern always does")


def _ways(wanted: frozenset[str], nearest: Mapping[frozenset[str], float], count: int) -> Iterator[float]:
    """The miles of every way to answer all of `wanted` with so many services: one of them answers the concern with fewest choices."""
    if not wanted:
        yield 0.0
    elif count and len(wanted) <= count * max(len(answers & wanted) for answers in nearest):
        hardest = min(sorted(wanted), key=lambda concern: sum(concern in answers for answers in nearest))
        for answers, miles in nearest.items():
            if hardest in answers:
                yield from (miles + rest for rest in _ways(wanted - answers, nearest, count - 1))


def of_all_combinations(services: Sequence[Helper]) -> tuple[int, float, list[str]]:
    """The same, and the first ids, by trying every combination, smallest first."""
    wanted = frozenset().union(*(one.answers for one in services))
    for count in range(len(services) + 1):
        found = [chosen for chosen in combinations(services, count) if frozenset().union(*(one.answers for one in chosen)) == wanted]
        if found:
            return min((count, round(sum(one.miles for one in chosen), MILES), sorted(one.id for one in chosen)) for chosen in found)
    raise AssertionError("all of them together always do")


# -- generated candidates -----------------------------------------------------------------------------------------------


def generated(chance: random.Random, concerns: int, most: int) -> list[Helper]:
    """A few services that each answer some concerns; several are equally far, as those by telephone are."""
    names = [f"c{number:02}" for number in range(concerns)]
    return [
        Helper(f"s{number:02}", frozenset(chance.sample(names, chance.randint(1, min(concerns, 5)))), chance.choice([25.0, 25.0, round(chance.uniform(0, 25), MILES)]))
        for number in range(chance.randint(1, most))
    ]


def candidates(services: Iterable[Helper]) -> list[Candidate]:
    return [Candidate(int(one.id[1:]), sum(1 << int(concern[1:]) for concern in one.answers), one.miles) for one in services]


def answered(plan: Iterable[Candidate]) -> int:
    together = 0
    for one in plan:
        together |= one.concerns
    return together


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_for_generated_services_is_the_best_of_all_combinations(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(50):
        services = generated(chance, chance.randint(1, EXACT_UP_TO), 11)
        plan = best_plan(candidates(services))
        found = (len(plan), round(sum(one.miles for one in plan), MILES), [f"s{one.service:02}" for one in plan])
        assert found == of_all_combinations(services), services


@pytest.mark.parametrize("seed", range(10))
def test_beyond_twelve_concerns_the_stated_bound_holds(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(6):
        services = generated(chance, chance.randint(EXACT_UP_TO + 1, 24), 26)
        every = candidates(services)
        tops = {at: next(one for one in every if one.concerns >> at & 1) for at in range(24) if answered(every) >> at & 1}
        plan = best_plan(every, tops.values())
        fewest, _ = exhaustive(services)
        most = max(len(one.answers) for one in services)
        assert answered(plan) == answered(every)
        assert fewest <= len(plan) <= fewest * sum(1 / number for number in range(1, most + 1))
        assert len(plan) <= len({one.service for one in tops.values()})


def test_more_than_twelve_concerns_are_never_given_more_services_than_the_top_one_of_each() -> None:
    """A trap for the greedy: it takes the long rows first, and would need a third service that the two tops do not."""
    odd, even = sum(1 << at for at in range(0, 28, 2)), sum(1 << at for at in range(1, 28, 2))
    rows = [((1 << 16) - 1) << 12, ((1 << 8) - 1) << 4, (1 << 4) - 1]
    every = [Candidate(number, concerns, 1.0) for number, concerns in enumerate([*rows, odd, even])]
    assert [one.service for one in best_plan(every, every[3:])] == [3, 4]


def test_services_are_told_apart_by_count_then_distance_then_doubt_then_id() -> None:
    both, one, other = 0b11, 0b01, 0b10
    assert best_plan([Candidate(0, one, 0), Candidate(1, other, 0), Candidate(2, both, 25)]) == [Candidate(2, both, 25)]
    assert best_plan([Candidate(0, both, 2), Candidate(1, both, 1)]) == [Candidate(1, both, 1)]
    assert best_plan([Candidate(0, both, 2, doubt=1), Candidate(1, both, 2)]) == [Candidate(1, both, 2)]
    assert best_plan([Candidate(1, both, 2), Candidate(0, both, 2)]) == [Candidate(0, both, 2)]


def test_a_second_service_is_offered_only_if_it_adds_something() -> None:
    assert best_plan([Candidate(0, 0b111, 20), Candidate(1, 0b011, 0), Candidate(2, 0b100, 0)]) == [Candidate(0, 0b111, 20)]


def test_no_candidates_make_no_plan() -> None:
    assert best_plan([]) == []


def test_what_answers_the_most_severity_stands_first() -> None:
    many, worst, little = Candidate(0, 0b1110, 0), Candidate(1, 0b0001, 9), Candidate(2, 0b10000, 0)
    assert in_order([little, many, worst], [10, 2, 2, 2, 0]) == [worst, many, little]
    assert in_order([worst, many], [0, 0, 0, 0]) == [many, worst], "without scores, what answers most"


# -- the real directory -------------------------------------------------------------------------------------------------


@dataclass
class Real:
    """The real directory, and what its own search finds, kept by place, person and concern."""

    directory: Directory
    searched: dict[tuple[str, Person, str], list[Result]] = field(default_factory=dict)

    def search(self, near: str, person: Person, concern: str) -> list[Result]:
        key = (near, person, concern)
        if key not in self.searched:
            request = SearchRequest((concern,), near=self.directory.gazetteer.find(near), person=person, limit=MAX_LIMIT)
            page = self.directory.search(request, NOW)
            assert page.next_cursor is None
            self.searched[key] = [one for one in page.results if may_stand(one)]
        return self.searched[key]

    def services(self, near: str, person: Person, concerns: Iterable[str], radius: float) -> list[Helper]:
        answers: dict[str, set[str]] = {}
        miles: dict[str, float] = {}
        for concern in concerns:
            for one in self.search(near, person, concern):
                answers.setdefault(one.id, set()).add(concern)
                miles[one.id] = counted(one, radius)
        return [Helper(one, frozenset(answers[one]), miles[one]) for one in answers]


def may_stand(result: Result) -> bool:
    body = json.loads(result.body)
    return result.verdict is not Verdict.NO and body["status"] == "active" and body.get("taking") != "closed-to-new"


def counted(result: Result, radius: float) -> float:
    assert result.reach is not Reach.NEAR or result.distance_miles is not None
    return round(result.distance_miles or 0.0, MILES) if result.reach is Reach.NEAR else radius


@pytest.fixture(scope="module")
def real(real_directory: Settings) -> Real:
    return Real(open_current(real_directory))


def assess(real: Real, near: str, concerns: Mapping[str, int | None], person: Person = SILENT) -> AssessmentAnswer:
    scored = tuple(Scored(concern, score) for concern, score in concerns.items())
    return real.directory.assess(Assessment(real.directory.gazetteer.find(near), scored, person=person), NOW)


def holds(real: Real, near: str, concerns: Mapping[str, int | None], person: Person = SILENT) -> None:
    """The plan is the best there is, and no longer than the list of the top services."""
    answer = assess(real, near, concerns, person)
    services = real.services(near, person, concerns, answer.assessment.radius_miles)
    coverable = frozenset().union(*(one.answers for one in services))
    plan = [one.result for one in answer.plan]
    case = (near, person, dict(concerns))
    assert {concern for one in answer.plan for concern in one.concerns} == coverable, case
    assert {one.asked.concern for one in answer.uncovered} == concerns.keys() - coverable, case
    count, miles = exhaustive(services)
    assert (len(plan), round(sum(counted(one, answer.assessment.radius_miles) for one in plan), MILES)) == (count, round(miles, MILES)), case
    assert len(plan) <= len({found[0].id for concern in coverable if (found := real.search(near, person, concern))}), case
    assert all(may_stand(one) for one in plan), case
    for one in answer.plan:
        assert set(one.concerns) == next(service.answers for service in services if service.id == one.result.id), case


@pytest.mark.parametrize("case", ASSESSMENTS, ids=lambda case: case["id"])
def test_the_plan_of_each_judged_assessment_is_the_best_there_is(real: Real, case: dict[str, object]) -> None:
    near, concerns = str(case["near"]), case["concerns"]
    assert isinstance(concerns, list)
    holds(real, NOT_IN_THE_GAZETTEER.get(near, near), {one["id"]: one["score"] for one in concerns})


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.heavy)])
def test_the_plan_of_generated_assessments_is_the_best_there_is(real: Real, count: int) -> None:
    chance, known = random.Random(count), [concern.id for concern in real.directory.scheme.concerns]
    for _ in range(count):
        asked = chance.sample(known, chance.randint(1, EXACT_UP_TO))
        holds(real, chance.choice(PLACES), {concern: chance.choice([None, *range(11)]) for concern in asked}, chance.choice(PEOPLE))


def test_the_whole_checklist_at_once_covers_all_that_can_be_with_no_more_than_the_top_of_each(real: Real) -> None:
    concerns: dict[str, int | None] = {concern.id: 5 for concern in real.directory.scheme.concerns}
    answer = assess(real, "LS1 4AP", concerns)
    services = real.services("LS1 4AP", SILENT, concerns, answer.assessment.radius_miles)
    coverable = frozenset().union(*(one.answers for one in services))
    assert {concern for one in answer.plan for concern in one.concerns} == coverable
    assert len(answer.plan) <= len({real.search("LS1 4AP", SILENT, concern)[0].id for concern in coverable})


@pytest.mark.parametrize("near", ["LS1 4AP", "BT48 6HQ", "ZE1 0LL", "Leeds"])
@pytest.mark.parametrize("person", PEOPLE[:2])
def test_each_concern_has_the_results_of_a_search_for_it_alone(real: Real, near: str, person: Person) -> None:
    asked = ["swelling", "money-or-finance", "pets", "regret-about-the-past", "emotional"]
    for one in assess(real, near, dict.fromkeys(asked, 5), person).concerns:
        alone = real.directory.search(SearchRequest((one.asked.concern,), near=real.directory.gazetteer.find(near), person=person, limit=5), NOW)
        assert (one.results, one.total, one.instead) == (alone.results, alone.total, alone.instead)


# -- small directories --------------------------------------------------------------------------------------------------


@pytest.fixture
def directory_of(tmp_path: Path, scheme: ConcernScheme, postcodes: Path) -> DirectoryOf:
    """As elsewhere, but taught no words: an assessment has none, and teaching takes seconds."""

    def make(*entries: Entry) -> Directory:
        shelf = shelve([Service.model_validate(one) for one in entries], scheme, Gazetteer.open(postcodes))
        return Directory.open(write_index(tmp_path / "index", "generation", shelf, with_text=False), postcodes)

    return make


def ask(directory: Directory, near: str = LEEDS, person: Person = SILENT, radius: float = 25.0, **scores: int | None) -> AssessmentAnswer:
    scored = tuple(Scored(concern.replace("_", "-"), score) for concern, score in scores.items())
    return directory.assess(Assessment(directory.gazetteer.find(near), scored, radius, person=person), NOW)


def planned(answer: AssessmentAnswer) -> dict[str, tuple[str, ...]]:
    return {one.result.id: one.concerns for one in answer.plan}


@pytest.mark.parametrize(
    "said",
    [{"status": "temporarily-closed"}, {"taking": "closed-to-new"}, {"eligibility": {"cancer_types": ["breast"]}}],
    ids=["closed for now", "closed to new people", "not for this person"],
)
def test_nobody_is_sent_where_they_are_not_taken_but_is_told_of_it(directory_of: DirectoryOf, said: dict[str, object]) -> None:
    answer = ask(directory_of(entry("shut", LEEDS, **said)), person=Person(cancer_type="bowel"), swelling=8)
    assert answer.plan == ()
    assert [one.asked.concern for one in answer.uncovered] == ["swelling"]
    assert answer.uncovered[0].instead.text
    assert [one.id for one in answer.concerns[0].results] == ["shut"]


def test_a_waiting_list_keeps_no_service_out_of_the_plan(directory_of: DirectoryOf) -> None:
    assert planned(ask(directory_of(entry("waits", LEEDS, taking="waiting-list")), swelling=8)) == {"waits": ("swelling",)}


def test_concerns_stand_worst_first_with_ties_as_given_and_those_without_a_score_last(directory_of: DirectoryOf) -> None:
    answer = ask(directory_of(entry("all", LEEDS, concerns=["swelling", "pets", "cough", "guilt"])), pets=None, guilt=3, swelling=9, cough=3)
    assert [one.asked.concern for one in answer.concerns] == ["swelling", "guilt", "cough", "pets"]
    assert planned(answer) == {"all": ("swelling", "guilt", "cough", "pets")}


def test_of_as_many_services_the_nearer_is_taken_and_one_that_is_near_before_a_telephone(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("a-line"), entry("b-far", HARROGATE), entry("c-near", SEACROFT))
    assert planned(ask(directory, swelling=5)) == {"c-near": ("swelling",)}
    assert planned(ask(directory, radius=1, swelling=5)) == {"a-line": ("swelling",)}


def test_of_services_that_are_as_good_in_all_else_one_for_another_cancer_or_age_or_matter_stands_back(directory_of: DirectoryOf) -> None:
    directory = directory_of(
        entry("a-for-one-cancer", eligibility={"cancer_types": ["prostate"]}),
        entry("b-for-the-young", eligibility={"max_age": 25}),
        entry("c-for-much-else", concerns=["cough", "swelling"]),
        entry("d-for-swelling", eligibility={"min_age": 18}),
        entry("e-for-swelling"),
    )
    assert planned(ask(directory, swelling=5)) == {"d-for-swelling": ("swelling",)}
    assert planned(ask(directory, person=Person(cancer_type="prostate"), swelling=5)) == {"a-for-one-cancer": ("swelling",)}


def test_a_service_beyond_those_shown_for_a_concern_may_stand_in_the_plan(directory_of: DirectoryOf) -> None:
    nearer = [entry(f"a-{number}", LEEDS) for number in range(30)]
    answer = ask(directory_of(*nearer, entry("both", HARROGATE, concerns=["pets", "swelling"])), swelling=5, pets=5)
    assert planned(answer) == {"both": ("swelling", "pets")}
    assert "both" not in [one.id for one in answer.concerns[0].results]


def test_a_category_is_answered_by_a_service_for_any_concern_in_it(directory_of: DirectoryOf) -> None:
    answer = ask(directory_of(entry("clinic", LEEDS)), physical=4, swelling=None)
    assert planned(answer) == {"clinic": ("physical", "swelling")}
    assert answer.plan[0].result.why[0] == "Tagged with Swelling"


def test_nothing_that_can_be_covered_makes_no_plan_and_says_what_to_do(directory_of: DirectoryOf) -> None:
    answer = ask(directory_of(entry("clinic", LEEDS)), pets=4, guilt=2)
    assert (answer.plan, [one.asked.concern for one in answer.uncovered]) == ((), ["pets", "guilt"])
    assert all(one.instead is not None and not one.results for one in answer.concerns)


@pytest.mark.parametrize("near", ["BT1 5GS", "Leeds", "LS1"])
def test_a_plan_can_be_made_in_northern_ireland_and_from_a_place_that_is_an_area(directory_of: DirectoryOf, near: str) -> None:
    assert planned(ask(directory_of(entry("line")), near, swelling=4)) == {"line": ("swelling",)}


def test_the_urgent_advice_of_the_worst_concern_comes_first_and_a_low_score_holds_some_back(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("line"))
    [hopeless] = [advice for advice in directory.scheme.urgent if advice.concerns == ("hopelessness",)]
    [fever] = directory.scheme.urgent_for(["high-temperature-or-fever"])
    assert hopeless.min_score == 7
    high = ask(directory, high_temperature_or_fever=4, hopelessness=9).urgent
    assert hopeless in high
    assert high[-1] == fever
    low = ask(directory, hopelessness=6, high_temperature_or_fever=9).urgent
    assert hopeless not in low
    assert low[0] == fever
    assert hopeless in ask(directory, hopelessness=None).urgent
    assert hopeless in ask(directory, emotional=9).urgent
    assert hopeless not in ask(directory, emotional=9, hopelessness=2).urgent, "a concern's own score counts, not its category's"
