"""One-time links: the PIN and the date of birth, guessing, expiry, one use, and who may offer one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from signpost.record.access import Action, Actor, NotAllowed, NotYours, Role
from signpost.record.accounts import Accounts
from signpost.record.assessment import Assessment, ScoredConcern, Way
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.links import Answering, LinkOver, Links, NewLink, NoDateOfBirth, Standing, WrongPin
from signpost.record.passwords import Hashing
from signpost.record.person import Person
from signpost.record.records import Records
from signpost.record.store.store import Store
from signpost.record.store.tables import audit, metadata

BORN = date(1961, 3, 27)
CHEAP = Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
NURSE = Actor("1" * 32, Role.CLINICIAN, frozenset({"breast-unit"}))
COLLEAGUE = Actor("2" * 32, Role.CLINICIAN, frozenset({"bowel-unit"}))
GP = Actor("3" * 32, Role.GP, frozenset({"breast-unit"}))
WAITING = Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=date(2026, 11, 2), point=next(iter(PathwayPoint)))


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(url: str, opened: Callable[..., Store], clock: Clock) -> Store:
    made = opened(url)
    for team in ("breast-unit", "bowel-unit"):
        Accounts(made, clock, CHEAP).add_team(team, team)
    return made


@pytest.fixture
def links(store: Store, clock: Clock) -> Links:
    return Links(store, clock, CHEAP)


@pytest.fixture
def records(store: Store, clock: Clock) -> Records:
    return Records(store, NURSE, clock)


@pytest.fixture
def person_id(records: Records) -> str:
    return records.add_person(Person(surname="Testerly", born=BORN), "breast-unit").id


@pytest.fixture
def document_id(records: Records, person_id: str) -> str:
    return records.add(person_id, WAITING).id


@pytest.fixture
def link(links: Links, records: Records, document_id: str) -> NewLink:
    return links.offer(records, NURSE, document_id)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06}"


def opened(links: Links, link: NewLink) -> Answering:
    answering = links.answering(links.open(link.token, link.pin, BORN))
    assert answering
    return answering


def filled(waiting: Assessment) -> Assessment:
    return waiting.model_copy(update={"how": Way.PERSON, "completed_on": date(2026, 11, 3), "concerns": (ScoredConcern(concern="swelling", score=7),)})


def test_link_pin_and_date_of_birth_open_the_one_assessment(links: Links, link: NewLink, person_id: str, document_id: str) -> None:
    assert len(link.token) == 28
    assert len(link.pin) == 6
    assert links.works(link.token)
    answering = opened(links, link)
    assert (answering.person_id, answering.document_id) == (person_id, document_id)


def test_a_pin_may_be_typed_with_spaces(links: Links, link: NewLink) -> None:
    assert links.open(link.token, f"{link.pin[:3]} {link.pin[3:]}", BORN)


@pytest.mark.parametrize("born", [date(1961, 3, 28), None])
def test_the_pin_alone_opens_nothing(links: Links, link: NewLink, born: date | None) -> None:
    with pytest.raises(WrongPin, match="4 more times"):
        links.open(link.token, link.pin, born)


def test_five_wrong_pins_end_the_link_even_for_the_right_one(links: Links, link: NewLink) -> None:
    for left in ("4 more times", "3 more times", "2 more times", "1 more time"):
        with pytest.raises(WrongPin, match=f"{left}\\."):
            links.open(link.token, wrong(link.pin), BORN)
    with pytest.raises(LinkOver):
        links.open(link.token, wrong(link.pin), BORN)
    assert not links.works(link.token)
    with pytest.raises(LinkOver):
        links.open(link.token, link.pin, BORN)


def test_many_guesses_at_once_are_no_more_than_five(links: Links, link: NewLink, store: Store, clock: Clock) -> None:
    looked_at: list[str] = []

    class Watched(Hashing):
        def matches(self, kept: str | None, text: str) -> bool:
            looked_at.append(text)
            return super().matches(kept, text)

    watched = Links(store, clock, Watched(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))

    def guess(number: int) -> None:
        with pytest.raises((WrongPin, LinkOver)):
            watched.open(link.token, wrong(link.pin), BORN)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(guess, range(24)))
    assert len(looked_at) == 5


def test_a_link_expires_after_seven_days_and_an_opened_one_after_an_hour(links: Links, link: NewLink, clock: Clock) -> None:
    clock.now += timedelta(days=7) - timedelta(seconds=1)
    token = links.open(link.token, link.pin, BORN)
    clock.now += timedelta(seconds=1)
    assert not links.works(link.token)
    with pytest.raises(LinkOver):
        links.open(link.token, link.pin, BORN)
    assert links.answering(token)  # who has begun may end
    clock.now += timedelta(hours=1)
    assert links.answering(token) is None


def test_unknown_expired_locked_and_used_are_said_in_the_same_words(links: Links, link: NewLink, clock: Clock) -> None:
    said = set()
    for token in ("a" * 28, "", "\udcff", link.token):
        clock.now += timedelta(days=3)
        with pytest.raises(LinkOver) as error:
            links.open(token, link.pin, BORN)
        said.add(str(error.value))
    assert len(said) == 1


def test_another_browser_takes_over_and_the_first_can_send_nothing_more(links: Links, link: NewLink) -> None:
    first = links.open(link.token, link.pin, BORN)
    second = links.open(link.token, link.pin, BORN)
    assert links.answering(first) is None
    assert links.answering(second)


def test_a_new_link_to_the_same_assessment_ends_the_old_one(links: Links, link: NewLink, records: Records, document_id: str) -> None:
    links.offer(records, NURSE, document_id)
    assert not links.works(link.token)


def test_what_the_person_sent_stands_in_the_record_and_the_link_is_over(links: Links, link: NewLink, records: Records, document_id: str) -> None:
    answering = opened(links, link)
    assert links.offered(answering) == WAITING
    links.answer(answering, filled)
    stored = records.get(document_id, of=Assessment)
    assert (stored.version, stored.body.concerns[0].score, stored.saved_by) == (2, 7, f"link-{answering.link_id}")
    assert not links.works(link.token)
    with pytest.raises(LinkOver):
        links.answer(answering, filled)
    assert records.get(document_id).version == 2


def test_answers_that_cannot_be_saved_leave_the_link_working(links: Links, link: NewLink) -> None:
    def fails(_: Assessment) -> Assessment:
        raise RuntimeError

    answering = opened(links, link)
    with pytest.raises(RuntimeError):
        links.answer(answering, fails)
    links.answer(answering, filled)


def test_what_staff_have_filled_in_meanwhile_is_not_written_over(links: Links, link: NewLink, records: Records, document_id: str) -> None:
    answering = opened(links, link)
    records.save(document_id, 1, filled(WAITING))
    with pytest.raises(LinkOver):
        links.answer(answering, filled)
    with pytest.raises(LinkOver):
        links.offered(answering)
    assert records.get(document_id).version == 2


def test_a_link_to_somebody_erased_is_over(links: Links, link: NewLink, store: Store, clock: Clock, person_id: str) -> None:
    answering = opened(links, link)
    Records(store, Actor("4" * 32, Role.ADMINISTRATOR, frozenset()), clock).erase(person_id, "They asked for it")
    assert not links.works(link.token)
    with pytest.raises(LinkOver):
        links.answer(answering, filled)


@pytest.mark.parametrize(("actor", "error"), [(COLLEAGUE, NotYours), (GP, NotAllowed), (Actor("4" * 32, Role.ADMINISTRATOR, frozenset()), NotAllowed)])
def test_only_who_may_write_assessments_of_this_person_offers_a_link(links: Links, store: Store, clock: Clock, document_id: str, actor: Actor, error: type[Exception]) -> None:
    with pytest.raises(error):
        links.offer(Records(store, actor, clock), actor, document_id)


def test_broken_glass_offers_no_link(links: Links, store: Store, clock: Clock, person_id: str, document_id: str) -> None:
    actor = COLLEAGUE._replace(reason="Came in by ambulance", opened=person_id)
    with pytest.raises(NotYours):
        links.offer(Records(store, actor, clock), actor, document_id)


def test_without_a_date_of_birth_there_is_no_link(links: Links, records: Records) -> None:
    stored = records.add_person(Person(surname="Undated"), "breast-unit")
    with pytest.raises(NoDateOfBirth):
        links.offer(records, NURSE, records.add(stored.id, WAITING).id)


def test_the_store_keeps_neither_link_nor_pin_nor_date_of_birth(links: Links, link: NewLink, store: Store) -> None:
    token = links.open(link.token, link.pin, BORN)
    with store.reading() as connection:
        kept = repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])
    assert NURSE.id in kept
    for secret in (link.token, token, f"'{link.pin}", "1961-03-27", "Testerly"):
        assert secret not in kept


def test_the_auditor_reads_who_offered_and_that_the_person_answered(links: Links, link: NewLink, store: Store) -> None:
    answering = opened(links, link)
    links.answer(answering, filled)
    with store.reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(audit.c.actor, audit.c.role, audit.c.action))]
    assert (NURSE.id, "clinician", "offer-link") in rows
    assert rows[-1] == (f"link-{answering.link_id}", "person", Action.WRITE.value)


def test_what_is_kept_before_it_is_sent_is_sealed_and_gone_with_the_sending(links: Links, link: NewLink, store: Store, clock: Clock) -> None:
    token = links.open(link.token, link.pin, BORN)
    answering = links.answering(token)
    assert answering
    assert links.draft(answering) == ""
    assert links.keep(token, lambda before: before + "the stairs")
    clock.now += timedelta(hours=1)
    assert links.keep(token, lambda before: before + ", the hens")
    assert links.draft(answering) == "the stairs, the hens"
    with store.reading() as connection:
        sealed = connection.execute(select(metadata.tables["links"].c.sealed_draft)).scalar()
    assert sealed
    assert b"stairs" not in sealed
    links.answer(answering, filled)
    with store.reading() as connection:
        assert connection.execute(select(metadata.tables["links"].c.sealed_draft)).scalar() is None
    assert not links.keep(token, lambda before: "late")


def test_what_was_never_sent_is_forgotten_after_the_link(links: Links, link: NewLink, records: Records, store: Store, clock: Clock) -> None:
    links.keep(links.open(link.token, link.pin, BORN), lambda _: "the stairs")
    clock.now += timedelta(days=8)
    assert not links.keep("another browser's", lambda _: "")
    with store.reading() as connection:
        assert connection.execute(select(metadata.tables["links"].c.sealed_draft)).scalar() is None


def test_a_browser_is_told_how_it_stands_with_its_link(links: Links, link: NewLink, records: Records, document_id: str, clock: Clock) -> None:
    first = links.open(link.token, link.pin, BORN)
    second = links.open(link.token, link.pin, BORN)
    assert [links.standing(one) for one in (first, second, "")] == [Standing.PAUSED, Standing.OPEN, Standing.OVER]
    answering = links.answering(second)
    assert answering
    links.answer(answering, filled)
    assert [links.standing(one) for one in (first, second)] == [Standing.ANSWERED, Standing.SENT]
    assert links.sent(first) is None
    assert links.sent(second) == filled(WAITING)
    clock.now += timedelta(minutes=15)
    assert links.standing(second) is Standing.ANSWERED
    assert links.sent(second) is None
