"""Staff accounts: who may sign in, in which role, for which teams; and what happens to those who guess.

A try is counted before the password is looked at, so that a hundred tries at once are no more than five.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from signpost.problems import SignpostError, did_you_mean
from signpost.record.access import Action, Role
from signpost.record.passwords import Hashing, check_password
from signpost.record.store.audit import Deed, note
from signpost.record.store.store import Store
from signpost.record.store.tables import account_sessions, accounts, team_members, teams

TRIES = 5  # wrong passwords, after which an account has to wait
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)  # doubled by every further failure; an hour still lets no guesser through
SIGN_IN, SIGN_IN_REFUSED = "sign-in", "sign-in refused"  # as the audit calls them
AT_THE_MACHINE = "command-line"  # who changes accounts: whoever may run commands on this machine
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{1,62})[a-z0-9]")
_TEAM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class BadAccount(SignpostError):
    """A name, role or team that an account cannot have, or one that is not there."""


class SignInRefused(SignpostError):
    """Wrong name, wrong password, disabled, or locked for a while: the same words for all, so that nobody learns which."""


@dataclass(frozen=True, slots=True)
class Team:
    """Those who share a caseload. `name` is what they call themselves."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """One member of staff. `name` signs in, `shown_name` is what colleagues read."""

    id: str
    name: str
    shown_name: str
    role: Role
    teams: tuple[Team, ...]
    disabled: bool

    @property
    def team_ids(self) -> frozenset[str]:
        return frozenset(team.id for team in self.teams)


class Accounts:
    """The accounts in one store."""

    def __init__(self, store: Store, clock: Callable[[], datetime], hashing: Hashing) -> None:
        self._store, self._clock, self._hashing = store, clock, hashing

    # What an administrator does

    def add(self, name: str, shown_name: str, role: Role, team_ids: Iterable[str], password: str | None) -> Account:
        """Without a password (None) only the organisation's issuer lets this person in. Raises BadAccount, WeakPassword."""
        name = name.strip().casefold()
        if not _NAME.fullmatch(name):
            raise BadAccount("A user name has 3 to 64 small letters and digits, with dots, hyphens, underscores or @ between them.")
        if not 1 <= len(shown_name.strip()) <= 200:
            raise BadAccount("Say what colleagues call this person, in 1 to 200 characters.")
        if password is not None:
            check_password(password, name)
        hashed, now, account_id = self._hashing.hash(password) if password is not None else None, self._clock(), uuid4().hex
        with self._store.transaction() as connection:
            if connection.execute(select(accounts.c.id).where(accounts.c.name == name)).first():
                raise BadAccount(f"There is a user '{name}' already.")
            row = {"id": account_id, "name": name, "shown_name": shown_name.strip(), "role": role.value, "password_hash": hashed}
            connection.execute(insert(accounts).values(**row, failures=0, created_at=now, changed_at=now))
            _join(connection, account_id, team_ids)
            self._note(connection, f"add {name} as {role}")
            return _account(connection, name)

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._store.reading() as connection:
            names = connection.execute(select(accounts.c.name).order_by(accounts.c.name)).scalars().all()
            return [_account(connection, name) for name in names]

    def set_password(self, name: str, password: str) -> None:
        """A new password also unlocks, and ends every session. Raises BadAccount, WeakPassword."""
        check_password(password, name)
        hashed = self._hashing.hash(password)
        self._change(name, "new password for", password_hash=hashed, failures=0, locked_until=None)

    def disable(self, name: str) -> None:
        """Nobody can sign in with it any more, and every session ends. Raises BadAccount."""
        self._change(name, "disable", disabled_at=self._clock())

    def enable(self, name: str) -> None:
        """Takes `disable` back. Raises BadAccount."""
        self._change(name, "enable", disabled_at=None, failures=0, locked_until=None)

    def set_role(self, name: str, role: Role) -> None:
        """Another role, for somebody who has moved; every session ends. Raises BadAccount."""
        self._change(name, f"role {role.value} for", role=role.value)

    def set_teams(self, name: str, team_ids: Collection[str]) -> Account:
        """These teams and no others, from the next request on. Raises BadAccount."""
        with self._store.transaction() as connection:
            account = _account(connection, name)
            connection.execute(delete(team_members).where(team_members.c.account_id == account.id))
            _join(connection, account.id, team_ids)
            self._note(connection, f"teams of {account.name}: {', '.join(sorted(team_ids)) or 'none'}")
            return _account(connection, name)

    def add_team(self, team_id: str, name: str) -> Team:
        """Raises BadAccount."""
        if not _TEAM.fullmatch(team_id) or len(team_id) > 64:
            raise BadAccount(f"'{team_id[:64]}' is no id of a team: write it in small letters, digits and hyphens, such as breast-unit.")
        with self._store.transaction() as connection:
            if connection.execute(select(teams.c.id).where(teams.c.id == team_id)).first():
                raise BadAccount(f"There is a team '{team_id}' already.")
            connection.execute(insert(teams).values(id=team_id, name=name.strip()[:200] or team_id, created_at=self._clock()))
        return Team(team_id, name)

    def teams(self) -> list[Team]:
        """Every team, by id."""
        with self._store.reading() as connection:
            return [Team(*row) for row in connection.execute(select(teams.c.id, teams.c.name).order_by(teams.c.id))]

    def _change(self, name: str, what: str, **values: object) -> None:
        with self._store.transaction() as connection:
            account = _account(connection, name)
            self._note(connection, f"{what} {account.name}")
            connection.execute(update(accounts).where(accounts.c.id == account.id).values(**values, changed_at=self._clock()))
            connection.execute(delete(account_sessions).where(account_sessions.c.account_id == account.id))

    def _note(self, connection: Connection, what: str) -> None:
        note(self._store, connection, Deed(self._clock(), AT_THE_MACHINE, Role.ADMINISTRATOR, Action.ACCOUNTS, reason=what))

    # What a member of staff does

    def sign_in(self, name: str, password: str) -> Account:
        """The account, when this is its password and it is not locked. Raises SignInRefused."""
        row = self._counted_try(name.strip().casefold())
        right = self._hashing.matches(row["password_hash"] if row else None, password)
        account = self._let_in(row, password if right else None) if row else None
        if account is None:
            raise SignInRefused(
                f"The user name and password do not match, or were wrong too often. After {TRIES} wrong tries you must wait: a minute at first, then longer."
            )
        return account

    def sign_in_as_vouched(self, name: str) -> Account:
        """The account of somebody whom the organisation's issuer has named. Raises SignInRefused."""
        with self._store.transaction() as connection:
            there = (accounts.c.name == name.strip().casefold(), accounts.c.disabled_at.is_(None))
            row = connection.execute(select(accounts).where(*there)).mappings().first()
            if row is None:
                raise SignInRefused("You have no account for the record here. Ask an administrator for one.")
            note(self._store, connection, Deed(self._clock(), row["id"], row["role"], SIGN_IN))
            return account_of(connection, row)

    def _counted_try(self, name: str) -> RowMapping | None:
        """The account's row, if it may try; the try counts as wrong until it proves right."""
        now = self._clock()
        with self._store.transaction() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name).with_for_update()).mappings().first()
            if row is None or row["disabled_at"] or (row["locked_until"] and row["locked_until"] > now):
                return None
            failures = row["failures"] + 1
            locked = now + _wait(failures) if failures >= TRIES else None
            connection.execute(update(accounts).where(accounts.c.id == row["id"]).values(failures=failures, locked_until=locked))
            return row

    def _let_in(self, row: RowMapping, password: str | None) -> Account | None:
        """The account, unless the password was wrong (None), or somebody has changed it or disabled the account while it was looked at."""
        old = row["password_hash"]
        new = self._hashing.hash(password) if password is not None and self._hashing.outdated(old) else old
        still = (accounts.c.id == row["id"], accounts.c.password_hash == old, accounts.c.disabled_at.is_(None))
        with self._store.transaction() as connection:
            unlocked = update(accounts).where(*still).values(failures=0, locked_until=None, password_hash=new)
            let_in = password is not None and connection.execute(unlocked).rowcount == 1
            note(self._store, connection, Deed(self._clock(), row["id"], row["role"], SIGN_IN if let_in else SIGN_IN_REFUSED))
            return account_of(connection, row) if let_in else None


