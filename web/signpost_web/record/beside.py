"""The services that stand beside a person's concerns. To the search cross concern ids, the place, an age and a kind of cancer; and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, islice
from typing import NamedTuple

from signpost.concerns import ConcernScheme, UrgentAdvice
from signpost.places import Nation, Place
from signpost.problems import SignpostError
from signpost.record.assessment import Assessment, ScoredConcern
from signpost.record.care_plan import PlanRow
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.person import Person
from signpost.record.signposts import ServiceCopy, SinceCopied, since_copied
from signpost.record.suggestion import (
    BESIDE,
    Beside,
    Suggestion,
    answered_by,
    known,
    other_row,
    service_row,
    suggest,
    urgent_about,
    urgent_first,
    urgent_of,
    urgent_words,
)
from signpost.search import request as search
from signpost.search.request import Result, SearchRequest, Verdict
from signpost_web import shapes
from signpost_web.directory import Directory
from signpost_web.pages.cards import Card, card
from signpost_web.record.upkeep import directory_of
from signpost_web.record.visits import Visit

PATIENT = "patient"  # whom a record is about
REMOTE, EVERYWHERE = ("phone", "online", "post"), frozenset(nation.value for nation in (Nation.ENGLAND, Nation.SCOTLAND, Nation.WALES, Nation.NORTHERN_IRELAND))
LOOKED_AT = 50  # among which are those that serve the whole UK
Choices = list[tuple[str, list[tuple[str, str]]]]  # category -> ids and labels


class Offer(NamedTuple):
    """What a plan may take for a concern: `value` names it in a form. Without a card it is advice, or a service further down the list."""

    value: str
    row: PlanRow
    card: Card | None
    suggested: bool = False


class Worry(NamedTuple):
    """A concern with what is planned for it and what may be. `concern` is None for one of the person's own."""

    concern: str | None
    label: str
    score: int | None
    own_words: str | None
    rows: tuple[PlanRow, ...] = ()
    offers: tuple[Offer, ...] = ()
    instead: str | None = None
    urgent: tuple[UrgentAdvice, ...] = ()  # what comes before any service


class Help(NamedTuple):
    """What comes before everything else, and the worries, the worst first. `near` is None where no place is known."""

    urgent: tuple[UrgentAdvice, ...]
    worries: tuple[Worry, ...]
    near: Place | None


def near_of(person: Person, directory: Directory) -> Place | None:
    """Where they live, as far as a postcode of the gazetteer tells."""
    try:
        return directory.gazetteer.find(person.postcode) if person.postcode else None
    except SignpostError:
        return None


def help_for(visit: Visit, person: Person, assessment: Assessment, rows: Sequence[PlanRow] = ()) -> Help:
    """Of the concerns of an assessment, and of those rows of a plan."""
    directory = directory_of(visit)
    near = near_of(person, directory)
    every = _with_rows(assessment, rows)
    whom = who(directory, person, visit.now.date())
    found = suggest(directory, every, near, visit.now, whom) if near else _without_place(visit, every, whom)
    return Help(found.urgent, tuple(_worries(visit, every, found, rows)), near)


def who(directory: Directory, person: Person, today: date) -> search.Person:
    """Age and kind of cancer, as far as their details tell: a service for young people is no help at 78."""
    born = person.born
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None
    return search.Person(age, directory.scheme.cancer_type(person.diagnosis) if person.diagnosis else None, PATIENT)


def _without_place(visit: Visit, assessment: Assessment, who: search.Person) -> Suggestion:
    """What everybody in the UK can reach by phone, online or post: nobody can tell what is near. An emergency is one everywhere."""
    directory = directory_of(visit)
    beside = tuple(_for_everybody(visit, one, who) for one in known(directory.scheme, assessment.worst_first))
    rows = tuple(_urgent_first(visit, one.concern, service_row(one.concern, _copied(visit, one.results[0]), number)) for number, one in enumerate(beside, 1) if one.results)
    return Suggestion(urgent_of(directory, assessment, visit.now), rows, beside)


