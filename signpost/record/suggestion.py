"""A whole plan suggested from an assessment and a place, to accept or refuse row by row, with services beside each concern.

Only concern ids, a place, an age and a kind of cancer cross to the search. What the person wrote is read for emergencies alone, on this machine.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple, Protocol

from signpost.concerns import ConcernScheme, UrgentAdvice
from signpost.places import Place
from signpost.record.assessment import Assessment, OtherConcern, ScoredConcern
from signpost.record.care_plan import ActionType, PlanRow
from signpost.record.signposts import ServiceCopy
from signpost.search import assessment as search
from signpost.search.request import MAX_TEXT_CHARACTERS, SILENT, Person, Result, SearchPage, SearchRequest

BESIDE = 3  # services shown beside each concern: more are a page away
BY_THEMSELVES, BY_US, BY_GP = "The person", "Key worker", "GP"  # who does it


class Directory(Protocol):
    """What is asked of the directory."""

    @property
    def scheme(self) -> ConcernScheme: ...

    def assess(self, assessment: search.Assessment, now: datetime) -> search.AssessmentAnswer: ...

    def search(self, request: SearchRequest, now: datetime) -> SearchPage: ...


class Beside(NamedTuple):
    """A concern with its best services. `instead` says what to do when none is near; `total` is how many there are in all."""

    concern: ScoredConcern
    results: tuple[Result, ...]
    total: int
    instead: str | None


class Suggestion(NamedTuple):
    """`rows` are numbered from 1 and belong to no plan yet: `CarePlan.with_row` takes those that are accepted."""

    urgent: tuple[UrgentAdvice, ...]
    rows: tuple[PlanRow, ...]
    beside: tuple[Beside, ...]


def suggest(directory: Directory, assessment: Assessment, near: Place, now: datetime, who: Person = SILENT) -> Suggestion:
    """A row for each concern, worst first, then one for each worry that the checklist lacks."""
    told = {one.concern: one for one in reversed(assessment.worst_first)}  # of a concern that stands twice, the worse
    every = tuple(dict.fromkeys(one.concern for one in assessment.worst_first))
    concerns = tuple(one.concern for one in known(directory.scheme, map(told.__getitem__, every)))
    if not concerns:
        bare = (urgent_first(_row(told[one], None, None, now.date()), urgent_about(directory, told[one], now)) for one in every)
        return Suggestion(_urgent(directory, assessment, (), now), _numbered((*bare, *(other_row(directory, one, now) for one in assessment.others))), ())
    asked = search.Assessment(near, tuple(search.Scored(one, told[one].score) for one in concerns), per_concern=BESIDE, person=who)
    answer = directory.assess(asked, now)
    planned = {concern: step.result for step in answer.plan for concern in step.concerns}
    instead = {one.asked.concern: one.instead.text for one in answer.uncovered}
    rows = [urgent_first(_row(told[one], planned.get(one), instead.get(one), now.date()), urgent_about(directory, told[one], now)) for one in every]
    beside = tuple(Beside(told[one.asked.concern], one.results, one.total, one.instead.text if one.instead else None) for one in answer.concerns)
    return Suggestion(_urgent(directory, assessment, answer.urgent, now), _numbered([*rows, *(other_row(directory, one, now) for one in assessment.others)]), beside)


def known(scheme: ConcernScheme, concerns: Iterable[ScoredConcern]) -> tuple[ScoredConcern, ...]:
    """Those that the list of concerns still has: an older document may name one that it has no longer."""
    return tuple(one for one in concerns if one.concern in scheme.known)


def service_row(concern: ScoredConcern, service: ServiceCopy, number: int = 1) -> PlanRow:
    """A concern with a service for it."""
    return answered_by(PlanRow(number=number, concern=concern.concern, score=concern.score, own_words=concern.own_words), service)


def answered_by(about: PlanRow, service: ServiceCopy) -> PlanRow:
    """A row with a service for what it is about: a signpost; or a referral, where the service takes nobody who comes by themselves."""
    if service.needs_referral:
        who = BY_GP if service.only_through_gp else BY_US
        return about.model_copy(update={"service": service, "type": ActionType.REFERRAL, "who": who, "action": f"Refer to {service.name}"})
    return about.model_copy(update={"service": service, "type": ActionType.SIGNPOST, "who": BY_THEMSELVES, "action": f"Get in touch with {service.name}"})


def _row(concern: ScoredConcern, result: Result | None, instead: str | None, today: date) -> PlanRow:
    if result is not None:
        return service_row(concern, ServiceCopy.of(json.loads(result.body), today, result.location))
    return PlanRow(number=1, concern=concern.concern, score=concern.score, own_words=concern.own_words, type=ActionType.INFORMATION, action=instead)


def other_row(directory: Directory, other: OtherConcern, now: datetime) -> PlanRow:
    """A worry that the checklist lacks, to be filled in; where its words tell of an emergency, with what to do about that."""
    return urgent_first(PlanRow(number=1, other=other.own_words, score=other.score), urgent_words(directory, (other.own_words,), now))


def urgent_about(directory: Directory, concern: ScoredConcern, now: datetime) -> tuple[UrgentAdvice, ...]:
    """What one concern calls for at once: by its own words, then by itself and its score, where the list still has it."""
    asked = [search.Scored(concern.concern, concern.score)] if concern.concern in directory.scheme.known else []
    by_score = search.urgent_for(asked, directory.scheme)
    return tuple(dict.fromkeys((*urgent_words(directory, (concern.own_words,) if concern.own_words else (), now), *by_score)))


def urgent_first(row: PlanRow, urgent: Iterable[UrgentAdvice]) -> PlanRow:
    """The row with what is urgent before all else in its action: a service is never the only answer to an emergency."""
    first = " ".join(f"{advice.title}: {advice.call}" for advice in urgent)
    if not first:
        return row
    return row.model_copy(update={"action": f"{first} Then: {row.action}" if row.action else first})


def _numbered(rows: Iterable[PlanRow]) -> tuple[PlanRow, ...]:
    return tuple(row.model_copy(update={"number": number}) for number, row in enumerate(rows, 1))


def _urgent(directory: Directory, assessment: Assessment, by_score: Iterable[UrgentAdvice], now: datetime) -> tuple[UrgentAdvice, ...]:
    """What the words tell of first, then what the concerns and their scores call for."""
    return tuple(dict.fromkeys((*urgent_words(directory, assessment.written, now), *by_score)))


def urgent_of(directory: Directory, assessment: Assessment, now: datetime) -> tuple[UrgentAdvice, ...]:
    """What an assessment calls for before any plan is made: what its words tell of, then its concerns and their scores."""
    scored = [search.Scored(one.concern, one.score) for one in known(directory.scheme, assessment.worst_first)]
    return _urgent(directory, assessment, search.urgent_for(scored, directory.scheme), now)


def urgent_words(directory: Directory, written: Iterable[str], now: datetime) -> tuple[UrgentAdvice, ...]:
    """The advice that free text calls for, whatever was ticked: a person may write of an emergency where nobody asked."""
    texts = dict.fromkeys(piece for text in written for piece in _pieces(text))
    pages = (directory.search(SearchRequest(text=text, limit=1), now) for text in texts)
    return tuple(dict.fromkeys(advice for page in pages for advice in page.urgent))


def _pieces(text: str) -> Iterator[str]:
    """The beginning, as a whole, and every sentence by itself: one among many must not go under."""
    yield text[:MAX_TEXT_CHARACTERS]
    for sentence in re.split(r"(?<=[.!?…])\s+|\n+", text):
        yield from filter(None, textwrap.wrap(sentence, MAX_TEXT_CHARACTERS))
