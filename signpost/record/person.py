"""The person: who they are, how to reach and address them, who stands by them, what they agreed to."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from signpost.record.codes import Labelled
from signpost.record.documents import Document
from signpost.record.fields import Each, Email, Line, NumberText, Part, PastDay, PostcodeText, Telephone, Text
from signpost.record.identifiers import PersonNumber


class Format(Labelled):
    """How written information must come (Accessible Information Standard)."""

    LARGE_PRINT = "large-print", "Large print"
    EASY_READ = "easy-read", "Easy read"
    BRAILLE = "braille", "Braille"
    AUDIO = "audio", "Audio"
    EMAIL = "email", "By email"
    TEXT_MESSAGE = "text-message", "By text message"


class Support(Labelled):
    """Who or what makes a conversation possible (Accessible Information Standard)."""

    BSL = "bsl-interpreter", "British Sign Language interpreter"
    LIPSPEAKER = "lipspeaker", "Lipspeaker"
    DEAFBLIND = "deafblind-interpreter", "Deafblind interpreter"
    NOTETAKER = "notetaker", "Notetaker"
    ADVOCATE = "advocate", "Advocate"
    HEARING_LOOP = "hearing-loop", "Hearing loop"
    LIPREADS = "lipreads", "Lip-reads: face them when you speak"
    LONGER = "longer-appointment", "Longer appointment"


class Purpose(Labelled):
    """Whom a consent is about."""

    GP = "gp", "GP practice"
    HOSPITAL = "hospital", "Hospital teams"
    SERVICE = "service", "Services of the plan"
    FAMILY = "family", "Family or friends"
    OTHER = "other", "Someone else"


class PhoneNumber(Part):
    """A telephone of the person."""

    number: Telephone = Field(title="Telephone number")
    note: Line | None = Field(None, title="About this number", description="Mobile, home, mornings only.")
    may_leave_message: bool | None = Field(None, title="May we leave a message?", description="Left out = nobody has asked.")


class Practice(Part):
    """The GP practice."""

    name: Line = Field(title="GP practice")
    gp: Line | None = Field(None, title="Usual GP")
    ods_code: Line | None = Field(None, title="Practice code")
    phone: Telephone | None = Field(None, title="Practice telephone")
    address: Line | None = Field(None, title="Practice address")


class Worker(Part):
    """Somebody who works for the person."""

    name: Line = Field(title="Name")
    role: Line | None = Field(None, title="Role")
    phone: Telephone | None = Field(None, title="Contact number")
    email: Email | None = Field(None, title="Email")


class Contact(Part):
    """Somebody close to the person."""

    name: Line = Field(title="Name")
    relationship: Line | None = Field(None, title="Relationship")
    phone: Telephone | None = Field(None, title="Telephone number")
    next_of_kin: bool = Field(False, title="Next of kin")
    call_first: bool = Field(False, title="Call first")
    may_be_told: bool | None = Field(None, title="May be told about the illness", description="Left out = nobody has asked.")


class AccessNeeds(Part):
    """What makes information and conversations reachable, by the Accessible Information Standard."""

    formats: Annotated[tuple[Format, ...], Each] = Field((), title="Information formats")
    support: Annotated[tuple[Support, ...], Each] = Field((), title="Communication support")
    notes: Text | None = Field(None, title="Other communication and access needs", description="Hearing, sight, memory, getting in, culture.")
    language: Line | None = Field(None, title="Preferred language")
    interpreter: bool = Field(False, title="Interpreter needed")


class Consent(Part):
    """One consent to share: with whom, since when, and when it was taken back."""

    purpose: Purpose = Field(title="Share with")
    with_whom: Line | None = Field(None, title="Named person or organisation")
    given_on: PastDay = Field(title="Consent given on")
    how: Line | None = Field(None, title="How consent was given", description="In the clinic, by phone, on paper.")
    withdrawn_on: PastDay | None = Field(None, title="Consent withdrawn on")

    @field_validator("withdrawn_on")
    @classmethod
    def _withdrawn_after_it_was_given(cls, day: date | None, info: ValidationInfo) -> date | None:
        given_on = info.data.get("given_on")
        if day and given_on and day < given_on:
            raise ValueError("This is before the consent was given. Check both days.")
        return day

    def holds_on(self, day: date) -> bool:
        """Whether it was given by that day and not taken back by then."""
        return self.given_on <= day and (self.withdrawn_on is None or day < self.withdrawn_on)


class Person(Document):
    """One person, as the record knows them. Only a name is required: much is not known at the first meeting."""

    KIND: ClassVar[str] = "person"

    title: Line | None = Field(None, title="Title")
    given_names: Line | None = Field(None, title="First names")
    surname: Line = Field(title="Surname")
    preferred_name: Line | None = Field(None, title="Preferred name", description="What they like to be called.")
    number: NumberText | None = Field(None, title="NHS, CHI or H&C number")
    hospital_number: Line | None = Field(None, title="Hospital number")
    born: PastDay | None = Field(None, title="Date of birth")
    address: Text | None = Field(None, title="Address")
    postcode: PostcodeText | None = Field(None, title="Postcode")
    phones: tuple[PhoneNumber, ...] = Field((), title="Telephones")
    email: Email | None = Field(None, title="Email")
    practice: Practice | None = Field(None, title="GP")
    key_worker: Worker | None = Field(None, title="Key worker")
    contacts: tuple[Contact, ...] = Field((), title="Contacts")
    access: AccessNeeds = Field(AccessNeeds(), title="Communication and access needs")
    diagnosis: Line | None = Field(None, title="Diagnosis")
    consents: tuple[Consent, ...] = Field((), title="Consent to share")
    died_on: PastDay | None = Field(None, title="Date of death", description="Nothing more is planned then, and letters warn whoever sends them.")

    @field_validator("died_on")
    @classmethod
    def _died_after_being_born(cls, day: date | None, info: ValidationInfo) -> date | None:
        born = info.data.get("born")
        if day and born and day < born:
            raise ValueError("This is before the date of birth. Check both.")
        return day

    @property
    def full_name(self) -> str:
        """As on an envelope."""
        return " ".join(part for part in (self.title, self.given_names, self.surname) if part)

    @property
    def called(self) -> str:
        """As one speaks to them."""
        return self.preferred_name or self.full_name

    @property
    def identifier(self) -> PersonNumber | None:
        return PersonNumber.parse(self.number) if self.number else None

    def may_share(self, purpose: Purpose, day: date) -> bool:
        """Whether a consent to share holds on that day. Silence is no consent."""
        return any(consent.purpose is purpose and consent.holds_on(day) for consent in self.consents)

    def taken_back(self, day: date) -> tuple[Consent, ...]:
        """The consents that were withdrawn, and not given again since."""
        return tuple(one for one in self.consents if one.withdrawn_on and one.withdrawn_on <= day and not self.may_share(one.purpose, day))

    @property
    def call_first(self) -> Contact | None:
        """Whom to ring first: as marked, else the next of kin."""
        marked = [one for one in self.contacts if one.call_first] + [one for one in self.contacts if one.next_of_kin]
        return marked[0] if marked else None
