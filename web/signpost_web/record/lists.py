"""`/record/people/{id}/lists`: which teams have a person on their list, and so may open the record: the GP practice's among them."""

from __future__ import annotations

from starlette.responses import Response

from signpost.record.access import BEYOND_TEAMS, Action
from signpost.record.headings import day_in_words
from signpost_web.record.door import RecordRoute
from signpost_web.record.forms import Form
from signpost_web.record.visits import Visit

NO_TEAM = "Choose a team"


def show(visit: Visit) -> Response:
    return _page(visit, visit.form)


def add(visit: Visit) -> Response:
    """On one more team's list."""
    person, team = visit.id("person_id"), visit.form.text("team")
    if team not in _other_teams(visit, person):
        return _page(visit, visit.form.wrong([("team", NO_TEAM)]), 400)
    visit.records.share(person, team)
    return visit.saved(f"/record/people/{person}/lists")


def take_off(visit: Visit) -> Response:
    """Off one team's list; whoever can no longer open the record is led back to their start."""
    person = visit.id("person_id")
    visit.records.unshare(person, visit.form.text("team"))
    still_ours = visit.account.role in BEYOND_TEAMS or visit.form.text("team") not in visit.actor.teams or len(visit.actor.teams) > 1
    return visit.saved(f"/record/people/{person}/lists" if still_ours else "/record")


def _other_teams(visit: Visit, person_id: str) -> dict[str, str]:
    """Those who do not have the person on their list: ids and names."""
    has = visit.records.teams_of(person_id)
    return {team.id: team.name for team in visit.room.accounts.teams() if team.id not in has}


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    person = visit.records.person(visit.id("person_id"))
    has, today = visit.records.teams_of(person.id), visit.now.date()
    shown = {
        "form": form,
        "person": person,
        "teams": [(team.id, team.name, team.id in visit.actor.teams) for team in visit.room.accounts.teams() if team.id in has],
        "others": list(_other_teams(visit, person.id).items()),
        "consents": [(one.purpose.label, one.with_whom, day_in_words(one.given_on)) for one in person.body.consents if one.holds_on(today)],
    }
    return visit.page("record/lists.html", shown, status)


ROUTES = (
    RecordRoute("/record/people/{person_id}/lists", show, Action.SHARE),
    RecordRoute("/record/people/{person_id}/lists", add, Action.SHARE, ["POST"]),
    RecordRoute("/record/people/{person_id}/lists/off", take_off, Action.SHARE, ["POST"]),
)
