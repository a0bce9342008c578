"""`/record/reports`: what a site learns from all its records together, as tables and as CSV. Small numbers are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import Response

from signpost.concerns import ConcernScheme
from signpost.record import reports
from signpost.record.access import BEYOND_TEAMS, Action, allowed
from signpost.record.assessment import Assessment
from signpost.record.cancer_care_review import CareReview
from signpost.record.care_plan import CarePlan
from signpost.record.headings import day_in_words
from signpost.record.records import Stored
from signpost.record.small_numbers import FEWEST_SHOWN
from signpost_web.record.door import RecordRoute
from signpost_web.record.upkeep import directory_of
from signpost_web.record.visits import Visit

KINDS = (Assessment.KIND, CarePlan.KIND, CareReview.KIND)


class Report(NamedTuple):
    """A table: its heading, what it counts, the headings of its columns, and where its rows come from."""

    title: str
    counts: str
    columns: Sequence[str]
    rows: Callable[[list[Stored[Any]], ConcernScheme], Sequence[Any]]


REPORTS: dict[str, Report] = {
    "categories": Report(
        "Concerns by category",
        "People with any concern of the category in a completed assessment, each counted once. Scores are those of who scored a concern again: the worst of these, as a mean, at first and at last.",
        ("Category", "People", "Scored again", "Score before", "Score after"),
        reports.categories,
    ),
    "concerns": Report(
        "Concerns and their scores, before and after help",
        "People with the concern in a completed assessment, each counted once for each concern. Scores are the mean of the first and the last of who scored it again: in another assessment, in the plan or in a review.",
        ("Category", "Concern", "People", "Scored again", "Score before", "Score after"),
        reports.concerns,
    ),
    "signposts": Report(
        "Services signposted, and what became of it",
        "People whom a plan sends to the service, by signpost or referral, each counted once for each service however many signposts there are; what became of it is what the last review that was held has heard.",
        ("Service", "People", "What became of it"),
        lambda filed, _: reports.signposts(filed),
    ),
    "gaps": Report(
        "Concerns without a service",
        "People who have the concern in a plan, each counted once for each concern, and those of them for whom no service stands beside it in any plan.",
        ("Concern", "People", "Without a service"),
        reports.gaps,
    ),
}


def show(visit: Visit) -> Response:
    """All tables on one page."""
    scheme, filed = directory_of(visit).scheme, list(visit.records.for_report(*KINDS))
    tables = [(name, one, [_cells(row, scheme) for row in one.rows(filed, scheme)]) for name, one in REPORTS.items()]
    shown = {"tables": tables, "fewest": FEWEST_SHOWN, "whose": _whose(visit), "today": day_in_words(visit.now.date()), "cosd": allowed(visit.account.role, Action.EXPORT)}
    return visit.page("record/reports.html", shown)


def _whose(visit: Visit) -> str:
    """Who is counted, in words: whom a role without a team of its own may count is everybody."""
    if visit.account.role in BEYOND_TEAMS:
        return "everybody in this record"
    mine = [team.name for team in visit.room.accounts.teams() if team.id in visit.actor.teams]
    return f"the people on the lists of: {', '.join(mine)}"


def _cells(row: NamedTuple, scheme: ConcernScheme) -> list[str]:
    """As people read them: ids by their labels, what is hidden as such."""
    return [_cell(name, value, scheme) for name, value in row._asdict().items() if not (name == "service" and "name" in row._fields)]


def _cell(name: str, value: object, scheme: ConcernScheme) -> str:
    if isinstance(value, dict):
        if set(value.values()) == {None}:  # one word instead of one for each outcome
            return reports.HIDDEN
        return "; ".join(f"{became.label}: {_number(count)}" for became, count in value.items() if count != 0)
    return scheme.label(str(value)) if name in ("concern", "category") else _number(value)


def _number(value: object) -> str:
    return reports.HIDDEN if value is None else str(value)


def table(visit: Visit) -> Response:
    """One table as CSV."""
    name = visit.id("name").removesuffix(".csv")
    if name not in REPORTS:
        raise HTTPException(404)
    filed = list(visit.records.for_report(*KINDS))
    return _csv(reports.as_csv(REPORTS[name].rows(filed, directory_of(visit).scheme)), name)


def cosd(visit: Visit) -> Response:
    """The rows of the national data set: about single people, by the record's own ids, for nobody else."""
    return _csv(reports.as_csv(reports.cosd(visit.records.for_report(Assessment.KIND, CarePlan.KIND))), "cosd")


def _csv(text: str, name: str) -> Response:
    return Response(text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="signpost-{name}.csv"'})


ROUTES = (
    RecordRoute("/record/reports", show, Action.REPORT),
    RecordRoute("/record/reports/cosd.csv", cosd, Action.EXPORT),
    RecordRoute("/record/reports/{name}", table, Action.REPORT),
)
