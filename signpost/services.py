"""A service and its parts: the one statement of what a directory entry may say.

The YAML files under `directory_data/` are checked against these models, and the curators' reference page and the
editor's JSON Schema are made from them, so every field carries a description. Names follow Open Referral UK where
it has a word for the thing. Values arrive as the text that stands in the file: nothing is guessed by YAML rules.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from signpost.places import MalformedPostcode, Nation, Postcode, outward_code
from signpost.problems import nearest_spelling, quoted

REVIEW_AFTER = timedelta(days=182)  # an entry without a `review_by` is due again half a year after it was checked


class Status(StrEnum):
    ACTIVE = "active"
    TEMPORARILY_CLOSED = "temporarily-closed"
    CLOSED = "closed"


class Delivery(StrEnum):
    IN_PERSON = "in-person"
    HOME_VISIT = "home-visit"
    PHONE = "phone"
    ONLINE = "online"
    POST = "post"


class Audience(StrEnum):
    PATIENT = "patient"
    CARER = "carer"
    FAMILY = "family"
    PROFESSIONAL = "professional"


class Cost(StrEnum):
    FREE = "free"
    CHARGED = "charged"
    MEANS_TESTED = "means-tested"
    DONATION = "donation"


class Referral(StrEnum):
    SELF = "self"
    PROFESSIONAL = "professional"
    GP = "gp"


class Taking(StrEnum):
    OPEN = "open"
    WAITING_LIST = "waiting-list"
    CLOSED_TO_NEW = "closed-to-new"


class Via(StrEnum):
    ORGANISATION = "organisation"
    HOST = "host"


def _true_or_false(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError(f"{quoted(value)} is not true or false. Write one of them, or leave the key out when it is not known.")
        return value == "true"
    return value


def _whole_number(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,6}", value):
        raise ValueError(f"{quoted(value)} is not a whole number. Write it in digits, without words.")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", value):
        raise ValueError(f"{quoted(value)} is not a number. Write it in digits, without words.")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{quoted(value)} is not a day of the calendar. Write it as 2026-10-31: year, month, day.") from None
    return value


def _moment(value: Any) -> Any:
    if isinstance(value, str):
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", value):
                raise ValueError
            return datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{quoted(value)} is not a date and time. Write local time as 2027-01-14T10:00.") from None
    return value


def _year_month_or_day(value: str) -> str:
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", value)
    try:
        if parts is None:
            raise ValueError
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        raise ValueError(f"{quoted(value)} is not a date. Write 2025, 2025-03 or 2025-03-31.") from None
    return value


def _outward_code(value: str) -> str:
    try:
        return outward_code(value)
    except MalformedPostcode:
        raise ValueError(f"{quoted(value)} is not the first half of a postcode. Write it as LS14.") from None


def _postcode_or_outward(value: str) -> str:
    """The postcode in its usual spacing; the outward code alone when that is all the source gives."""
    for read in (Postcode.parse, outward_code):
        try:
            return str(read(value))
        except MalformedPostcode:
            continue
    raise ValueError(f"{quoted(value)} is not a postcode. Write it whole, as LS14 6UH, or its first half alone, LS14.")


def _local_authority(value: str) -> str:
    from signpost.gazetteer import local_authorities  # needs NumPy: slow to import, and wanted only when the form is wrong

    if re.fullmatch(r"[EWSN][0-9]{8}", value):
        return value
    names = {authority.name.casefold(): authority for authority in local_authorities().values()}
    meant = names.get(nearest_spelling(value, names) or "")
    way_out = f"{meant.name} is {meant.code}." if meant else "It is a letter and eight digits, such as E08000035."
    raise ValueError(f"{quoted(value)} is not the ONS code of a local authority. {way_out}")


def _web_address(value: str) -> str:
    host_and_page = r"(?:[\w-]+\.)+[\w-]{2,}(?::[0-9]{1,5})?(?:[/?#]\S*)?"
    if re.fullmatch(rf"https?://{host_and_page}", value):
        return value
    whole = f"https://{value}" if re.fullmatch(host_and_page, value) and len(value) <= 60 else "https://example.org/page"
    raise ValueError(f"{quoted(value)} is not a web address. Write it whole, as {whole}.")


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s:;,<>()\[\]\"]+@(?:[\w-]+\.)+[\w-]{2,}", value):
        raise ValueError(f"{quoted(value)} is not an email address. Write it alone, as hello@example.org.")
    return value


def _telephone(value: str) -> str:
    digits = re.sub(r"[^0-9]", "", value)
    if not re.fullmatch(r"[+(0-9][0-9 ()-]*", value) or not 3 <= len(digits) <= 16:  # 18001 and eleven digits: Relay UK
        raise ValueError(
            f"{quoted(value)} is not a telephone number. Write the number alone, as 0113 496 0000; an extension has a key of its own, words go under `note` or `label`."
        )
    return value


def _language_tag(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError(f"{quoted(value)} is not a language tag. Write its two or three letters: en for English, cy for Welsh, bsl for British Sign Language.")
    return value


def _one_line(value: str) -> str:
    if "\n" in value:
        raise ValueError("It runs over several lines. Write it on one.")
    return value


def _text(most: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=most, strip_whitespace=True)


Line = Annotated[str, _text(200), AfterValidator(_one_line)]
Summary = Annotated[str, _text(160), AfterValidator(_one_line)]
Citation = Annotated[str, _text(500), AfterValidator(_one_line)]
Text = Annotated[str, _text(4000)]
Hours = Annotated[str, _text(500)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=100), Field(json_schema_extra={"format": "taxonomy-id"})]  # an id in the taxonomy: the indexer knows which there are
LocalAuthorityCode = Annotated[str, AfterValidator(_local_authority), WithJsonSchema({"type": "string", "pattern": "^[EWSN][0-9]{8}$"})]
OutwardCode = Annotated[str, AfterValidator(_outward_code), Field(json_schema_extra={"format": "outward-code"})]
PostcodeOrOutward = Annotated[str, AfterValidator(_postcode_or_outward), Field(json_schema_extra={"format": "postcode"})]
WebAddress = Annotated[str, StringConstraints(max_length=500), AfterValidator(_web_address), Field(json_schema_extra={"format": "uri"})]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email), Field(json_schema_extra={"format": "email"})]
Telephone = Annotated[str, AfterValidator(_telephone), Field(json_schema_extra={"format": "telephone"})]
LanguageTag = Annotated[str, AfterValidator(_language_tag), WithJsonSchema({"type": "string", "pattern": "^[a-z]{2,3}$"})]
PartialDate = Annotated[str, AfterValidator(_year_month_or_day), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"})]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$"})]
YesNo = Annotated[bool, BeforeValidator(_true_or_false)]
Age = Annotated[int, Field(ge=0, le=120), BeforeValidator(_whole_number)]
Weeks = Annotated[int, Field(ge=0, le=260), BeforeValidator(_whole_number)]
Miles = Annotated[float, Field(gt=0, le=1000), BeforeValidator(_number)]


class Part(BaseModel):
    """Any mapping in an entry: unknown keys are errors, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Location(Part):
    """One place where the service is given in person (or, for a phone service, where it is based)."""

    name: Line | None = Field(None, description="What the building is called. When the postcode is that of the host hospital, say so here.")
    address: Line | None = Field(None, description="Street and town, without the postcode.")
    town: Line | None = Field(None, description="The town or village alone. People can search near it by this name.")
    postcode: PostcodeOrOutward | None = Field(None, description="Full postcode, or the outward code (LS14) when that is all the source gives: then distances are approximate.")
    local_authority: LocalAuthorityCode | None = Field(None, description="ONS code, instead of a postcode, when the source names only the town: the middle of the authority, approximate.")
    step_free: YesNo | None = Field(None, description="Can a wheelchair get in? true or false; left out = not known.")
    hours: Hours | None = Field(None, description="Opening hours of this place alone, in OpenStreetMap opening_hours syntax.")
    hours_text: Line | None = Field(None, description="What the syntax cannot say about this place's hours, in words.")
    phone: Telephone | None = Field(None, description="This place's own telephone number.")


