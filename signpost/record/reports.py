"""What a site learns from all its records together: pure functions over documents, in which small numbers are hidden.

None in a count or a mean means hidden, or that there is nothing to tell; see `small_numbers`. The COSD rows are no report:
they are about single people, go to the national data set alone, and carry nothing but codes, dates and the record's id.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from statistics import mean
from typing import NamedTuple

from signpost.concerns import ConcernScheme
from signpost.record.assessment import Assessment, Way
from signpost.record.cancer_care_review import Became, CareReview
from signpost.record.care_plan import CarePlan
from signpost.record.codes import AssessmentOffer
from signpost.record.filed import Filed, of_kind
from signpost.record.signposts import ServiceCopy
from signpost.record.small_numbers import shown, total_shown, union_shown

HIDDEN = "hidden"
NO_SCORE = -1  # a concern that was raised without one
_DECIMALS = 1  # of a mean score


class ConcernRow(NamedTuple):
    """People who have a concern; of those who scored it again, how many, and the mean of their first and last scores."""

    category: str
    concern: str
    people: int | None
    rescored: int | None
    before: float | None
    after: float | None


class CategoryRow(NamedTuple):
    """People who have any concern of a category, each counted once; of those who scored one again, how many, and the mean of the worst of these, first and last."""

    category: str
    people: int | None
    rescored: int | None
    before: float | None
    after: float | None


class SignpostRow(NamedTuple):
    """People who were sent to a service, and what became of it by the last review."""

    service: str
    name: str
    people: int | None
    outcomes: dict[Became, int | None]


class GapRow(NamedTuple):
    """People with a concern in their plan, and those among them for whom no service stands beside it."""

    concern: str
    people: int | None
    without: int | None


class CosdRow(NamedTuple):
    """An assessment, and the plan made from it, in the codes of the data set."""

    record: str
    CR7900: str
    CR7920: str
    CR7930: str
    CR7940: str
    CR7950: str
    CR7960: str


def concerns(filed: Iterable[Filed], scheme: ConcernScheme) -> tuple[ConcernRow, ...]:
    """Concerns that anybody raised, in the order of the checklist."""
    scores = _by_concern(filed)
    return tuple(_concern_row(one.category, one.id, list(scores[one.id].values())) for one in scheme.concerns if one.id in scores)


def categories(filed: Iterable[Filed], scheme: ConcernScheme) -> tuple[CategoryRow, ...]:
    """The people behind the rows of `concerns`, hidden where they would give away one of these."""
    documents = list(filed)
    scores, rows = _by_concern(documents), concerns(documents, scheme)
    beside = {one.id: [row for row in rows if row.category == one.id] for one in scheme.categories}
    return tuple(_category_row(category, below, [scores[row.concern] for row in below]) for category, below in beside.items() if below)


def _by_concern(filed: Iterable[Filed]) -> dict[str, dict[str, list[int]]]:
    """Concern -> person -> their scores, the first one first."""
    scores: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for (person, concern), told in _scores(filed).items():
        scores[concern][person] = [told[day] for day in sorted(told) if told[day] != NO_SCORE]
    return scores


def signposts(filed: Iterable[Filed]) -> tuple[SignpostRow, ...]:
    """Services in plans, by name."""
    documents = list(filed)
    sent: dict[str, dict[str, Became]] = defaultdict(dict)
    names: dict[str, str] = {}
    for person, service in _sent(documents):
        names[service.id] = service.name
        sent[service.id][person] = Became.NOT_ASKED
    for person, service, became in _became(documents):
        names.setdefault(service.id, service.name)
        if became is not Became.NOT_ASKED or person not in sent[service.id]:
            sent[service.id][person] = became
    return tuple(_signpost_row(id_, name, Counter(sent[id_].values())) for id_, name in sorted(names.items(), key=lambda one: (one[1], one[0])))


def gaps(filed: Iterable[Filed], scheme: ConcernScheme) -> tuple[GapRow, ...]:
    """Concerns that plans could not answer with a service, in the order of the checklist."""
    answered: dict[str, dict[str, bool]] = defaultdict(dict)
    for one, plan in of_kind(filed, CarePlan):
        for row in plan.rows:
            if row.concern:
                answered[row.concern][one.person_id] = answered[row.concern].get(one.person_id, False) or row.service is not None
    counts = {concern: Counter(people.values()) for concern, people in answered.items()}
    return tuple(_gap_row(one.id, counts[one.id][True], counts[one.id][False]) for one in scheme.concerns if counts.get(one.id, Counter())[False])


def cosd(filed: Iterable[Filed]) -> tuple[CosdRow, ...]:
    """One row for each assessment; the same date and codes again are the same row."""
    documents = list(filed)
    plans = {plan.assessment_id: plan for _, plan in of_kind(documents, CarePlan)}
    rows = (_cosd_row(one.person_id, assessment, plans.get(one.id)) for one, assessment in of_kind(documents, Assessment))
    return tuple(dict.fromkeys(sorted(rows)))


def as_csv(rows: Sequence[NamedTuple]) -> str:
    """A table with its headings; what is hidden says so. Outcomes become columns."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for number, row in enumerate(_flat(one) for one in rows):
        if not number:
            writer.writerow(row)
        writer.writerow(HIDDEN if value is None else value for value in row.values())
    return text.getvalue()


