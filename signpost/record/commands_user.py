"""`signpost user`: staff accounts and teams. A password is typed, or comes by standard input: never by an argument, where others could read it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from getpass import getpass
from typing import TYPE_CHECKING

from signpost.problems import SignpostError, did_you_mean
from signpost.settings import Settings

if TYPE_CHECKING:
    from signpost.record.access import Role
    from signpost.record.accounts import Account, Accounts


class BadPassword(SignpostError):
    """No password was given, or it was typed in two ways."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The commands behind `signpost user`."""
    commands = parser.add_subparsers(required=True, metavar="WHAT")

    def command(name: str, act: Callable[[argparse.Namespace, Accounts], None], text: str, *, named: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(act=act)
        if named:
            made.add_argument("user", metavar="USER", help="a user name")
        return made

    add = command("add", _add, "Add an account; the password is asked for, or read from standard input.")
    add.add_argument("--name", required=True, metavar="WORDS", help="what colleagues call this person")
    add.add_argument("--role", required=True, help="clinician, gp, administrator, auditor or curator")
    add.add_argument("--team", action="append", default=[], metavar="TEAM", help="a team; may be given more than once")
    add.add_argument("--no-password", action="store_true", help="only your organisation's own sign-in lets this person in (SIGNPOST_OIDC_ISSUER)")
    command("list", _list, "Every account, with role and teams.", named=False)
    command("disable", _disable, "Nobody can sign in with this account any more; whoever is signed in is signed out.")
    command("enable", _enable, "The account may be used again; also ends the wait after wrong passwords.")
    command("set-password", _set_password, "A new password, asked for or read from standard input. Ends every session, and the wait after wrong ones.")
    role = command("role", _set_role, "Give an account another role; whoever is signed in with it is signed out.")
    role.add_argument("role", help="clinician, gp, administrator, auditor or curator")
    teams = command("teams", _teams, "Give an account these teams and no others.")
    teams.add_argument("team", nargs="*", metavar="TEAM")
    command("list-teams", _list_teams, "Every team.", named=False)
    new_team = command("new-team", _new_team, "Add a team.", named=False)
    new_team.add_argument("team", metavar="TEAM", help="its id, such as breast-unit")
    new_team.add_argument("name", metavar="NAME", help="what it calls itself")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run one of them. Raises SignpostError."""
    from signpost.record.accounts import Accounts
    from signpost.record.opening import open_store
    from signpost.record.passwords import Hashing

    store = open_store(settings)
    try:
        options.act(options, Accounts(store, lambda: datetime.now(UTC), Hashing()))
    finally:
        store.close()
    return 0


def _add(options: argparse.Namespace, accounts: Accounts) -> None:
    print(_in_words(accounts.add(options.user, options.name, _role(options.role), options.team, None if options.no_password else _password())))


def _list(options: argparse.Namespace, accounts: Accounts) -> None:
    for account in accounts.all():
        print(_in_words(account))


def _disable(options: argparse.Namespace, accounts: Accounts) -> None:
    accounts.disable(options.user)
    print(f"{options.user} can no longer sign in.")


def _enable(options: argparse.Namespace, accounts: Accounts) -> None:
    accounts.enable(options.user)
    print(f"{options.user} can sign in.")


def _set_password(options: argparse.Namespace, accounts: Accounts) -> None:
    accounts.set_password(options.user, _password())
    print(f"{options.user} has a new password.")


def _set_role(options: argparse.Namespace, accounts: Accounts) -> None:
    role = _role(options.role)
    accounts.set_role(options.user, role)
    print(f"{options.user} is {role.label.lower()} from now on.")


def _teams(options: argparse.Namespace, accounts: Accounts) -> None:
    print(_in_words(accounts.set_teams(options.user, options.team)))


def _list_teams(options: argparse.Namespace, accounts: Accounts) -> None:
    for team in accounts.teams():
        print(f"{team.id}  {team.name}")


def _new_team(options: argparse.Namespace, accounts: Accounts) -> None:
    team = accounts.add_team(options.team, options.name)
    print(f"{team.id}  {team.name}")


def _in_words(account: Account) -> str:
    teams = ", ".join(sorted(account.team_ids)) or "no team"
    return f"{account.name}  {account.shown_name}  {account.role.value}  {teams}{'  DISABLED' if account.disabled else ''}"


def _role(text: str) -> Role:
    from signpost.record.access import Role
    from signpost.record.accounts import BadAccount

    roles = [role.value for role in Role]
    if text not in roles:
        raise BadAccount(f"'{text[:40]}' is no role.{did_you_mean(text, roles)} It must be one of: {', '.join(roles)}.")
    return Role(text)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("The same again: ") != password:
        raise BadPassword("The two passwords are not the same. Nothing was changed.")
    return password
