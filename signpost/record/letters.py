"""The referral letter to a service that takes people through a professional alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from signpost.record.care_plan import PlanRow
from signpost.record.headings import day_in_words
from signpost.record.person import Person, Purpose, Worker
from signpost.record.policies import Policies
from signpost.record.signposts import ServiceCopy


class Letter(NamedTuple):
    """A letter in its parts. `cautions` are for whoever sends it, and are not part of it."""

    day: date
    to: tuple[str, ...]
    sender: tuple[str, ...]
    about: tuple[tuple[str, str], ...]  # heading and what stands under it: who the person is
    opening: str
    reasons: tuple[tuple[str, tuple[str, ...]], ...]  # a concern, and the lines about it
    needs: tuple[str, ...]
    close: str
    cautions: tuple[str, ...]

    @property
    def text(self) -> str:
        """The letter as plain text."""
        paragraphs = [
            self.to,
            (day_in_words(self.day),),
            tuple(f"{heading}: {said}" for heading, said in self.about),
            (self.opening,),
            *((reason, *lines) for reason, lines in self.reasons),
            self.needs,
            (self.close,),
            self.sender,
        ]
        return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def referral_letter(person: Person, rows: Sequence[PlanRow], service: ServiceCopy, sender: Worker, policies: Policies, label: Callable[[str], str], today: date) -> Letter:
    """One letter for all the rows that this service answers. `label` gives a concern's wording for its id."""
    agreed = person.may_share(Purpose.SERVICE, today)
    return Letter(
        day=today,
        to=_said(service.name, service.organisation, service.where),
        sender=_said(sender.name, sender.role, sender.phone, sender.email),
        about=tuple(_about(person)),
        opening=policies.words("letter-request" if agreed else "letter-without-consent"),
        reasons=tuple((_reason(row, label), tuple(_details(row))) for row in rows),
        needs=tuple(_needs(person)),
        close=policies.words("letter-close"),
        cautions=tuple(_cautions(person, service, agreed)),
    )


def _said(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _about(person: Person) -> Iterator[tuple[str, str]]:
    said = {
        "Name": person.full_name,
        "Likes to be called": person.preferred_name,
        str(person.identifier.kind) if person.identifier else "": person.number,
        "Date of birth": day_in_words(person.born) if person.born else None,
        "Address": ", ".join(_said(person.address, person.postcode)),
        "Telephone": "; ".join(phone.number for phone in person.phones),
        "Diagnosis": person.diagnosis,
        "GP": ", ".join(_said(person.practice.gp, person.practice.name)) if person.practice else None,
        "Key worker": ", ".join(_said(person.key_worker.name, person.key_worker.phone)) if person.key_worker else None,
    }
    yield from ((heading, text) for heading, text in said.items() if text)


def _reason(row: PlanRow, label: Callable[[str], str]) -> str:
    concern = label(row.concern) if row.concern else row.other or ""
    return concern if row.score is None else f"{concern}, scored {row.score} of 10"


def _details(row: PlanRow) -> Iterator[str]:
    said = {"In their words": row.own_words, "Goal": row.goal, "What already helps": row.already_helps}
    yield from (f"{heading}: {text}" for heading, text in said.items() if text)


def _needs(person: Person) -> Iterator[str]:
    access = person.access
    if access.interpreter or access.language:
        yield f"Language: {access.language or 'not English'}{', an interpreter is needed' if access.interpreter else ''}"
    for heading, choices in (("Information as", access.formats), ("Communication support", access.support)):
        if choices:
            yield f"{heading}: {'; '.join(one.label for one in choices)}"
    if access.notes:
        yield access.notes


def _cautions(person: Person, service: ServiceCopy, agreed: bool) -> Iterator[str]:
    if person.died_on:
        yield "This person has died. Do not send the letter."
    if not agreed:
        yield "No consent to share with services is recorded. Ask first, and record the answer."
    if service.only_through_gp:
        yield "This service takes referrals from GPs alone: send the letter to the GP practice to pass on."
    if service.last_checked is None:
        yield "Nobody has checked this service's details yet. Ring before you send anything."
    if not person.phones:
        yield "No telephone number of the person is recorded: the service cannot ring them."