# -- what the documents tell ----------------------------------------------------------------------------------------------


def _scores(filed: Iterable[Filed]) -> dict[tuple[str, str], dict[date, int]]:
    """Person and concern -> the worst score of each day on which it was scored, for the concerns that an assessment raised."""
    documents = list(filed)
    found: dict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    for one, assessment in of_kind(documents, Assessment):
        if assessment.completed_on:
            for concern in assessment.concerns:
                _keep_worst(found[one.person_id, concern.concern], assessment.completed_on, NO_SCORE if concern.score is None else concern.score)
    for person, concern_id, day, score in _later_scores(documents):
        if (person, concern_id) in found:
            _keep_worst(found[person, concern_id], day, score)
    return found


def _keep_worst(scores: dict[date, int], day: date, score: int) -> None:
    scores[day] = max(score, scores.get(day, NO_SCORE))


def _later_scores(documents: Iterable[Filed]) -> Iterator[tuple[str, str, date, int]]:
    for one, plan in of_kind(documents, CarePlan):
        for row in plan.rows:
            if row.concern and row.new_score is not None and row.rescored_on:
                yield one.person_id, row.concern, row.rescored_on, row.new_score
    for one, review in of_kind(documents, CareReview):
        for outcome in review.signposts:
            if outcome.concern and outcome.score_now is not None and review.reviewed_on:
                yield one.person_id, outcome.concern, review.reviewed_on, outcome.score_now


def _sent(documents: Iterable[Filed]) -> Iterator[tuple[str, ServiceCopy]]:
    for one, plan in of_kind(documents, CarePlan):
        yield from ((one.person_id, row.service) for row in plan.rows if row.service and row.signposts)


def _became(documents: Iterable[Filed]) -> Iterator[tuple[str, ServiceCopy, Became]]:
    """From the reviews that were held, the oldest first."""
    held = [(review.reviewed_on, one.person_id, review) for one, review in of_kind(documents, CareReview) if review.reviewed_on]
    for _, person, review in sorted(held, key=lambda one: one[0]):
        yield from ((person, outcome.service, outcome.became) for outcome in review.signposts)


# -- rows, with small numbers hidden --------------------------------------------------------------------------------------


def _concern_row(category: str, concern: str, scores: Sequence[Sequence[int]]) -> ConcernRow:
    pairs = [(told[0], told[-1]) for told in scores if len(told) > 1]
    people, again = len(scores), len(pairs)
    if shown(people) is None or shown(again) is None or shown(people - again) is None:  # the rest would follow by subtraction
        return ConcernRow(category, concern, shown(people), None, None, None)
    means = [round(mean(values), _DECIMALS) for values in zip(*pairs, strict=True)] or [None, None]
    return ConcernRow(category, concern, people, again, *means)


def _category_row(category: str, rows: Sequence[ConcernRow], scores: Sequence[Mapping[str, Sequence[int]]]) -> CategoryRow:
    """`scores`: of each row, person -> their scores."""
    everybody = {person for one in scores for person in one}
    again: dict[str, list[Sequence[int]]] = defaultdict(list)
    for person, told in (pair for one in scores for pair in one.items()):
        if len(told) > 1:
            again[person].append(told)
    people, rescored = union_shown(len(everybody), (row.people for row in rows)), union_shown(len(again), (row.rescored for row in rows))
    if people is None or rescored is None or shown(people - rescored) is None:
        return CategoryRow(category, people, None, None, None)
    worst = [(max(told[0] for told in several), max(told[-1] for told in several)) for several in again.values()]
    means = [round(mean(values), _DECIMALS) for values in zip(*worst, strict=True)] or [None, None]
    return CategoryRow(category, people, rescored, *means)


def _signpost_row(service: str, name: str, counts: Counter[Became]) -> SignpostRow:
    people = counts.total()
    if shown(people) is None:
        return SignpostRow(service, name, None, dict.fromkeys(Became))
    return SignpostRow(service, name, total_shown(counts.values()), {became: shown(counts[became]) for became in Became})


def _gap_row(concern: str, answered: int, without: int) -> GapRow:
    if shown(answered + without) is None:
        return GapRow(concern, None, None)
    return GapRow(concern, total_shown((answered, without)), shown(without))


def _cosd_row(record: str, assessment: Assessment, plan: CarePlan | None) -> CosdRow:
    day = plan.planned_on if plan else assessment.completed_on or assessment.offered_on
    return CosdRow(
        record,
        (AssessmentOffer.UNDECIDED if _unanswered(assessment) else assessment.offer).value,
        plan.status.value if plan else "",
        day.isoformat(),
        assessment.point.value,
        assessment.staff_role.value,
        plan.staff_role.value if plan else "",
    )


def _unanswered(assessment: Assessment) -> bool:
    """Whether it was offered by a link that nobody has answered yet: that is no acceptance."""
    return assessment.how is Way.PERSON and assessment.offer is AssessmentOffer.ACCEPTED and assessment.completed_on is None


def _flat(row: NamedTuple) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in row._asdict().items():
        flat |= {str(key.label): part for key, part in value.items()} if isinstance(value, dict) else {name: value}
    return flat
