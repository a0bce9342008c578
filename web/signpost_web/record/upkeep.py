"""What is planned for a person, brought up to date with what was just written: the worklist reads nothing else."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request

from signpost.places import Nation
from signpost.problems import SignpostError
from signpost.record.access import Action, allowed
from signpost.record.documents import Document
from signpost.record.dues import refreshed
from signpost.record.follow_up import FollowUp
from signpost.record.headings import Words
from signpost.record.person import Person
from signpost.record.policies import Policies
from signpost.record.policy_files import open_policies
from signpost.record.records import SavedByAnother, Stored
from signpost.record.treatment_summary import TreatmentSummary
from signpost_web import state
from signpost_web.directory import Directory
from signpost_web.record import papers
from signpost_web.record.visits import Visit


def directory_of(visit: Visit) -> Directory:
    return state.directory_of(visit.request)


def policies_of(visit: Visit) -> Policies:
    return policies(visit.request)


def policies(request: Request) -> Policies:
    """What the site's policy files ask for. Raises BadPolicies."""
    directory, folder = state.directory_of(request), request.app.state.settings.taxonomy / "policies"
    kept = (folder, directory.generation)
    if kept not in _read:
        _read.clear()
        _read[kept] = open_policies(folder, directory.scheme)
    return _read[kept]


_read: dict[tuple[Path, str], Policies] = {}  # those of the newest generation: they are checked against its concerns


def words_of(visit: Visit) -> Words:
    """How ids of the record read."""
    return papers.words_of(directory_of(visit).scheme, policies_of(visit))


def nation_of(person: Person, directory: Directory, follow_up: FollowUp | None = None) -> Nation:
    """Whose rules apply: as somebody chose; else by the postcode; England's where it is not known, as most people live there."""
    if follow_up and follow_up.other_nation:
        return follow_up.other_nation
    try:
        place = directory.gazetteer.find(person.postcode) if person.postcode else None
    except SignpostError:
        place = None
    return (place.nation if place else None) or Nation.ENGLAND


def refresh(visit: Visit, person_id: str) -> None:
    """Saves the follow-up anew when what is planned has changed; makes it when there is none and there is something to plan."""
    if not allowed(visit.actor.role, Action.WRITE, FollowUp.KIND):
        return
    whole = visit.records.whole(person_id)
    bodies = [whole.person.body, *(one.body for one in whole.documents)]
    kept = next((one for one in whole.documents if one.kind == FollowUp.KIND), None)
    before = whole.follow_up or FollowUp(nation=nation_of(whole.person.body, directory_of(visit)))
    current = before.model_copy(update={"nation": nation_of(whole.person.body, directory_of(visit), before)})
    after = refreshed(_with_diagnosis(current, bodies), bodies, policies_of(visit), visit.now.date())
    if after == before:
        return
    try:
        _save(visit, person_id, kept, after)
    except SavedByAnother:  # they have brought it up to date themselves
        return


def _with_diagnosis(follow_up: FollowUp, bodies: list[Document]) -> FollowUp:
    """With the day of the diagnosis that a summary tells, where nobody has entered one."""
    told = [one.diagnosed_on for one in bodies if isinstance(one, TreatmentSummary) and one.diagnosed_on]
    return follow_up if follow_up.diagnosed_on or not told else follow_up.model_copy(update={"diagnosed_on": min(told)})


def _save(visit: Visit, person_id: str, kept: Stored[Document] | None, after: FollowUp) -> None:
    if kept:
        visit.records.save(kept.id, kept.version, after)
    else:
        visit.records.add(person_id, after)
