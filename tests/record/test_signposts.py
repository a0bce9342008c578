"""What became of a service since it was copied into a plan."""

from __future__ import annotations

from typing import Any

import pytest

from signpost.record.signposts import ServiceCopy, since_copied
from tests.record.people import TODAY

ENTRY: dict[str, Any] = {
    "id": "aire-swelling-clinic",
    "name": "Aire Swelling Clinic",
    "status": "active",
    "contacts": {"phone": "0113 496 0000", "email": "clinic@example.org"},
    "referral": ["self"],
    "locations": [{"name": "Aire House", "postcode": "LS14 6UH"}, {"name": "Wharfe House", "postcode": "LS21 3AA"}],
}
COPY = ServiceCopy.of(ENTRY, TODAY, ENTRY["locations"][1])


def test_nothing_is_told_of_a_service_that_stands_as_it_was_at_whichever_of_its_places() -> None:
    assert since_copied(COPY, ENTRY | {"summary": "Other words"}) is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"contacts": {"phone": "0113 496 0099", "email": "clinic@example.org"}}, ("Telephone", "0113 496 0099")),
        ({"contacts": {"phone": "0113 496 0000"}}, ("Email", "")),
        ({"contacts": ENTRY["contacts"] | {"url": "https://example.org/new"}}, ("Web page", "https://example.org/new")),
        ({"name": "Aire Lymphoedema Clinic"}, ("Service", "Aire Lymphoedema Clinic")),
        ({"referral": ["gp"]}, ("Ways in", "A GP refers")),
        ({"locations": [{"name": "New House", "postcode": "LS1 4AP"}]}, ("Where", "New House, LS1 4AP")),
    ],
)
def test_what_has_changed_is_told_with_what_stands_there_today(changes: dict[str, Any], told: tuple[str, str]) -> None:
    since = since_copied(COPY, ENTRY | changes)
    assert since is not None
    assert since.changed == (told,)
    assert not since.gone


@pytest.mark.parametrize(
    ("entry", "gone", "told"),
    [
        (None, True, "This service is no longer in the directory."),
        (ENTRY | {"status": "closed"}, True, "This service has closed."),
        (ENTRY | {"status": "temporarily-closed"}, False, "This service is closed for now."),
    ],
)
def test_a_service_that_left_the_directory_or_closed_is_gone_and_one_closed_for_now_is_not(entry: dict[str, Any] | None, gone: bool, told: str) -> None:
    since = since_copied(COPY, entry)
    assert since is not None
    assert (since.gone, since.sentences) == (gone, (told,))
