"""The invented people of the demonstration. Numbers are of the NHS's test range, telephones Ofcom's for drama; the postcodes are real."""

from __future__ import annotations

from datetime import date
from typing import Any

from signpost.record.person import AccessNeeds, Consent, Contact, Format, Person, PhoneNumber, Practice, Purpose, Support, Worker

NURSE, BOWEL_NURSE, GP, PRACTICE = "Sam Rowntree", "Ines Calloway", "Dr Priya Venn", "Hillside Surgery (invented)"
WARD_PHONE, NIGHT_PHONE = "0113 496 0150", "0113 496 0199"
_KEY_WORKER = Worker(name=NURSE, role="Breast cancer nurse", phone=WARD_PHONE)
_BOWEL_WORKER = Worker(name=BOWEL_NURSE, role="Bowel cancer nurse", phone="0113 496 0160")
_SURGERY = Practice(name=PRACTICE, gp=GP, phone="0113 496 0101")


def _person(given: str, surname: str, number: str, born: date, postcode: str, diagnosis: str, worker: Worker, **more: Any) -> Person:
    return Person(given_names=given, surname=surname, number=number, born=born, postcode=postcode, diagnosis=diagnosis, key_worker=worker, practice=_SURGERY, **more)


def long_story(consent: date) -> Person:
    """Eleven months after a breast cancer diagnosis: everything of the package has happened."""
    return _person(
        "Margaret", "Ashdown", "999 000 0018", date(1958, 4, 12), "LS6 2AB", "Breast cancer", _KEY_WORKER,
        title="Mrs", preferred_name="Maggie", address="14 Invented Terrace\nLeeds", email="maggie@example.org",
        phones=(PhoneNumber(number="07700 900118", note="Mobile", may_leave_message=True),),
        contacts=(Contact(name="Tom Ashdown", relationship="husband", phone="07700 900119", next_of_kin=True, call_first=True, may_be_told=True),),
        access=AccessNeeds(formats=(Format.LARGE_PRINT,), support=(Support.HEARING_LOOP,)),
        consents=(Consent(purpose=Purpose.GP, given_on=consent, how="In the clinic"), Consent(purpose=Purpose.SERVICE, given_on=consent, how="In the clinic")),
    )  # fmt: skip


def newly_referred() -> Person:
    return _person("Joan", "Pickerel", "999 000 0026", date(1971, 9, 3), "BD1 1HY", "Breast cancer", _KEY_WORKER, title="Ms", phones=(PhoneNumber(number="07700 900126"),))


def has_a_link() -> Person:
    """Has been given a link, and has not filled in the checklist yet."""
    return _person("Nasreen", "Akbari", "999 000 0034", date(1966, 1, 20), "BD9 4JP", "Breast cancer", _KEY_WORKER, title="Mrs", access=AccessNeeds(language="Urdu", interpreter=True), phones=(PhoneNumber(number="07700 900134"),))


def waits_for_a_plan() -> Person:
    return _person("Dorothy", "Haleworth", "999 000 0042", date(1948, 6, 30), "HX1 1UN", "Breast cancer", _KEY_WORKER, title="Miss", preferred_name="Dot", access=AccessNeeds(support=(Support.LONGER,)))


def in_wales() -> Person:
    return _person("Sian", "Prosserby", "999 000 0050", date(1979, 11, 8), "CF10 3AT", "Breast cancer", _KEY_WORKER, access=AccessNeeds(language="Welsh"))


def looks_after_himself(consent: date) -> Person:
    """Treatment is over; supported self-management, with an event ahead."""
    return _person("Graham", "Linley", "999 000 0069", date(1953, 2, 17), "WF1 1LA", "Bowel cancer", _BOWEL_WORKER, title="Mr", consents=(Consent(purpose=Purpose.GP, given_on=consent),))


def has_a_stoma(consent: date) -> Person:
    return _person(
        "Peter", "Okonta", "999 000 0077", date(1962, 7, 25), "LS11 8PG", "Bowel cancer", _BOWEL_WORKER, title="Mr",
        contacts=(Contact(name="Ruth Okonta", relationship="wife", phone="07700 900177", next_of_kin=True, may_be_told=True),),
        consents=(Consent(purpose=Purpose.GP, given_on=consent, how="By phone"),),
    )  # fmt: skip


def declined() -> Person:
    return _person("Alan", "Moffatt-Grey", "999 000 0085", date(1944, 12, 1), "G1 1XQ", "Bowel cancer", _BOWEL_WORKER, title="Mr", access=AccessNeeds(support=(Support.LIPREADS,)))
