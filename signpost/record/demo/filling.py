"""Accounts for every role, and the stories of the invented people, in one store."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import NamedTuple

from signpost.record.access import Actor, Role
from signpost.record.accounts import Account, Accounts
from signpost.record.demo import people
from signpost.record.demo.stories import Pens, tell
from signpost.record.demo.writing import Pen, World
from signpost.record.links import Links, NewLink
from signpost.record.passwords import Hashing
from signpost.record.policies import Policies
from signpost.record.store.store import Store
from signpost.search.directory import Directory

NURSES, BOWEL_NURSES, SURGERY = "breast-nurses", "bowel-nurses", "surgery"
_TEAMS = {NURSES: "Breast cancer nurses", BOWEL_NURSES: "Bowel cancer nurses", SURGERY: people.PRACTICE}
_WORDS = ("amber", "barrel", "candle", "dapple", "ember", "fennel", "gravel", "harbour", "jigsaw", "kettle", "lantern", "meadow", "nettle", "orchard", "pebble", "quilt", "rafter", "saddle", "thimble", "walnut")


class _Staff(NamedTuple):
    name: str
    shown: str
    role: Role
    teams: tuple[str, ...]
    to_try: str


_STAFF = (
    _Staff("nurse", people.NURSE, Role.CLINICIAN, (NURSES,), "breast cancer nurse: answers that wait for a plan, and a long story"),
    _Staff("bowel-nurse", people.BOWEL_NURSE, Role.CLINICIAN, (BOWEL_NURSES,), "bowel cancer nurse: sees none of the other team's people"),
    _Staff("surgery", people.GP, Role.GP, (SURGERY,), "GP practice: a review that asks what became of the help"),
    _Staff("admin", "Jo Marlow", Role.ADMINISTRATOR, (), "administrator: exports and erases"),
    _Staff("auditor", "Kit Sorrel", Role.AUDITOR, (), "auditor: who has looked at whom"),
    _Staff("curator", "Robin Teasel", Role.CURATOR, (), "curator: where help is missing"),
)


class Login(NamedTuple):
    """An account of the demonstration, and what it is good for."""

    name: str
    to_try: str


class Demonstration(NamedTuple):
    """What is told to whoever has started it. The password is that of every account."""

    password: str
    logins: tuple[Login, ...]
    link: NewLink
    linked: str  # whose link it is
    linked_born: date


def fill(store: Store, directory: Directory, policies: Policies, now: datetime, hashing: Hashing) -> Demonstration:
    """Fills an empty store. Everything goes the way that pages go, so it is sealed and audited like anything else."""

    def clock() -> datetime:
        return now

    accounts, password = Accounts(store, clock, hashing), _password()
    for team, name in _TEAMS.items():
        accounts.add_team(team, name)
    made = {one.name: accounts.add(one.name, one.shown, one.role, one.teams, password) for one in _STAFF}
    world = World(store, directory, policies, now)
    nurse = _pen(world, made["nurse"])
    waiting = tell(Pens(nurse, _pen(world, made["bowel-nurse"]), _pen(world, made["surgery"]), NURSES, BOWEL_NURSES, SURGERY))
    link = Links(store, clock, hashing).offer(nurse.at(0).records, _actor(made["nurse"]), waiting.id)
    linked = people.has_a_link()
    assert linked.born
    return Demonstration(password, tuple(Login(one.name, one.to_try) for one in _STAFF), link, linked.full_name, linked.born)


def _pen(world: World, account: Account) -> Pen:
    return Pen(world, _actor(account), account.shown_name)


def _actor(account: Account) -> Actor:
    return Actor(account.id, account.role, account.team_ids)


def _password() -> str:
    """Four words: easily typed, and good enough for a record that is gone when the program stops."""
    return "-".join(secrets.choice(_WORDS) for _ in range(4))