def _for_everybody(visit: Visit, concern: ScoredConcern, who: search.Person) -> Beside:
    directory = directory_of(visit)
    page = directory.search(SearchRequest((concern.concern,), delivery=REMOTE, person=who, limit=LOOKED_AT), visit.now)
    fit = (one for one in page.results if one.verdict is not Verdict.NO and _everywhere(directory, one.id))
    found = tuple(islice(fit, BESIDE))
    return Beside(concern, found, len(found), page.instead.text if page.instead else None)


def _everywhere(directory: Directory, service_id: str) -> bool:
    entry = json.loads(directory.service(service_id) or b"{}")
    return set(entry.get("areas_served", {}).get("nations", ())) >= EVERYWHERE


def of_concerns(visit: Visit, person: Person, concerns: Iterable[str]) -> Help:
    """Of concerns that nobody has scored."""
    return help_for(visit, person, _asked(visit, tuple(ScoredConcern(concern=one) for one in concerns)))


def _asked(visit: Visit, concerns: tuple[ScoredConcern, ...]) -> Assessment:
    return Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=visit.now.date(), point=PathwayPoint.OTHER, concerns=concerns)


def _with_rows(assessment: Assessment, rows: Sequence[PlanRow]) -> Assessment:
    """The assessment with the concerns that only the plan has. One that a form's two items stand for counts once, as the worse."""
    told = {one.concern: one for one in reversed(assessment.worst_first)}
    planned = {row.concern: ScoredConcern(concern=row.concern, score=row.score, own_words=row.own_words) for row in reversed(rows) if row.concern}
    return assessment.model_copy(update={"concerns": tuple((planned | told).values())})


def _worries(visit: Visit, assessment: Assessment, found: Suggestion, rows: Sequence[PlanRow]) -> Iterable[Worry]:
    directory, found_for = directory_of(visit), {one.concern.concern: one for one in found.beside}
    suggested = {row.concern: row for row in found.rows if row.concern}
    for one in assessment.worst_first:
        of_it = tuple(row for row in rows if row.concern == one.concern)
        there = {row.service.id for row in of_it if row.service}
        urgent = urgent_about(directory, one, visit.now)
        offers = tuple(each for each in _offers(visit, one, urgent, suggested.get(one.concern), found_for.get(one.concern)) if not (of_it and _is_there(each, there)))
        instead = found_for[one.concern].instead if one.concern in found_for else None
        yield Worry(one.concern, label_of(directory.scheme, one.concern), one.score, one.own_words, of_it, offers, instead, urgent)
    yield from _own_worries(visit, assessment, rows)


def _urgent_first(visit: Visit, concern: ScoredConcern, row: PlanRow) -> PlanRow:
    return urgent_first(row, urgent_about(directory_of(visit), concern, visit.now))


def _own_worries(visit: Visit, assessment: Assessment, rows: Sequence[PlanRow]) -> Iterable[Worry]:
    """What no concern of the list says: as the assessment has it, then as only the plan has it."""
    told = {row.other: row.score for row in reversed(rows) if row.other} | {one.own_words: one.score for one in reversed(assessment.others)}
    directory, asked = directory_of(visit), {one.own_words: (number, one) for number, one in enumerate(assessment.others)}
    for words, score in sorted(told.items(), key=lambda one: (one[1] is None, -(one[1] or 0))):
        of_it = tuple(row for row in rows if row.other == words)
        urgent = urgent_words(directory, (words,), visit.now)
        offer = (Offer(f"/{asked[words][0]}", other_row(directory, asked[words][1], visit.now), None, suggested=True),) if words in asked and not of_it else ()
        yield Worry(None, words, score, None, of_it, offer, urgent=urgent)


def _offers(visit: Visit, concern: ScoredConcern, urgent: Iterable[UrgentAdvice], suggested: PlanRow | None, beside: Beside | None) -> Iterable[Offer]:
    """What the planner chose first, then what else stands beside the concern."""
    results = {one.id: one for one in beside.results} if beside else {}
    chosen = suggested.service.id if suggested and suggested.service else ""
    if suggested:
        first = results.get(chosen)
        yield Offer(f"{concern.concern}/{chosen}", suggested, _card(visit, first) if first else None, suggested=True)
    for one in results.values():
        if one.id != chosen:
            yield Offer(f"{concern.concern}/{one.id}", urgent_first(service_row(concern, _copied(visit, one)), urgent), _card(visit, one))


