"""Staff accounts: passwords that may be chosen, guessing, sessions, teams, and the commands of an administrator."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from signpost.__main__ import main
from signpost.record.access import Role
from signpost.record.accounts import Account, Accounts, BadAccount, SignInRefused
from signpost.record.passwords import Hashing, WeakPassword, check_password
from signpost.record.sessions import Sessions
from signpost.record.store.people import insert_person
from signpost.record.store.sealing import new_key
from signpost.record.store.store import Store
from signpost.record.store.tables import account_sessions, accounts, audit, metadata, openings

PASSWORD = "lavender tram kettle"
CHEAP = Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(url: str, opened: Callable[..., Store]) -> Store:
    return opened(url)


def kept(store: Store) -> str:
    """All that stands in the store."""
    with store.reading() as connection:
        return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


@pytest.fixture
def staff(store: Store, clock: Clock) -> Accounts:
    made = Accounts(store, clock, CHEAP)
    made.add_team("breast-unit", "Breast unit")
    return made


@pytest.fixture
def sam(staff: Accounts) -> Account:
    return staff.add("sam", "Sam Example", Role.CLINICIAN, ["breast-unit"], PASSWORD)


@pytest.fixture
def sessions(store: Store, clock: Clock) -> Sessions:
    return Sessions(store, clock)


def refused(staff: Accounts, password: str = "wrong words altogether", name: str = "sam") -> str:
    with pytest.raises(SignInRefused) as error:
        staff.sign_in(name, password)
    return str(error.value)


# Which passwords may be chosen


@pytest.mark.parametrize(
    "password",
    ["short words", "x" * 201, "Password2026!!", "P4ssw0rd!1234", "qwertyuiop1234", "poiuytrewq99", "aaaaaaaaaaaa", "Summer2026Leeds", "837465928374", "Welcome-Nurse-1", "1q2w3e4r5t6y", "abcdefghijklm"],
)
def test_what_guessers_try_first_is_no_password(password: str) -> None:
    with pytest.raises(WeakPassword) as error:
        check_password(password, "sam")
    assert password not in str(error.value)


def test_a_password_must_not_hold_the_user_name() -> None:
    with pytest.raises(WeakPassword, match="user name"):
        check_password("Jo.Okafor and a tram", "jo.okafor")


@pytest.mark.parametrize("password", ["correct horse battery", PASSWORD, "Tr0ub4dor&3xyz", "ëndlöss grün tee", "чайник трамвай дом"])
def test_words_that_do_not_belong_together_are_a_password(password: str) -> None:
    check_password(password, "sam")


def test_a_password_is_the_same_from_every_keyboard(staff: Accounts) -> None:
    staff.add("ada", "Ada Example", Role.GP, [], "caf\u00e9 tram kettle")
    assert staff.sign_in("ada", "cafe\u0301 tram kettle").name == "ada"


# Accounts and teams


def test_who_signs_in_is_known_with_role_and_teams(staff: Accounts, sam: Account) -> None:
    account = staff.sign_in(" SAM ", PASSWORD)
    assert (account.id, account.role, account.shown_name) == (sam.id, Role.CLINICIAN, "Sam Example")
    assert [(team.id, team.name) for team in account.teams] == [("breast-unit", "Breast unit")]


@pytest.mark.parametrize(("name", "team", "hint"), [("sam", "breast-unit", "already"), ("S!", "breast-unit", "small letters"), ("ada", "breast-units", "Did you mean 'breast-unit'"), ("ada", "none", "new-team none")])
def test_an_account_that_cannot_be_is_refused_with_the_way_out(staff: Accounts, sam: Account, name: str, team: str, hint: str) -> None:
    with pytest.raises(BadAccount, match=hint):
        staff.add(name, "Ada Example", Role.GP, [team], PASSWORD)
    assert [account.name for account in staff.all()] == [sam.name]


def test_an_unknown_user_is_named_with_the_nearest_spelling(staff: Accounts, sam: Account) -> None:
    with pytest.raises(BadAccount, match="Did you mean 'sam'"):
        staff.disable("san")


def test_other_teams_hold_from_the_next_request_on(staff: Accounts, sam: Account, sessions: Sessions) -> None:
    token = sessions.start(sam)
    staff.set_teams("sam", [])
    session = sessions.session(token)
    assert session
    assert session.account.team_ids == frozenset()


def test_another_role_ends_every_session_and_holds_from_then_on(staff: Accounts, sam: Account, sessions: Sessions) -> None:
    token = sessions.start(sam)
    staff.set_role("sam", Role.AUDITOR)
    assert sessions.session(token) is None
    assert staff.sign_in("sam", PASSWORD).role is Role.AUDITOR
    with pytest.raises(BadAccount, match="Did you mean 'sam'"):
        staff.set_role("san", Role.AUDITOR)


# Guessing


def test_five_wrong_passwords_lock_for_a_growing_time(staff: Accounts, sam: Account, clock: Clock) -> None:
    for _ in range(5):
        refused(staff)
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        clock.now += timedelta(minutes=minutes) - timedelta(seconds=1)
        refused(staff, PASSWORD)
        clock.now += timedelta(seconds=1)
        refused(staff)
    clock.now += timedelta(minutes=60)
    assert staff.sign_in("sam", PASSWORD) == sam


def test_the_right_password_starts_the_count_anew(staff: Accounts, sam: Account) -> None:
    for _ in range(3):
        for _ in range(4):
            refused(staff)
        assert staff.sign_in("sam", PASSWORD) == sam


def test_many_guesses_at_once_are_no_more_than_five(store: Store, staff: Accounts, sam: Account, clock: Clock) -> None:
    looked_at: list[str] = []

    class Watched(Hashing):
        def matches(self, kept: str | None, text: str) -> bool:
            looked_at.extend([text] if kept else [])
            return super().matches(kept, text)

    watched = Accounts(store, clock, Watched(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: refused(watched, f"wrong words {number}"), range(24)))
    assert len(looked_at) == 5


def test_wrong_locked_disabled_and_unknown_are_said_in_the_same_words(staff: Accounts, sam: Account) -> None:
    said = {refused(staff), refused(staff, name="nobody")}
    for _ in range(5):
        said.add(refused(staff, PASSWORD if _ == 4 else "wrong words altogether"))
    staff.disable("sam")
    said.add(refused(staff, PASSWORD))
    assert len(said) == 1


def test_an_account_without_a_password_cannot_be_signed_in_to_by_one(store: Store, staff: Accounts, sam: Account) -> None:
    with store.transaction() as connection:
        connection.execute(accounts.update().values(password_hash=None))
    refused(staff, "")
    refused(staff, PASSWORD)


def test_a_hash_of_lower_costs_is_made_anew_when_somebody_signs_in(store: Store, staff: Accounts, sam: Account, clock: Clock) -> None:
    dearer = Accounts(store, clock, Hashing(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)))
    dearer.sign_in("sam", PASSWORD)
    with store.reading() as connection:
        assert "$m=16,t=2,p=1$" in str(connection.execute(select(accounts.c.password_hash)).scalar())
    assert staff.sign_in("sam", PASSWORD) == sam


@pytest.mark.parametrize("change", ["password", "disable"])
def test_what_an_administrator_changes_while_a_password_is_looked_at_holds(store: Store, staff: Accounts, sam: Account, clock: Clock, change: str) -> None:
    class Slow(Hashing):
        def matches(self, kept: str | None, text: str) -> bool:
            staff.disable("sam") if change == "disable" else staff.set_password("sam", "entirely other words")
            return super().matches(kept, text)

    refused(Accounts(store, clock, Slow(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))), PASSWORD)
    refused(staff, PASSWORD)
    if change == "password":
        assert staff.sign_in("sam", "entirely other words") == sam


def test_the_auditor_reads_who_signed_in_who_failed_and_what_was_changed(store: Store, staff: Accounts, sam: Account) -> None:
    refused(staff)
    staff.sign_in("sam", PASSWORD)
    staff.disable("sam")
    with store.reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(audit.c.actor, audit.c.action).order_by(audit.c.id))]
    assert rows == [("command-line", "accounts"), (sam.id, "sign-in refused"), (sam.id, "sign-in"), ("command-line", "accounts")]


# Sessions


def test_the_store_keeps_no_token_and_no_password(store: Store, sam: Account, sessions: Sessions) -> None:
    token = sessions.start(sam)
    assert sam.id in kept(store)
    assert token not in kept(store)
    assert PASSWORD not in kept(store)


def test_a_session_ends_by_being_idle_and_in_any_case_after_a_shift(sam: Account, sessions: Sessions, clock: Clock) -> None:
    token = sessions.start(sam)
    for _ in range(71):
        clock.now += timedelta(minutes=10)
        assert sessions.session(token)
    clock.now += timedelta(minutes=10)
    assert sessions.session(token) is None
    other = sessions.start(sam)
    clock.now += timedelta(minutes=15)
    assert sessions.session(other) is None


def test_a_planted_token_opens_nothing(sam: Account, sessions: Sessions) -> None:
    planted = sessions.start(sam)
    fresh = sessions.start(sam, former=planted)
    assert sessions.session(planted) is None
    assert sessions.session(fresh)
    assert sessions.session("") is None
    assert sessions.session("\udcff") is None


def test_sessions_that_are_over_leave_no_rows(store: Store, sam: Account, sessions: Sessions, clock: Clock) -> None:
    for _ in range(3):
        sessions.start(sam)
        clock.now += timedelta(hours=1)
    sessions.start(sam)
    with store.reading() as connection:
        assert len(connection.execute(select(account_sessions)).all()) == 1


# Broken glass


@pytest.fixture
def people(store: Store, clock: Clock) -> tuple[str, str]:
    with store.transaction() as connection:
        for person_id in ("a" * 32, "b" * 32):
            insert_person(store, connection, person_id, clock())
    return "a" * 32, "b" * 32


def test_broken_glass_opens_one_person_to_one_session_for_an_hour(sam: Account, sessions: Sessions, people: tuple[str, str], clock: Clock) -> None:
    opened, other = people
    token, elsewhere = sessions.start(sam), sessions.start(sam)
    session, second = sessions.session(token), sessions.session(elsewhere)
    assert session
    assert second
    sessions.open_person(session, opened, "Came in by ambulance")
    assert sessions.reason_for(session, opened) == "Came in by ambulance"
    assert sessions.reason_for(session, other) is None
    assert sessions.reason_for(second, opened) is None
    clock.now += timedelta(minutes=60)
    assert sessions.reason_for(session, opened) is None


def test_the_reason_is_sealed_and_goes_with_the_session(store: Store, sam: Account, sessions: Sessions, people: tuple[str, str]) -> None:
    token = sessions.start(sam)
    session = sessions.session(token)
    assert session
    sessions.open_person(session, people[0], "Came in by ambulance")
    assert people[0] in kept(store)
    assert "ambulance" not in kept(store)
    sessions.end(token)
    with store.reading() as connection:
        assert connection.execute(select(openings)).all() == []


# The commands


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_RECORD_KEY", new_key("1"))
    monkeypatch.setenv("SIGNPOST_DATABASE_URL", f"sqlite:///{tmp_path / 'commanded.sqlite3'}")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["user", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("machine")
def test_an_administrator_adds_lists_disables_and_enables(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "new-team", "breast-unit", "Breast unit")
    assert said(capsys, "list-teams") == "breast-unit  Breast unit\n"
    said(capsys, "add", "sam", "--name", "Sam Example", "--role", "clinician", "--team", "breast-unit")
    assert said(capsys, "list") == "sam  Sam Example  clinician  breast-unit\n"
    said(capsys, "disable", "sam")
    assert said(capsys, "list").endswith("DISABLED\n")
    said(capsys, "enable", "sam")
    assert said(capsys, "teams", "sam") == "sam  Sam Example  clinician  no team\n"


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["add", "sam", "--name", "Sam", "--role", "clinicain"], "Did you mean 'clinician'"),
        (["disable", "nobody"], "There is no user 'nobody'"),
        (["add", "lavender", "--name", "Sam", "--role", "gp"], "must not hold the user name"),
    ],
)
def test_a_mistake_is_a_plain_sentence(arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", *arguments]) == 2
    error = capsys.readouterr().err
    assert hint in error
    assert PASSWORD not in error


def test_without_a_key_there_are_no_accounts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("SIGNPOST_RECORD_KEY", raising=False)
    assert main(["user", "list"]) == 2
    assert "SIGNPOST_RECORD_KEY" in capsys.readouterr().err
