"""Who may do what: one table of actions and roles, and the boundary of the teams. `signpost.record.records` enforces it, nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from signpost.problems import SignpostError
from signpost.record.codes import Labelled


class Role(Labelled):
    """What an account is for. One account has one role."""

    CLINICIAN = "clinician", "Clinician"
    GP = "gp", "GP practice"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"
    CURATOR = "curator", "Curator of the directory"


class Action(StrEnum):
    """What can be done with the record; also what the audit calls it."""

    IDENTIFY = "identify"  # find a person, see their own details
    READ = "read"  # see their documents, copies and timeline
    WRITE = "write"
    ADD_PERSON = "add-person"
    SHARE = "share"  # put a person on a team's list, or take them off
    COPY = "copy"  # hand out a copy
    BREAK_GLASS = "break-glass"  # read one person's record across the boundary, and say why
    EXPORT = "export"
    ERASE = "erase"
    AUDIT = "audit"  # read who did what
    REPORT = "report"
    ACCOUNTS = "accounts"  # staff accounts and teams


_C, _G, _AD, _AU, _CU = Role.CLINICIAN, Role.GP, Role.ADMINISTRATOR, Role.AUDITOR, Role.CURATOR
ALLOWED: Mapping[Action, frozenset[Role]] = {
    Action.IDENTIFY: frozenset({_C, _G, _AD}),  # an administrator must see whom they are about to erase
    Action.READ: frozenset({_C, _G}),
    Action.WRITE: frozenset({_C, _G}),
    Action.ADD_PERSON: frozenset({_C}),
    Action.SHARE: frozenset({_C, _AD}),
    Action.COPY: frozenset({_C, _G}),
    Action.BREAK_GLASS: frozenset({_C, _G}),
    Action.EXPORT: frozenset({_C, _AD}),  # a person asks for their data at the clinic, or in a letter to the organisation
    Action.ERASE: frozenset({_AD}),  # never by whoever writes in the record
    Action.AUDIT: frozenset({_AU}),
    Action.REPORT: frozenset({_C, _AD, _AU, _CU}),
    Action.ACCOUNTS: frozenset({_AD}),
}
GP_WRITES = frozenset({"person", "cancer-care-review", "care-plan", "event", "follow-up"})  # kinds: what a review in general practice comes to
BEYOND_TEAMS = frozenset({_AD, _AU, _CU})  # roles that belong to no team: where the table lets them in, it is to everybody's
ACROSS_WITH_A_REASON = frozenset({Action.IDENTIFY, Action.READ})


class NotAllowed(SignpostError):
    """This role may never do this, whoever it is about."""


class NotYours(SignpostError):
    """There is no such person, document or copy, or it belongs to another team: an outsider is not told which."""


class OnlyForReading(SignpostError):
    """Broken glass opens a record for reading, and this is more."""


class Actor(NamedTuple):
    """Who is at work. Where they have broken the glass, `reason` says why, and it opens the one person `opened`, for reading."""

    id: str
    role: Role
    teams: frozenset[str]
    reason: str | None = None
    opened: str | None = None


def allowed(role: Role, action: Action, kind: str | None = None) -> bool:
    """Whether a role may do this at all, to a document of this kind where there is one."""
    return role in ALLOWED[action] and not (role is Role.GP and action is Action.WRITE and kind is not None and kind not in GP_WRITES)


def check_allowed(actor: Actor, action: Action, kind: str | None = None) -> None:
    """Raises NotAllowed."""
    if not allowed(actor.role, action, kind):
        raise NotAllowed("Your account may not do this. Ask an administrator if it should.")


def within_reach(actor: Actor, action: Action, person_id: str, teams: frozenset[str]) -> bool:
    """Whether a person on these teams' lists is this actor's to do this with."""
    broken = bool(actor.reason) and actor.opened == person_id and action in ACROSS_WITH_A_REASON
    return actor.role in BEYOND_TEAMS or bool(actor.teams & teams) or broken