def offer_of(visit: Visit, about: PlanRow, value: str, one: Result) -> Offer:
    """A service that was looked for, as it may be taken for what a row is about."""
    return Offer(value, answered_by(about, _copied(visit, one)), _card(visit, one))


def _copied(visit: Visit, one: Result) -> ServiceCopy:
    return ServiceCopy.of(json.loads(one.body), visit.now.date(), one.location)


def _is_there(offer: Offer, services: set[str]) -> bool:
    """Whether a plan that has something for the concern need not be offered this too: the same service, or advice."""
    return offer.row.service is None or offer.row.service.id in services


def _card(visit: Visit, one: Result) -> Card:
    return card(shapes.result(one, SearchRequest()), visit.now.date())


def taken(visit: Visit, person: Person, assessment: Assessment, value: str) -> PlanRow | None:
    """The row that an offer's value stands for; a concern that nobody has scored comes without one. None when directory or assessment have no such thing (any more)."""
    concern, _, named = value.partition("/")
    if not concern:
        own = {str(number): one for number, one in enumerate(assessment.others)}.get(named)
        return other_row(directory_of(visit), own, visit.now) if own else None
    if concern not in directory_of(visit).scheme.concern_by_id:
        return None
    one = next((one for one in assessment.worst_first if one.concern == concern), ScoredConcern(concern=concern))
    row = _with_service(visit, person, one, named) if named else _advice(visit, person, one)
    return _urgent_first(visit, one, row) if row else None


def _with_service(visit: Visit, person: Person, concern: ScoredConcern, service_id: str) -> PlanRow | None:
    return with_service(visit, person, PlanRow(number=1, concern=concern.concern, score=concern.score, own_words=concern.own_words), service_id)


def with_service(visit: Visit, person: Person, about: PlanRow, service_id: str) -> PlanRow | None:
    """A row with a service of the directory; None when there is none of that id (any more)."""
    copied = copied_today(visit, person, service_id)
    return answered_by(about, copied) if copied else None


def copied_today(visit: Visit, person: Person, service_id: str) -> ServiceCopy | None:
    """A service as it stands today, with its place nearest to the person. None when the directory has no such service."""
    directory = directory_of(visit)
    entry = directory.service(service_id)
    if entry is None:
        return None
    near = near_of(person, directory)
    found = directory.how_far(service_id, near) if near else None
    return ServiceCopy.of(json.loads(entry), visit.now.date(), found.location if found else None)


def since(visit: Visit, service: ServiceCopy) -> SinceCopied | None:
    """What became of a service since it was copied into a plan; None when all stands as it was."""
    entry = directory_of(visit).service(service.id)
    return since_copied(service, json.loads(entry) if entry else None)


def since_by_row(visit: Visit, rows: Iterable[PlanRow]) -> dict[int, SinceCopied]:
    """The same of a plan's rows, by number; those that stand as they were are left out."""
    found = {row.number: since(visit, row.service) for row in rows if row.service}
    return {number: one for number, one in found.items() if one}


def _advice(visit: Visit, person: Person, concern: ScoredConcern) -> PlanRow:
    """What to do where no service was chosen, in the scheme's words."""
    worry = next(iter(help_for(visit, person, _asked(visit, (concern,))).worries))
    return PlanRow(number=1, concern=concern.concern, score=concern.score, own_words=concern.own_words, action=worry.instead)


def asked_by(assessment: Assessment | None, rows: Sequence[PlanRow], visit: Visit) -> Assessment:
    """The assessment that a plan answers, with the plan's own concerns among it."""
    return _with_rows(assessment or _asked(visit, ()), rows)


def label_of(scheme: ConcernScheme, concern: str) -> str:
    """How a concern reads; its id where the list has it no longer."""
    return scheme.label(concern) if concern in scheme.known else concern


def choices_of(scheme: ConcernScheme) -> Choices:
    """Every concern, by category, to choose from."""
    labels = {one.id: one.label for one in scheme.categories}
    return [(labels[category], [(one.id, one.label) for one in concerns]) for category, concerns in groupby(scheme.concerns, key=lambda one: one.category)]