class AreasServed(Part):
    """The catchment: who lives where. The keys are alternatives: one that holds is enough."""

    nations: list[Nation] = Field([], description="Whole nations: england, scotland, wales, northern-ireland, jersey, guernsey, isle-of-man.")
    local_authorities: list[LocalAuthorityCode] = Field([], description="ONS codes of local authorities.")
    postcode_districts: list[OutwardCode] = Field([], description="Outward codes: LS14, LS15.")
    radius_miles: Miles | None = Field(None, description="Miles around any of the locations.")
    text: Line | None = Field(None, description="The source's own words for the area, shown to people.")


class Eligibility(Part):
    """Who the service takes. Silent on a point = no limit there; `text` is a condition that only a person can judge."""

    text: Text | None = Field(None, description="A condition that the keys below cannot say. Leave it out when they say it all: with a text, nobody is told a plain yes.")
    cancer_types: list[Reference] = Field([], description="Only these cancers: ids of the cancer type scheme.")
    min_age: Age | None = Field(None, description="Youngest age in years.")
    max_age: Age | None = Field(None, description="Oldest age in years, inclusive.")
    patients_of: Line | None = Field(None, description="Only for patients of this trust, hospital or hospice: its name.")
    audience: list[Audience] = Field([], description="Who may ask: patient, carer, family, professional. Left out = anyone.")


class Waiting(Part):
    """How long people wait for first contact, when the service says so."""

    weeks: Weeks = Field(description="Weeks to first contact.")
    as_of: Day = Field(description="The day on which the service said so.")


class FurtherLine(Part):
    """A further telephone line."""

    phone: Telephone = Field(description="The number alone.")
    label: Line | None = Field(None, description="Whose line, or what for.")
    hours: Hours | None = Field(None, description="This line's own hours, in OpenStreetMap opening_hours syntax.")


