"""Invitations to the dated sessions of a service."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from signpost.record.documents import Document
from signpost.record.events import Answer, invitation
from tests.record.people import TODAY

ENTRY: dict[str, Any] = {
    "id": "aire-events",
    "name": "Aire Events",
    "organisation": "Aire Made-up Trust",
    "delivery": ["in-person", "online"],
    "locations": [{"name": "Aire House", "postcode": "LS14 6UH"}],
    "eligibility": {"audience": ["patient", "carer"], "cancer_types": ["breast"]},
    "sessions": [
        {"start": "2027-01-14T10:00", "end": "2027-01-14T15:00", "name": "Moving on day", "postcode": "LS14 6UH", "booking_url": "https://example.org/book"},
        {"start": "2027-07-14T10:00"},
    ],
}


def test_an_invitation_keeps_what_the_directory_says_of_the_session() -> None:
    asked = invitation(ENTRY, "2027-01-14T10:00", TODAY)
    assert (asked.event, asked.place, asked.postcode, asked.online) == ("Moving on day", "Aire House", "LS14 6UH", False)
    assert (asked.provider, asked.who_may_come, asked.booking) == ("Aire Made-up Trust", "patient, carer, breast", "https://example.org/book")
    assert (asked.answer, asked.invited_on, asked.due()) == (Answer.INVITED, TODAY, date(2027, 1, 14))


def test_times_are_local_in_winter_and_in_summer_and_come_back_so() -> None:
    winter, summer = (invitation(ENTRY, start, TODAY) for start in ("2027-01-14T10:00", "2027-07-14T10:00"))
    assert [one.starts_at.isoformat() for one in (winter, summer)] == ["2027-01-14T10:00:00+00:00", "2027-07-14T10:00:00+01:00"]
    assert Document.from_json(summer.to_json()) == summer


def test_a_session_without_a_place_of_a_service_that_is_online_too_is_online() -> None:
    asked = invitation(ENTRY, "2027-07-14T10:00", TODAY)
    assert (asked.event, asked.online, asked.place, asked.ends_at) == ("Aire Events", True, None, None)


def test_a_session_that_is_gone_is_not_invited_to() -> None:
    with pytest.raises(KeyError):
        invitation(ENTRY, "2027-01-15T10:00", TODAY)
