"""Writes a record that looks as if it had grown: every entry on the day on which it would have been made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from signpost.places import Nation
from signpost.record.access import Actor
from signpost.record.assessment import Assessment, OtherConcern, Recipient, ScoredConcern, Way
from signpost.record.care_plan import AboutMe, CarePlan, Contingency
from signpost.record.codes import AssessmentOffer, PathwayPoint, PlanStatus, StaffRole
from signpost.record.documents import Document
from signpost.record.dues import refreshed
from signpost.record.follow_up import FollowUp
from signpost.record.person import Person
from signpost.record.policies import Policies
from signpost.record.records import Records, Stored
from signpost.record.store.store import Store
from signpost.record.suggestion import suggest
from signpost.search.directory import Directory

D = TypeVar("D", bound=Document)


class World(NamedTuple):
    """What all the stories share."""

    store: Store
    directory: Directory
    policies: Policies
    now: datetime


class Pen:
    """Writes as one member of staff, on one day after the other."""

    def __init__(self, world: World, actor: Actor, name: str) -> None:
        self._world, self.name = world, name
        self._then = world.now
        self.records = Records(world.store, actor, lambda: self._then)

    @property
    def day(self) -> date:
        """The day on which it writes."""
        return self._then.date()

    def ago(self, days: int) -> date:
        """A day before today; after it when `days` is less than 0."""
        return self._world.now.date() - timedelta(days=days)

    def at(self, days_ago: int) -> Pen:
        """The same pen, so many days before today."""
        self._then = self._world.now - timedelta(days=days_ago)
        return self

    def begin(self, person: Person, team: str) -> str:
        """The id of a new person on the team's list."""
        return self.records.add_person(person, team).id

    def write(self, person_id: str, body: D) -> Stored[D]:
        return self.records.add(person_id, body)

    def assessment(self, point: PathwayPoint, *concerns: ScoredConcern, others: Sequence[OtherConcern] = (), questions: str | None = None, way: Way = Way.PERSON) -> Assessment:
        """One that was filled in on this day, and offered a week before."""
        return Assessment(
            offer=AssessmentOffer.ACCEPTED, offered_on=self.day - timedelta(days=7), completed_on=self.day, point=point, staff_role=StaffRole.CANCER_NURSE, offered_by=self.name, how=way,
            concerns=concerns, others=tuple(others), has_questions=questions is not None, questions=questions, share_with=(Recipient.PERSON, Recipient.GP),
        )  # fmt: skip

    def plan(self, person_id: str, made_from: Stored[Assessment], about_me: AboutMe | None = None, night: str | None = None) -> Stored[CarePlan]:
        """The plan that the directory suggests, accepted as it is."""
        person = self.records.person(person_id).body
        assert person.postcode
        near = self._world.directory.gazetteer.find(person.postcode)
        worker = person.key_worker
        plan = CarePlan(
            assessment_id=made_from.id, status=PlanStatus.COMPLETED, planned_on=self.day, author=self.name, staff_role=StaffRole.CANCER_NURSE, point=made_from.body.point, agreed=True,
            about_me=about_me or AboutMe(), copies_to=made_from.body.share_with, review_on=self.day + timedelta(weeks=12),
            contingency=Contingency(in_hours=f"{worker.name}, {worker.phone}" if worker else None, out_of_hours=night),
        )  # fmt: skip
        for row in suggest(self._world.directory, made_from.body, near, self._then).rows:
            plan = plan.with_row(row)
        return self.write(person_id, plan)

    def close(self, plan: Stored[CarePlan]) -> Stored[CarePlan]:
        """A plan that another follows."""
        return self.records.save(plan.id, plan.version, plan.body.model_copy(update={"closed_on": self.day}))

    def follow(self, person_id: str, follow_up: FollowUp) -> None:
        """Where they are on their way, with what the nation's policy asks for today."""
        whole = self.records.whole(person_id)
        documents = [whole.person.body, *(one.body for one in whole.documents)]
        self.write(person_id, refreshed(follow_up, documents, self._world.policies, self._world.now.date()))

    def nation(self, person_id: str) -> Nation:
        """Whose rules apply to them."""
        postcode = self.records.person(person_id).body.postcode
        place = self._world.directory.gazetteer.find(postcode) if postcode else None
        return (place.nation if place else None) or Nation.ENGLAND

    def review_rule(self, nation: Nation) -> str:
        """The id of the review that is asked for first."""
        return self._world.policies.on(nation, self.day).reviews[0].id


def concern(id_: str, score: int | None, own_words: str | None = None) -> ScoredConcern:
    return ScoredConcern(concern=id_, score=score, own_words=own_words)
