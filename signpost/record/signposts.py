"""A service as it stood when it was put into a plan: a copy that never changes; and what became of the directory's entry since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from signpost.record.fields import Day, Each, Line, Part, ServiceId, Text
from signpost.services import Citation, Referral, Status, Via

WAYS_IN = {Referral.SELF: "You can get in touch yourself", Referral.PROFESSIONAL: "A health professional refers", Referral.GP: "A GP refers"}


class ServiceCopy(Part):
    """What a person needs to reach a service, where the facts came from, and how old they are."""

    id: ServiceId = Field(title="Service id")
    name: Line = Field(title="Service")
    organisation: Line | None = Field(None, title="Organisation")
    where: Text | None = Field(None, title="Where")
    phone: Line | None = Field(None, title="Telephone")
    extension: Line | None = Field(None, title="Extension")
    text: Line | None = Field(None, title="Text messages")
    email: Line | None = Field(None, title="Email")
    url: Citation | None = Field(None, title="Web page")
    note: Line | None = Field(None, title="About this contact", description="A caution that the directory gives: an unconfirmed number.")
    via: Via | None = Field(None, title="Whose number", description="organisation or host, when the number is not the service's own.")
    referral: Annotated[tuple[Referral, ...], Each] = Field((), title="Ways in")
    source: Citation | None = Field(None, title="Source")
    last_checked: Day | None = Field(None, title="Last checked", description="Left out = nobody has checked it yet.")
    copied_on: Day = Field(title="Copied on")

    @classmethod
    def of(cls, entry: Mapping[str, Any], today: date, location: Mapping[str, Any] | None = None) -> ServiceCopy:
        """From an entry of the directory as JSON (a result's `body`, or `Directory.service`), and the location that is nearest."""
        contacts, assurance = entry.get("contacts") or {}, entry.get("assurance") or {}
        place = location or next(iter(entry.get("locations") or ()), {})
        return cls(
            id=entry["id"],
            name=entry["name"],
            organisation=entry.get("organisation"),
            where=_where(place),
            **{way: contacts.get(way) for way in ("phone", "extension", "text", "email", "url", "note", "via")},
            referral=tuple(entry.get("referral") or ()),
            source=assurance.get("source"),
            last_checked=assurance.get("last_checked"),
            copied_on=today,
        )

    @property
    def needs_referral(self) -> bool:
        """Whether somebody else has to open the door. Where the ways in are not known, a person may ask."""
        return bool(self.referral) and Referral.SELF not in self.referral

    @property
    def only_through_gp(self) -> bool:
        return self.referral == (Referral.GP,)

    @property
    def way_in(self) -> str:
        """The ways in, in words."""
        return "; ".join(WAYS_IN[way] for way in self.referral) or ("Ring first to ask how to get in" if self.phone else "Ask first how to get in")


class SinceCopied(NamedTuple):
    """What the directory says now that a copy does not. `changed`: a heading and what stands there today; empty where nothing does any more."""

    status: Status | None  # None: the directory has no such service any more
    changed: tuple[tuple[str, str], ...] = ()

    @property
    def gone(self) -> bool:
        """Whether nobody can be sent there any more."""
        return self.status in (None, Status.CLOSED)

    @property
    def warning(self) -> str | None:
        """How it stands, in a sentence, where that is a reason not to go."""
        if self.status is None:
            return "This service is no longer in the directory."
        return _CLOSED.get(self.status)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it, for whoever is about to send somebody there."""
        told = (f"{heading} now: {today}." if today else f"{heading}: none any more." for heading, today in self.changed)
        return (*((self.warning,) if self.warning else ()), *told)


_CLOSED = {Status.CLOSED: "This service has closed.", Status.TEMPORARILY_CLOSED: "This service is closed for now."}
_COMPARED = ("name", "phone", "extension", "text", "email", "url", "referral")


def since_copied(copy: ServiceCopy, entry: Mapping[str, Any] | None) -> SinceCopied | None:
    """What became of a service, by its entry today (`Directory.service`; None where there is none). None when all stands as it was copied."""
    if entry is None:
        return SinceCopied(None)
    status, today = Status(entry.get("status") or Status.ACTIVE), ServiceCopy.of(entry, copy.copied_on)
    if status is Status.CLOSED:
        return SinceCopied(status)
    changed = [(_title(name), _said(today, name)) for name in _COMPARED if getattr(copy, name) != getattr(today, name)]
    if copy.where not in ({_where(place) for place in entry.get("locations") or ()} or {None}):
        changed.append((_title("where"), today.where or ""))
    return SinceCopied(status, tuple(changed)) if changed or status is not Status.ACTIVE else None


def _title(name: str) -> str:
    return ServiceCopy.model_fields[name].title or name


def _said(copy: ServiceCopy, name: str) -> str:
    return copy.way_in if name == "referral" else str(getattr(copy, name) or "")


def _where(place: Mapping[str, Any]) -> str | None:
    return _joined(place.get(part) for part in ("name", "address", "town", "postcode"))


def _joined(parts: Iterable[str | None]) -> str | None:
    """What there is of them, with commas, a town once though the address ends with it; None when there is nothing."""
    said = ""
    for part in parts:
        if part and not said.endswith(part):
            said = f"{said}, {part}" if said else part
    return said or None