def _wait(failures: int) -> timedelta:
    doublings = min(failures - TRIES, 10)  # the longest wait is reached long before
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _account(connection: Connection, name: str) -> Account:
    row = connection.execute(select(accounts).where(accounts.c.name == name.strip().casefold())).mappings().first()
    if row is None:
        known = connection.execute(select(accounts.c.name)).scalars()
        raise BadAccount(f"There is no user '{name[:64]}'.{did_you_mean(name, known)} See them with: signpost user list")
    return account_of(connection, row)


def account_of(connection: Connection, row: RowMapping) -> Account:
    """The account in a row of `accounts`, with its teams."""
    joined = select(teams.c.id, teams.c.name).join(team_members).where(team_members.c.account_id == row["id"]).order_by(teams.c.name)
    found = tuple(Team(*team) for team in connection.execute(joined))
    return Account(row["id"], row["name"], row["shown_name"], Role(row["role"]), found, row["disabled_at"] is not None)


def _join(connection: Connection, account_id: str, team_ids: Iterable[str]) -> None:
    known = connection.execute(select(teams.c.id)).scalars().all()
    for team in dict.fromkeys(team_ids):
        if team not in known:
            raise BadAccount(f"There is no team '{team[:64]}'.{did_you_mean(team, known)} Make it with: signpost user new-team {team[:64]} NAME")
        connection.execute(insert(team_members).values(account_id=account_id, team=team))