class Contacts(Part):
    """How to reach the service. Personal numbers and addresses of volunteers do not belong here."""

    phone: Telephone | None = Field(None, description="Main telephone number.")
    extension: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,8}$")] | None = Field(None, description="Extension, or the option to press.")
    text: Telephone | None = Field(None, description="Number for text messages (SMS).")
    textphone: Telephone | None = Field(None, description="Textphone or Relay UK number, for deaf people.")
    email: Email | None = Field(None, description="A team's address, not a person's.")
    url: WebAddress | None = Field(None, description="The service's page; failing that, its organisation's.")
    more: list[FurtherLine] = Field([], description="Further telephone lines.")
    via: Via | None = Field(None, description="`organisation` when the number is the organisation's general one, `host` when it is the switchboard of the building's owner.")
    note: Line | None = Field(None, description="What to ask for when they answer, or another word on reaching them.")

    @property
    def any(self) -> bool:
        """Whether there is any way at all to get in touch."""
        return bool(self.phone or self.text or self.textphone or self.email or self.url or self.more)


class Session(Part):
    """A dated event, such as a health and wellbeing clinic. Times are local (Europe/London)."""

    start: Moment = Field(description="Start, local time: 2027-01-14T10:00.")
    end: Moment | None = Field(None, description="End, local time.")
    name: Line | None = Field(None, description="What it is called, when it has a name of its own.")
    postcode: PostcodeOrOutward | None = Field(None, description="Where, when in person.")
    booking_url: WebAddress | None = Field(None, description="Where to book.")


class Assurance(Part):
    """Where the facts come from, and who has confirmed them when."""

    source: Citation | None = Field(None, description="Where the facts were found: a plain web address or a plain citation.")
    more_sources: list[Citation] = Field([], description="Further sources, each a plain address or citation.")
    source_date: PartialDate | None = Field(None, description="That page's own date, when it gives one: 2025, 2025-03 or 2025-03-31.")
    last_checked: Day | None = Field(None, description="The day a curator confirmed it; null, or left out = nobody has yet, and people are told so.")
    review_by: Day | None = Field(None, description="The day by which it must be confirmed again.")
    note: Text | None = Field(None, description="A caution for curators: an old page, a partial number. Not shown to patients.")

    @property
    def due(self) -> date | None:
        """The day on which this entry falls overdue; None when nobody has checked it yet."""
        if self.last_checked is None:
            return None
        return self.review_by or self.last_checked + REVIEW_AFTER


class Service(Part):
    """One service: one YAML file in `directory_data/<area>/<id>.yaml`."""

    id: Slug = Field(description="kebab-case, unique in the directory, equal to the file's name without .yaml.")
    name: Line = Field(description="What the service calls itself.")
    organisation: Line = Field(description="Who runs it.")
    summary: Summary = Field(description="One line of at most 160 characters, in plain English.")
    description: Text | None = Field(None, description="Plain paragraphs, without Markdown.")
    concerns: Annotated[list[Reference], Field(min_length=1)] = Field(description="Ids of the concern scheme, most specific first; at least one.")
    family: Reference | None = Field(None, description="The service family, one of taxonomy/families.yaml.")
    categories: list[Reference] = Field([], description="Service categories, ids of taxonomy/families.yaml, most specific first.")
    status: Status = Field(description="active, temporarily-closed or closed.")
    delivery: Annotated[list[Delivery], Field(min_length=1)] = Field(description="How people get it: in-person, home-visit, phone, online, post.")
    locations: list[Location] = Field([], description="Where it is given. Needed when delivery has in-person.")
    areas_served: AreasServed | None = Field(None, description="The catchment. Left out = anyone.")
    eligibility: Eligibility | None = Field(None, description="Who it takes. Left out = the source does not say.")
    cost: Cost | None = Field(None, description="free, charged, means-tested or donation; left out = not known.")
    cost_text: Line | None = Field(None, description="Prices and conditions in words.")
    referral: list[Referral] = Field([], description="Ways in, any of: self, professional, gp. Left out = not known.")
    referral_text: Line | None = Field(None, description="What the three words cannot say about the way in.")
    waiting: Waiting | None = Field(None, description="Waiting time to first contact, when the service says.")
    taking: Taking | None = Field(None, description="Whether it takes new people, when the service says.")
    contacts: Contacts = Field(description="How to get in touch. May be {} only where a location has an address.")
    hours: Hours | None = Field(None, description="OpenStreetMap opening_hours syntax: Mo-Fr 09:00-17:00.")
    hours_text: Line | None = Field(None, description="What the syntax cannot say: by appointment, ring first.")
    languages: list[LanguageTag] = Field([], description="Languages it is given in: BCP 47 primary tags (en, pa, bsl).")
    sessions: list[Session] = Field([], description="Dated events.")
    assurance: Assurance = Field(description="Source, dates, and who checked.")
