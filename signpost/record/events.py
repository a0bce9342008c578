"""Health and wellbeing events: a dated session of a service, and whether the person was asked, booked and came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from signpost.record.codes import Labelled
from signpost.record.documents import Document
from signpost.record.fields import Each, Line, PastDay, ServiceId, Text, today_of
from signpost.record.headings import UK, on_uk_clocks
from signpost.services import Citation, PostcodeOrOutward


class Answer(Labelled):
    INVITED = "invited", "Invited"
    BOOKED = "booked", "Booked"
    ATTENDED = "attended", "Attended"
    DID_NOT_ATTEND = "did-not-attend", "Did not attend"
    DECLINED = "declined", "Declined"


class Topic(Labelled):
    """What such events teach."""

    NUTRITION = "nutrition", "Nutrition"
    ACTIVITY = "activity", "Physical activity"
    CONSEQUENCES = "consequences", "Consequences of treatment"
    SYMPTOMS = "symptoms", "Managing symptoms"
    RECURRENCE = "recurrence", "Signs of recurrence"
    FEAR = "fear", "Fear of recurrence"
    WORK = "work", "Return to work"
    MONEY = "money", "Money and benefits"
    SELF_CARE = "self-care", "Self-care for one kind of cancer"
    LOCAL_SERVICES = "local-services", "Local services: stop smoking, gyms, a market-place"


class EventInvitation(Document):
    """One person, one event. A copy of what the directory said of it, since sessions leave the directory when they are past."""

    KIND: ClassVar[str] = "event"

    service_id: ServiceId | None = Field(None, title="Service id")
    event: Line = Field(title="Event")
    starts_at: AwareDatetime = Field(title="Date and time")
    ends_at: AwareDatetime | None = Field(None, title="Ends")
    online: bool = Field(False, title="Online")
    place: Line | None = Field(None, title="Place")
    postcode: PostcodeOrOutward | None = Field(None, title="Postcode of the place")
    topics: Annotated[tuple[Topic, ...], Each] = Field((), title="Topics")
    provider: Line | None = Field(None, title="Provider")
    who_may_come: Line | None = Field(None, title="Who may come", description="One kind of cancer or all; carers too?")
    booking: Citation | None = Field(None, title="How to book")
    answer: Answer = Field(Answer.INVITED, title="Invited, booked, attended or declined")
    invited_on: PastDay = Field(title="Invited on")
    answered_on: PastDay | None = Field(None, title="Answered on")
    carer_comes: bool = Field(False, title="A carer comes along")
    notes: Text | None = Field(None, title="About this event")

    @field_validator("ends_at")
    @classmethod
    def _ends_after_it_starts(cls, end: datetime | None, info: ValidationInfo) -> datetime | None:
        start = info.data.get("starts_at")
        if end and start and end <= start:
            raise ValueError("It ends before it starts. Check both times.")
        return end

    @field_validator("answer")
    @classmethod
    def _nobody_came_before_it_was_held(cls, answer: Answer, info: ValidationInfo) -> Answer:
        start, today = info.data.get("starts_at"), today_of(info)
        if today and start and answer in (Answer.ATTENDED, Answer.DID_NOT_ATTEND) and on_uk_clocks(start).date() > today:
            raise ValueError("The event is yet to come: nobody has been there. Choose another answer.")
        return answer

    @property
    def state(self) -> str:
        return self.answer.value.replace("-", " ")

    def due(self) -> date | None:
        """The day of the event, on which somebody asks whether the person came."""
        return on_uk_clocks(self.starts_at).date() if self.answer in (Answer.INVITED, Answer.BOOKED) else None


def invitation(entry: Mapping[str, Any], start: str, today: date) -> EventInvitation:
    """To the session of a service (as `Directory.service` gives it) that starts at that local time. Raises KeyError when there is none."""
    session = next((one for one in entry.get("sessions") or () if one["start"] == start), None)
    if session is None:
        raise KeyError(start)
    return EventInvitation(
        service_id=entry["id"],
        event=session.get("name") or entry["name"],
        starts_at=_local(session["start"]),
        ends_at=_local(session["end"]) if session.get("end") else None,
        online=not session.get("postcode") and "online" in entry["delivery"],
        place=_place(entry, session.get("postcode")),
        postcode=session.get("postcode"),
        provider=entry.get("organisation"),
        who_may_come=_who(entry.get("eligibility") or {}),
        booking=session.get("booking_url"),
        invited_on=today,
    )


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UK)


def _place(entry: Mapping[str, Any], postcode: str | None) -> str | None:
    """What the location of that postcode is called."""
    place: Mapping[str, Any] = next((one for one in entry.get("locations") or () if postcode and one.get("postcode") == postcode), {})
    return place.get("name") or place.get("address")


def _who(eligibility: Mapping[str, Any]) -> str | None:
    """Whom the entry names, in its own short words."""
    named = [*eligibility.get("audience", ()), *eligibility.get("cancer_types", ())]
    return ", ".join(named) or None
